import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Replay } from '../../../../src/domain/load.ts';
import { fail, ok } from '../../../../src/domain/failure.ts';
import { cacheWorks, replayConversation, type ReplayQuestion } from '../../../../src/measure/load/replayConversation.ts';
import type { InferenceServer } from '../../../../src/ports/inferenceServer.ts';
import { loadText } from '../../../../src/shells/cli/commands/measure/loadText.ts';
import { countWords, fakeServer, type FakeServer } from '../../../fakes/fakeServer.ts';

const textOf = (messages: readonly { readonly content: string }[]): string => messages.map((message) => message.content).join('\n');

/** Reads 1 ms a token, only what it does not know when it caches. */
function cachingServer(options: { readonly caches: boolean; readonly tells: boolean }): FakeServer {
  const inner = fakeServer();
  let known = '';
  const complete: InferenceServer['complete'] = async (request, how) => {
    const answered = await inner.complete(request, how);
    if (!answered.ok) return answered;
    const text = textOf(request.messages);
    const cachedTokens = options.caches && text.startsWith(known) ? countWords(known) : 0;
    known = text;
    const promptTokens = countWords(text);
    const promptMs = promptTokens - cachedTokens;
    const { server: _, cachedPromptTokens: __, ...timed } = answered.value;
    const told = options.tells ? { cachedPromptTokens: cachedTokens, server: { promptMs, promptTokens: promptMs, cachedTokens } } : {};
    return ok({ ...timed, text: 'Next.', promptTokens, firstTokenMs: promptMs + 0.5, ...told });
  };
  return { ...inner, complete };
}

function replayed(server: InferenceServer, more: Partial<ReplayQuestion> = {}): Promise<Replay> {
  return replayConversation({
    ...{ server, model: 'small', sizes: [2000, 4000, 9000], systemTokens: 500, turnTokens: 400, maxOutputTokens: 32, contextWindow: 8192, seed: 1, nonce: 'n', idleTimeoutMs: 1000 },
    countTokens: (messages) => Promise.resolve({ tokens: countWords(textOf(messages)), method: 'server', errorShare: 0 }),
    signal: new AbortController().signal,
    ...more,
  });
}

describe('replayConversation', () => {
  it('grows turn by turn to every size that fits and sends none that does not', async () => {
    const server = cachingServer({ caches: true, tells: true });
    const { turns, cannotFit, failure } = await replayed(server);
    assert.deepEqual(cannotFit, [9000]);
    assert.equal(failure, undefined);
    assert.deepEqual(turns.map((turn) => turn.reaches).filter((size) => size !== undefined), [2000, 4000]);
    assert.ok(turns.every((turn, index) => turn.promptTokens > (turns[index - 1]?.promptTokens ?? 0)));
    assert.ok(turns.every((turn) => turn.promptTokens + 32 <= 8192));
    const sent = server.requests.map((request) => textOf(request.messages));
    assert.ok(sent.every((text, index) => text.startsWith(sent[index - 1] ?? '')), 'each turn repeats everything before it');
    assert.ok(server.requests.every((request) => request.mayUsePromptCache === true));
  });

  it('sees a prefix cache at work or missing, told by the server or by the clock alone', async () => {
    for (const tells of [true, false]) {
      assert.equal((await replayed(cachingServer({ caches: true, tells }))).cacheWorks, true);
      assert.equal((await replayed(cachingServer({ caches: false, tells }))).cacheWorks, false);
    }
    assert.equal(cacheWorks([]), undefined);
  });

  it('ends with the reason when the server fails, and keeps the turns before', async () => {
    const inner = cachingServer({ caches: true, tells: true });
    const complete: InferenceServer['complete'] = (request, how) => (inner.requests.length >= 3 ? Promise.resolve(fail('stalled', 'Went silent.', 'Look at it.')) : inner.complete(request, how));
    const replay = await replayed({ ...inner, complete });
    assert.equal(replay.turns.length, 3);
    assert.equal(replay.failure?.kind, 'stalled');
    assert.match(loadText({ schema: 'plimsoll.load/v1', at: '', url: 'u', model: 'm', paceMs: 0, levels: [], replay }), /Ended early: Went silent\.[^]*$/);
  });

  it('sends nothing when no size fits', async () => {
    const server = cachingServer({ caches: true, tells: true });
    const replay = await replayed(server, { sizes: [9000] });
    assert.deepEqual([replay.turns.length, server.requests.length], [0, 0]);
  });
});
