import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { agentProfiles } from '../../../../src/budget/agentProfiles.ts';
import { ok, type Result } from '../../../../src/domain/failure.ts';
import type { Completion, PromptProgress } from '../../../../src/domain/sample.ts';
import { type MeasuredPrefill, measurePrefill, type PrefillQuestion } from '../../../../src/measure/prefill/measurePrefill.ts';
import { prefillReport } from '../../../../src/measure/prefill/prefillReport.ts';
import type { InferenceServer } from '../../../../src/ports/inferenceServer.ts';
import { countWords, fakeServer } from '../../../fakes/fakeServer.ts';
import { server as exampleServer } from '../../../fakes/runExamples.ts';

const cost = (tokens: number): number => 5 + 2 * tokens + 0.0005 * tokens * tokens;

interface ReadingServer {
  /** 0: does not tell its progress. */
  readonly batch: number;
  readonly hasStopwatch: boolean;
  readonly window?: number;
}

/** Reads prompts at a known cost and keeps a prefix cache. */
function readingServer({ batch, hasStopwatch, window = Infinity }: ReadingServer): InferenceServer {
  const inner = fakeServer();
  let kept = '';
  const complete: InferenceServer['complete'] = async (request, how): Promise<Result<Completion>> => {
    const answered = await inner.complete(request, how);
    if (!answered.ok) return answered;
    const { server: _, cachedPromptTokens: __, ...timed } = answered.value;
    const text = request.messages.map((message) => message.content).join('\n');
    const tokens = Math.min(window, countWords(text));
    const cachedTokens = request.mayUsePromptCache === true && text === kept ? tokens - 1 : 0;
    kept = text;
    const promptMs = cost(tokens) - cost(cachedTokens) + 5;
    const reached = batch === 0 ? [] : [...Array.from({ length: Math.ceil(tokens / batch) }, (_, index) => index * batch), tokens];
    const promptProgress: readonly PromptProgress[] = reached.map((processedTokens) => ({ totalTokens: tokens, processedTokens, cachedTokens: 0, atMs: processedTokens === 0 ? 0 : Math.round(cost(processedTokens)) }));
    const server = hasStopwatch ? { server: { promptMs, promptTokens: tokens - cachedTokens, cachedTokens } } : {};
    return ok({ ...timed, promptTokens: tokens, firstTokenMs: promptMs + 0.5, ...server, ...(hasStopwatch ? { cachedPromptTokens: cachedTokens } : {}), ...(promptProgress.length === 0 ? {} : { promptProgress }) });
  };
  return { ...inner, complete };
}

async function measured(options: ReadingServer, more: Partial<PrefillQuestion> = {}): Promise<MeasuredPrefill> {
  const result = await measurePrefill({
    ...{ server: readingServer(options), model: 'small', tokens: 2000, repeats: 2, seed: 1, nonce: 'n', idleTimeoutMs: 1000, signal: new AbortController().signal },
    countTokens: (messages) => Promise.resolve({ tokens: countWords(messages.map((message) => message.content).join('\n')), method: 'server', errorShare: 0 }),
    ...more,
  });
  assert.ok(result.ok, JSON.stringify(result));
  return result.value;
}

describe('measurePrefill', () => {
  it('takes the chunks from a server that tells its progress', async () => {
    const found = await measured({ batch: 128, hasStopwatch: true });
    assert.equal(found.method, 'promptProgress');
    assert.equal(found.batchTokens, 128);
    assert.equal(found.chunks.length, Math.ceil(found.promptTokens / 128));
    assert.deepEqual([found.chunks[0]?.fromTokens, found.chunks.at(-1)?.toTokens], [0, found.promptTokens]);
    assert.ok(Math.abs(found.chunks.reduce((sum, chunk) => sum + chunk.ms, 0) - found.totalMs) < 1);
  });

  it('measures growing sizes elsewhere, by its own clock less the round trip, and finds the same curve', async () => {
    const found = await measured({ batch: 0, hasStopwatch: false });
    assert.deepEqual([found.method, found.clock], ['sizes', 'client']);
    assert.equal(found.chunks.length, 5);
    assert.equal(found.points.length, 9);
    for (const { tokens, ms } of found.points) assert.ok(Math.abs(ms - cost(tokens)) < 1, `${ms} for ${tokens}`);
  });

  it('sends sizes as well when a large batch gives too few steps', async () => {
    const found = await measured({ batch: 2048, hasStopwatch: true });
    assert.deepEqual([found.method, found.clock], ['sizes', 'server']);
  });

  it('tells cached from cold', async () => {
    const { cached, promptTokens } = await measured({ batch: 128, hasStopwatch: true });
    assert.equal(cached?.cachedTokens, promptTokens - 1);
    assert.ok(cached.speedUp > 50 && cached.coldMs > cached.cachedMs);
  });

  it('measures nothing of a prompt that was cut', async () => {
    const signal = new AbortController().signal;
    const result = await measurePrefill({ server: readingServer({ batch: 0, hasStopwatch: false, window: 500 }), model: 'small', tokens: 2000, repeats: 1, seed: 1, nonce: 'n', idleTimeoutMs: 1, signal, countTokens: (messages) => Promise.resolve({ tokens: countWords(messages[0]?.content ?? ''), method: 'server', errorShare: 0 }) });
    assert.equal(result.ok ? undefined : result.failure.kind, 'truncated');
  });

  it('is put together to a report whose figures agree with each other', async () => {
    const found = await measured({ batch: 128, hasStopwatch: true });
    const [model] = exampleServer.models;
    assert.ok(model);
    const report = prefillReport({ at: '2026-01-02T00:00:00Z', label: 'now', server: exampleServer, model, band: { lowMsPerToken: 0.5, highMsPerToken: 1 }, userSettings: [{ name: 'n_ubatch', value: '16', source: 'user' }], earlier: [{ label: 'then', at: '2026-01-01T00:00:00Z', model: 'small', promptTokens: found.promptTokens, msPerToken: 6, settings: [], method: 'promptProgress', clock: 'server' }], agent: agentProfiles['cline-next'] }, found);
    assert.ok(Math.abs(report.msPerToken * report.tokensPerSecond - 1000) < 1e-9);
    assert.ok(report.curve !== undefined && report.curve.r2 > 0.999);
    assert.deepEqual(report.settings.filter((setting) => setting.source !== 'server').map((setting) => [setting.name, setting.value]), [['n_batch', '128'], ['n_ubatch', '16']]);
    assert.ok((report.improvements[0]?.speedUp ?? 0) > 1);
    assert.equal(report.target.met, false);
    assert.ok(report.agentTurns.length > 0 && report.agentTurns.every((turn) => turn.promptTokens <= 8192));
    assert.ok(report.advice.length > 0);
  });
});
