/** `plimsoll fit` against a real Ollama: the layers from /api/show, what is loaded from /api/ps. */
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { z } from 'zod';
import { runFit } from '../../src/shells/cli/commands/fit.ts';
import { connected, question, valueOf } from '../contract/serverContract.ts';
import { gemmaParts } from '../real/gemmaServer.ts';
import { type RealOllama, startOllama } from '../real/ollamaServer.ts';

const verdictSchema = z.object({ schema: z.literal('plimsoll.fit/v1'), architecture: z.string(), contextWindow: z.number(), kvBytesPerToken: z.number(), totalBytes: z.number(), fits: z.boolean(), largestContext: z.number(), residual: z.object({ measuredBytes: z.number(), percent: z.number() }).optional() });

describe('plimsoll fit on a real Ollama', () => {
  let ollama: RealOllama;
  let state = '';
  before(async () => {
    const { modelPath } = await gemmaParts();
    ollama = await startOllama(1024, [{ name: 'gemma-3-270m', modelPath }]);
    state = await mkdtemp(path.join(os.tmpdir(), 'plimsoll-fit-'));
  });
  after(async () => {
    await ollama.stop();
    await rm(state, { recursive: true, force: true });
  });

  const fit = async (model: string, more: { readonly context?: number; readonly vram?: readonly number[] } = {}): Promise<{ readonly exitCode: number; readonly verdict: z.infer<typeof verdictSchema> }> => {
    const { exitCode, json } = await runFit({ url: ollama.url, model, kvType: 'f16', microBatch: 512, cpu: true, ...more }, { env: { ...process.env, PLIMSOLL_STATE_DIR: state }, signal: AbortSignal.timeout(60_000) });
    return { exitCode, verdict: verdictSchema.parse(json) };
  };

  it('reads the layers of both models: 23,040 and 3,072 bytes a token, as computed by hand', async () => {
    const [smol, gemma] = [await fit('smol:latest', { context: 8192 }), await fit('gemma-3-270m:latest', { context: 8192 })];
    assert.deepEqual([smol.verdict.architecture, smol.verdict.kvBytesPerToken, smol.exitCode], ['llama', 23_040, 0]);
    assert.deepEqual([gemma.verdict.architecture, gemma.verdict.kvBytesPerToken, gemma.exitCode], ['gemma3', 3072, 0]);
    assert.deepEqual([smol.verdict.largestContext, gemma.verdict.largestContext], [8192, 32_768]);
  });

  it('says that it does not fit, with exit code 3', async () => {
    const { exitCode, verdict } = await fit('smol:latest', { context: 8192, vram: [100 * 2 ** 20] });
    assert.deepEqual([exitCode, verdict.fits], [3, false]);
  });

  it('takes the window that is loaded; in main memory Ollama’s own word is no measurement', async () => {
    const server = await connected(ollama.url);
    valueOf(await server.complete(question('smol:latest', { maxOutputTokens: 2 }), { signal: AbortSignal.timeout(60_000), idleTimeoutMs: 60_000 }));
    const { verdict } = await fit('smol:latest');
    assert.equal(verdict.contextWindow, 1024);
    assert.equal(verdict.residual, undefined);
    const onCard = await runFit({ url: ollama.url, model: 'smol:latest', kvType: 'f16', microBatch: 512, vram: [24 * 2 ** 30] }, { env: { ...process.env, PLIMSOLL_STATE_DIR: path.join(state, 'card') }, signal: AbortSignal.timeout(60_000) });
    assert.ok((verdictSchema.parse(onCard.json).residual?.measuredBytes ?? 0) > 90e6);
  });
});
