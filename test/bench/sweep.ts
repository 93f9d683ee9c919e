/**
 * `npm run bench:sweep [-- tokens]`: how the cost of reading grows to 16k tokens on a real model of 32k (Gemma 3 270M on the embedded llama.cpp), and how well
 * the curve fitted to the first half predicts the whole. Minutes on a quiet machine: a bench and not a test.
 */
import { cacheFolder } from '../../src/adapters/embedded/cacheFolder.ts';
import { provisionGemma } from '../../src/adapters/embedded/provisionGemma.ts';
import { provisionLlamaCpp } from '../../src/adapters/embedded/provisionLlamaCpp.ts';
import { startLlamaCpp } from '../../src/adapters/embedded/startLlamaCpp.ts';
import type { Result } from '../../src/domain/failure.ts';
import { fitCost, predictMs } from '../../src/measure/prefill/costCurve.ts';
import { measurePrefill } from '../../src/measure/prefill/measurePrefill.ts';
import { openTarget } from '../../src/shells/measure/openTarget.ts';

function valueOf<T>(result: Result<T>): T {
  if (result.ok) return result.value;
  throw new Error(`${result.failure.detail} ${result.failure.advice} ${result.failure.cause ?? ''}`);
}

const tokens = Number(process.argv[2] ?? 16_384);
const note = (line: string): unknown => process.stderr.write(`${line}\n`);
const signal = new AbortController().signal;
const { python } = valueOf(await provisionLlamaCpp(cacheFolder(), note));
const server = valueOf(await startLlamaCpp({ python, ...valueOf(await provisionGemma(cacheFolder(), python, note)), contextWindow: tokens + 512, batchTokens: 512 }));
try {
  const target = valueOf(await openTarget({ url: server.url }, undefined, signal));
  const { points, chunks, method, cached } = valueOf(
    await measurePrefill({ server: target.server, model: target.model.id, countTokens: target.countTokens, tokens, repeats: 1, seed: 1, nonce: String(performance.now()), idleTimeoutMs: 3_600_000, signal, note: (line) => void note(line) }),
  );
  const curve = fitCost(points);
  const early = fitCost(points.slice(0, Math.ceil(points.length / 2)));
  const last = points.at(-1);
  const isMonotone = chunks.every((chunk) => chunk.ms > 0);
  for (const chunk of chunks.filter((_, index) => (index + 1) % 4 === 0)) process.stdout.write(`${String(chunk.toTokens).padStart(7)} tokens  ${chunk.msPerToken.toFixed(2).padStart(7)} ms/token in this chunk\n`);
  process.stdout.write(`\n${target.model.id}, ${method}, ${points.length} points to ${last?.tokens ?? 0} tokens: r² ${curve?.r2.toFixed(4) ?? '–'}, ${isMonotone ? 'monotone' : 'NOT monotone'}; the same prompt from the cache ${cached?.speedUp.toFixed(0) ?? '–'}x faster\n`);
  if (early !== undefined && last !== undefined) process.stdout.write(`The curve of the first half predicts the whole ${((predictMs(early, last.tokens) / last.ms - 1) * 100).toFixed(1)} % off.\n`);
} finally {
  await server.stop();
}
