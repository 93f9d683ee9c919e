/** A worker does only what its own host was started for: no address from the queue, no mixture of machines or versions. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { BegunCell } from '../../../src/adapters/queue/work/cellStore.ts';
import type { RunEvent } from '../../../src/domain/runEvent.ts';
import type { EngineCall } from '../../../src/shells/engineClient/engineProcess.ts';
import { performWithEngine } from '../../../src/shells/fleet/performWithEngine.ts';
import { version } from '../../../src/shells/version.ts';
import { plan, runStarted } from '../../fakes/runExamples.ts';

const url = 'http://gpu1:8000';
const started = runStarted() as Extract<RunEvent, { type: 'runStarted' }>;
const begun: BegunCell = { key: 'k', writer: 'w', url, model: 'small', runId: 'r', part: 'context/1024', plan, earlier: [{ ...started, clientVersion: version }] };

async function perform(cell: BegunCell): Promise<{ readonly calls: readonly EngineCall[]; readonly kind: string | undefined; readonly detail: string }> {
  const calls: EngineCall[] = [];
  const engine = {
    call: (call: EngineCall) => {
      calls.push(call);
      return { id: calls.length, answer: Promise.resolve({ id: 1, say: 'failed', failure: { kind: 'internal', detail: 'asked', advice: '' } } as const) };
    },
  };
  const host = { machine: started.machine, servers: new Map([[url, { url: 'http://127.0.0.1:8000', apiKey: 'own' }]]) };
  const done = await performWithEngine(engine, host)(cell, () => undefined, new AbortController().signal);
  return { calls, kind: done.ok ? undefined : done.failure.kind, detail: done.ok ? '' : done.failure.detail };
}

describe('a worker', () => {
  it('reaches its server by its own address, with its own key', async () => {
    const { calls } = await perform(begun);
    assert.equal(calls.length, 1);
    assert.ok(calls[0]?.call === 'part');
    assert.deepEqual(calls[0].access, { url: 'http://127.0.0.1:8000', apiKey: 'own' });
  });

  const refused: readonly (readonly [string, BegunCell, RegExp])[] = [
    ['an address it was not started with', { ...begun, url: 'http://169.254.169.254' }, /does not offer http:\/\/169\.254\.169\.254/],
    ['a run that began with another version', { ...begun, earlier: [{ ...started, clientVersion: '0.0.1' }] }, /began with Plimsoll 0\.0\.1/],
    ['a run that began on another machine', { ...begun, earlier: [{ ...started, clientVersion: version, machine: { ...started.machine, gpus: [{ index: 0, name: 'RTX 3090' }] } }] }, /began on TestCPU \(2 cores\), RTX 3090; this worker runs on TestCPU \(2 cores\)/],
    ['a part whose run has no beginning', { ...begun, earlier: [] }, /is not stored/],
  ];
  for (const [what, cell, words] of refused)
    it(`refuses ${what}, and asks nobody`, async () => {
      const { calls, kind, detail } = await perform(cell);
      assert.deepEqual([calls, kind], [[], 'planMismatch']);
      assert.match(detail, words);
    });
});
