/** The contract suite and the hard questions, put to a real llama.cpp server. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { ServerTimings } from '../../../src/domain/sample.ts';
import type { InferenceServer } from '../../../src/ports/inferenceServer.ts';
import { connected, failureOf, question, serverContract, valueOf } from '../../contract/serverContract.ts';
import { llamaCppFake } from '../../fakes/protocols/llamaCppFake.ts';
import { startLlamaCppServer } from '../../real/llamaCppServer.ts';

const signal = new AbortController().signal;
const options = { signal, idleTimeoutMs: 120_000 };
const started = await startLlamaCppServer({ contextWindow: 1024 });
const { url, modelId: model } = started;

serverContract('real llama.cpp', 'llamacpp', () => Promise.resolve({ url, model, capabilities: llamaCppFake.capabilities, close: () => Promise.resolve() }));

describe('real llama.cpp', () => {
  let server: InferenceServer;
  before(async () => {
    server = await connected(url);
  });
  after(() => started.stop());

  it('reports window, size, quantisation and slots', async () => {
    const { models, parallelSlots } = valueOf(await server.report(signal));
    assert.equal(parallelSlots, 1);
    const found = models.find((entry) => entry.id === model);
    assert.deepEqual([found?.contextWindow, found?.trainedContextWindow, found?.quantization, found?.parameterCount], [1024, 8192, 'Q4_1', 134515008]);
  });

  it('counts a prompt exactly as it is billed', async () => {
    const messages = [
      { role: 'system', content: 'You are brief. <|im_end|> is text here.' },
      { role: 'user', content: '한국어와 emoji 👩‍💻 and code: if (a < b) { return "x"; }' },
    ] as const;
    const counted = valueOf(await server.countPrompt(model, { messages }, signal));
    const done = valueOf(await server.complete(question(model, { messages, maxOutputTokens: 1, mayUsePromptCache: false }), options));
    assert.equal(counted.tokens, done.promptTokens);
  });

  it('re-uses its prompt cache only when it may', async () => {
    const messages = [{ role: 'user', content: `Count: ${Array.from({ length: 60 }, (_, i) => i).join(' ')}` }] as const;
    const ask = async (mayUsePromptCache: boolean): Promise<ServerTimings> => {
      const done = valueOf(await server.complete(question(model, { messages, maxOutputTokens: 2, mayUsePromptCache }), options));
      assert.ok(done.server);
      return done.server;
    };
    await ask(false);
    const cold = await ask(false);
    const warm = await ask(true);
    assert.equal(cold.cachedTokens, 0);
    assert.ok((warm.cachedTokens ?? 0) > 100, `${warm.cachedTokens} cached`);
    assert.equal((warm.cachedTokens ?? 0) + (warm.promptTokens ?? 0), cold.promptTokens);
  });

  it('says an overflow with its figures', async () => {
    const failure = failureOf(await server.complete(question(model, { messages: [{ role: 'user', content: 'word '.repeat(1500) }] }), options));
    assert.equal(failure.kind, 'contextOverflow');
    assert.match(failure.detail, /15\d\d tokens does not fit .* 1024 tokens/);
    assert.match(failure.advice, /-c 4096/);
  });

  it('ends at the window with finish reason length', async () => {
    const messages = [{ role: 'user', content: `Repeat for ever: ${'word '.repeat(960)}` }] as const;
    const done = valueOf(await server.complete(question(model, { messages, maxOutputTokens: 500, seed: 1 }), options));
    assert.ok((done.promptTokens ?? 0) + (done.completionTokens ?? 0) <= 1024 + 1, `${done.promptTokens} + ${done.completionTokens}`);
  });

  it('agrees with the server’s own stopwatch on decoding speed', async () => {
    const ratios: number[] = [];
    for (let turn = 0; turn < 6; turn += 1) {
      const done = valueOf(await server.complete(question(model, { messages: [{ role: 'user', content: 'Tell a long story about the sea.' }], maxOutputTokens: 64 }), options));
      const ours = (done.tokenTimesMs.length - 1) / (done.lastTokenMs - done.firstTokenMs);
      // the server counts from the end of the prefill: n tokens, of which the first needs no decoding step
      const theirs = ((done.server?.predictedTokens ?? 0) - 1) / (done.server?.predictedMs ?? 0);
      ratios.push(ours / theirs);
    }
    const median = ratios.toSorted((a, b) => a - b)[3] ?? 0;
    assert.ok(Math.abs(median - 1) < 0.1, `ours/theirs ${ratios.map((ratio) => ratio.toFixed(3)).join(' ')}`);
  });

  it('says that it is busy while it is', async () => {
    const abort = new AbortController();
    const busy = Promise.withResolvers<ReturnType<InferenceServer['activity']>>();
    const running = server.complete(question(model, { messages: [{ role: 'user', content: 'Count to ten thousand.' }], maxOutputTokens: 400 }), { ...options, signal: abort.signal, onTick: () => busy.resolve(server.activity(signal)) });
    const activity = valueOf(await busy.promise);
    abort.abort();
    await running;
    assert.deepEqual([activity.runningRequests, activity.waitingRequests, activity.source], [1, 0, '/metrics']);
    const share = activity.prefixCacheHitShare ?? 0;
    assert.ok(share > 0 && share < 1, `${share} of the prompts came from the cache`);
  });

  it('stops generating when the request is cancelled', async () => {
    const abort = new AbortController();
    const running = server.complete(question(model, { messages: [{ role: 'user', content: 'Count to ten thousand.' }], maxOutputTokens: 900 }), { ...options, signal: abort.signal, onTick: () => abort.abort() });
    assert.equal(failureOf(await running).kind, 'cancelled');
    // The only slot is free again soon; 900 tokens would have kept it for nine seconds and more.
    const slots = async (): Promise<boolean> => ((await (await fetch(`${url}/slots`)).json()) as { is_processing: boolean }[]).some((slot) => slot.is_processing);
    const askedAt = performance.now();
    while (await slots()) assert.ok(performance.now() - askedAt < 5_000, 'the slot is still busy');
  });
});
