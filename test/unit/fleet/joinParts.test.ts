/** Parts of a run put together are the run: the same figures, the same recommendation, as if one process had done it. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { RunEvent } from '../../../src/domain/runEvent.ts';
import type { RunPart } from '../../../src/domain/runPart.ts';
import { foldRun } from '../../../src/run/summary/foldRun.ts';
import { joinParts, partsOf } from '../../../src/run/parts/joinParts.ts';
import { partOf } from '../../../src/run/parts/partOf.ts';
import { stepsOf } from '../../../src/run/steps.ts';
import { twoModels } from '../../fakes/runs/playedRuns.ts';
import { recordRun } from '../../fakes/runs/recordRun.ts';

const [first] = twoModels.models;
const played = { ...twoModels, models: first === undefined ? [] : [first], plan: { ...twoModels.plan, models: first === undefined ? [] : [first.info.id] } };
const whole = recordRun(played);
const { plan } = played;
const partOfKey = new Map(stepsOf(plan).map((step) => [step.key, partOf(step)]));

const keyOf = (event: RunEvent): string | undefined => {
  if (event.type === 'sampleDone' || event.type === 'sampleVoid') return event.sample.key;
  return 'key' in event ? event.key : undefined;
};

/** What a worker would have sent: the run's beginning, its own steps, its own end. */
function partEvents(part: RunPart): readonly RunEvent[] {
  const own = whole.filter((event) => {
    const key = keyOf(event);
    if (key !== undefined) return (partOfKey.get(key) ?? 'warm') === part;
    return event.type === 'scored' ? `scenario/${event.score.scenario}` === part : event.type === 'runStarted' ? part === 'warm' : event.type !== 'recommended' && event.type !== 'useRecommended';
  });
  return part === 'warm' ? own : [{ type: 'resumed', at: '2026-11-22T00:00:00.000Z', doneSteps: 0 }, ...own];
}

describe('parts of a run', () => {
  it('are in the order of its steps, and the first loads the model', () => {
    const parts = partsOf(plan);
    assert.equal(parts[0], 'warm');
    assert.deepEqual(parts.filter((part) => part.startsWith('context/')), plan.contexts.map((size) => `context/${size}`));
    assert.deepEqual(parts.filter((part) => part.startsWith('scenario/')), plan.scenarios.map((id) => `scenario/${id}`));
    assert.equal(new Set(parts).size, parts.length);
  });

  it('put together are the run', () => {
    const parts = partsOf(plan);
    assert.ok(parts.length >= 5);
    const [joined, expected] = [foldRun(joinParts(parts.map(partEvents), true)), foldRun(whole)];
    assert.ok(joined !== undefined && expected !== undefined);
    const { client: _, ...own } = joined;
    const { client: __, ...wanted } = expected;
    assert.deepEqual(own, wanted);
    assert.equal(joined.client?.eventLoopLagMsP99, expected.client?.eventLoopLagMsP99);
  });

  it('of a run that is not whole are no finished run, and recommend nothing', () => {
    const joined = foldRun(joinParts([partEvents('warm')], false));
    assert.equal(joined?.status, 'running');
    assert.deepEqual([joined.uses, joined.models[0]?.recommendation, joined.models[0]?.scenarios], [[], undefined, []]);
    assert.ok((joined.models[0]?.continuous.samples ?? 0) > 0);
  });
});
