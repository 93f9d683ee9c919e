import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { fail, ok } from '../../../../src/domain/failure.ts';
import { measureLoad, type LoadQuestion } from '../../../../src/measure/load/measureLoad.ts';
import type { InferenceServer } from '../../../../src/ports/inferenceServer.ts';
import { loadText } from '../../../../src/shells/cli/commands/measure/loadText.ts';
import { fakeServer } from '../../../fakes/fakeServer.ts';

/** Answers one request at a time, each in 20 ms of the fake clock; the queue is the server's. */
function oneSlotServer(): { readonly server: InferenceServer; readonly clock: { nowMs: () => number }; readonly wait: LoadQuestion['wait'] } {
  let now = 0;
  let freeAt = 0;
  const inner = fakeServer();
  const sleepers: { readonly at: number; readonly wake: () => void }[] = [];
  /** Lets everyone sleep until there is nothing to do now, then moves the clock to the next moment something happens. */
  const until = async (at: number): Promise<void> => {
    await new Promise<void>((resolve) => sleepers.push({ at, wake: resolve }));
  };
  const tick = async (): Promise<void> => {
    for (;;) {
      await sleep(1);
      const next = sleepers.toSorted((a, b) => a.at - b.at)[0];
      if (next === undefined) return;
      sleepers.splice(sleepers.indexOf(next), 1);
      now = Math.max(now, next.at);
      next.wake();
    }
  };
  const complete: InferenceServer['complete'] = async (request, how) => {
    freeAt = Math.max(freeAt, now) + 20;
    const done = until(freeAt);
    void tick();
    await done;
    return inner.complete(request, how);
  };
  return { server: { ...inner, complete }, clock: { nowMs: () => now }, wait: async (ms) => { const woken = until(now + ms); void tick(); await woken; } };
}

const question = (more: Partial<LoadQuestion> & Pick<LoadQuestion, 'server' | 'clock' | 'wait'>): LoadQuestion => ({
  ...{ model: 'small', levels: [1, 2, 4], requestsPerStream: 3, maxOutputTokens: 32, idleTimeoutMs: 1000, signal: new AbortController().signal },
  promptOf: (level, stream, request) => Promise.resolve([{ role: 'user', content: `${level} ${stream} ${request}` }]),
  ...more,
});

describe('measureLoad', () => {
  it('takes the pace from one stream and shows what the others wait for: from send and from schedule', async () => {
    const { paceMs, levels } = await measureLoad(question(oneSlotServer()));
    assert.equal(paceMs, 20);
    assert.deepEqual(levels.map((level) => [level.streams, level.requests, level.failures.length]), [[1, 3, 0], [2, 6, 0], [4, 12, 0]]);
    const [one, two, four] = levels;
    assert.equal(one?.latencyFromSendMs?.median, one?.latencyFromScheduleMs?.median);
    // two streams on one slot: every request waits for the other stream's, and falls further behind its schedule
    assert.equal(two?.latencyFromSendMs?.max, 40);
    assert.ok((two.latencyFromScheduleMs?.max ?? 0) > 40, 'a late turn is late although it was sent late');
    assert.ok((four?.latencyFromScheduleMs?.max ?? 0) > (two.latencyFromScheduleMs?.max ?? 0));
    assert.ok(Math.abs((four?.scaling ?? 0) - 1) < 0.01, 'one slot answers no more tokens with four streams');
  });

  it('lists failures and leaves them out of every figure', async () => {
    const inner = oneSlotServer();
    let sent = 0;
    const complete: InferenceServer['complete'] = (request, how) => (sent++ === 1 ? Promise.resolve(fail('busy', 'Too many requests.', '')) : inner.server.complete(request, how));
    const { levels } = await measureLoad(question({ ...inner, server: { ...inner.server, complete }, levels: [1] }));
    assert.deepEqual([levels[0]?.failures.length, levels[0]?.latencyFromSendMs?.n], [1, 2]);
    const text = loadText({ schema: 'plimsoll.load/v1', at: '', url: 'http://x', model: 'small', parallelSlots: 1, paceMs: 20, levels });
    assert.match(text, /Failed: Too many requests\./);
    assert.match(text, /from schedule/i);
    assert.match(text, /answers 1 at a time/);
  });

  it('never sends the same prompt twice', async () => {
    const prompts: string[] = [];
    const inner = oneSlotServer();
    const complete: InferenceServer['complete'] = (request) => {
      prompts.push(request.messages[0]?.content ?? '');
      assert.equal(request.mayUsePromptCache, false);
      return Promise.resolve(fail('busy', 'b', ''));
    };
    await measureLoad(question({ ...inner, server: { ...inner.server, complete } }));
    assert.equal(new Set(prompts).size, 21);
    assert.equal(prompts.length, 21);
  });

  it('stops when it is cancelled', async () => {
    const abort = new AbortController();
    const inner = oneSlotServer();
    const { levels } = await measureLoad(question({ ...inner, signal: abort.signal, onLevel: () => abort.abort() }));
    assert.equal(levels.length, 1);
    assert.ok(ok(levels).ok);
  });
});
