/** Predicted against measured memory of the real llama.cpp server, for both real models. */
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { after, describe, it } from 'node:test';
import { z } from 'zod';
import type { EmbeddedServer } from '../../../src/adapters/embedded/startLlamaCpp.ts';
import { runFit } from '../../../src/shells/cli/commands/fit.ts';
import { startGemmaServer } from '../../real/gemmaServer.ts';
import { startLlamaCppServer } from '../../real/llamaCppServer.ts';

const verdictSchema = z.object({ schema: z.literal('plimsoll.fit/v1'), totalBytes: z.number(), kvBytesPerToken: z.number(), contextWindow: z.number(), fits: z.boolean(), residual: z.object({ measuredBytes: z.number(), percent: z.number() }) });

const cases: readonly { readonly name: string; readonly start: () => Promise<EmbeddedServer>; readonly contextWindow: number; readonly kvBytesPerToken: number }[] = [
  { name: 'SmolLM2-135M, 2,048 tokens', start: () => startLlamaCppServer({ contextWindow: 2048 }), contextWindow: 2048, kvBytesPerToken: 23_040 },
  { name: 'SmolLM2-135M, 8,192 tokens', start: () => startLlamaCppServer({ contextWindow: 8192 }), contextWindow: 8192, kvBytesPerToken: 23_040 },
  { name: 'Gemma-3-270M, 32,768 tokens', start: () => startGemmaServer(32_768), contextWindow: 32_768, kvBytesPerToken: 3072 },
];

describe('predicted memory of the real llama.cpp server', async () => {
  const state = await mkdtemp(path.join(os.tmpdir(), 'plimsoll-fit-'));
  after(() => rm(state, { recursive: true, force: true }));

  for (const { name, start, contextWindow, kvBytesPerToken } of cases) {
    it(`${name}: within 10 % of what the process holds`, async () => {
      const server = await start();
      try {
        // a state folder of its own for each: nothing learned helps the prediction
        const env = { ...process.env, PLIMSOLL_STATE_DIR: path.join(state, name) };
        const outcome = await runFit({ url: server.url, kvType: 'f16', microBatch: 512, cpu: true, pid: server.pid }, { env, signal: AbortSignal.timeout(60_000) });
        const verdict = verdictSchema.parse(outcome.json);
        assert.equal(outcome.exitCode, 0);
        assert.equal(verdict.contextWindow, contextWindow, 'the context as the server has loaded it');
        assert.equal(verdict.kvBytesPerToken, kvBytesPerToken);
        assert.ok(Math.abs(verdict.residual.percent) <= 10, `predicted ${verdict.totalBytes}, measured ${verdict.residual.measuredBytes}: ${verdict.residual.percent.toFixed(1)} %`);
        process.stderr.write(`${name}: residual ${verdict.residual.percent.toFixed(1)} %\n`);
      } finally {
        await server.stop();
      }
    });
  }
});
