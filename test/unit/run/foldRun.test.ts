import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { RunEvent } from '../../../src/domain/runEvent.ts';
import { doneSteps, foldRun } from '../../../src/run/summary/foldRun.ts';
import { liveSummary } from '../../../src/run/summary/liveSummary.ts';
import { makePlan, planHash } from '../../../src/run/makePlan.ts';
import { stepsOf } from '../../../src/run/steps.ts';
import { plan, runStarted, sample, server } from '../../fakes/runExamples.ts';
import { twoModels } from '../../fakes/runs/playedRuns.ts';
import { recordRun } from '../../fakes/runs/recordRun.ts';

const gone = { kind: 'serverGone', detail: 'The server is gone.', advice: 'Start it.' } as const;
const at = '2026-11-22T00:01:00.000Z';

describe('steps and plans', () => {
  it('gives the same keys for the same plan and no key twice', () => {
    const keys = stepsOf(plan).map((step) => step.key);
    assert.deepEqual(keys, stepsOf(structuredClone(plan)).map((step) => step.key));
    assert.equal(new Set(keys).size, keys.length);
    assert.deepEqual(keys, ['small/cold/0', 'small/continuous/0', 'small/continuous/1', 'small/sweep/1024/0', 'small/sweep/9000/0']);
  });

  it('asks each scenario again at temperature 0 in the full suite, unless that is the plan’s own', () => {
    const scenarioKeys = (change: Partial<typeof plan>): readonly string[] => stepsOf({ ...plan, scenarios: ['a'], ...change }).filter((step) => step.phase === 'scenario').map((step) => step.key);
    assert.deepEqual(scenarioKeys({}), ['small/scenario/a/0', 'small/scenario/a/1']);
    assert.deepEqual(scenarioKeys({ suite: 'full' }), ['small/scenario/a/0', 'small/scenario/a/1', 'small/scenario/a/zero/0', 'small/scenario/a/zero/1', 'small/scenario/a/zero/2']);
    assert.equal(scenarioKeys({ suite: 'full', temperature: 0 }).length, 2);
    assert.equal(scenarioKeys({ suite: 'full', repeats: 1 }).length, 1, 'who asks once does not ask for consistency');
  });

  it('hashes what a plan says, not how it is written', () => {
    const reversed = Object.fromEntries(Object.entries(plan).toReversed()) as unknown as typeof plan;
    assert.equal(planHash(plan), planHash(reversed));
    assert.notEqual(planHash(plan), planHash({ ...plan, seed: 2 }));
  });

  it('takes the loaded model when none is named and refuses what is not served', () => {
    const two = { ...server, models: [{ id: 'asleep', loaded: false }, ...server.models] };
    const chosen = makePlan({ models: [], suite: 'quick' }, two, ['code-completion', 'debugging', 'sql-query']);
    assert.ok(chosen.ok);
    assert.deepEqual(chosen.value.models, ['small']);
    const missing = makePlan({ models: ['big'], suite: 'quick' }, server, []);
    assert.ok(!missing.ok);
    assert.equal(missing.failure.kind, 'modelMissing');
    assert.match(missing.failure.advice, /small/);
  });

  it('refuses nonsense with a sentence that names the option', () => {
    for (const [choice, word] of [[{ repeats: 0 }, 'repeats'], [{ contexts: [10] }, 'contexts'], [{ contexts: [Number.NaN] }, 'contexts'], [{ maxOutputTokens: -1 }, 'max-tokens'], [{ scenarios: ['nope'] }, 'nope']] as const) {
      const made = makePlan({ models: [], suite: 'quick', ...choice }, server, ['sql-query']);
      assert.ok(!made.ok);
      assert.equal(made.failure.kind, 'invalidInput');
      assert.match(made.failure.detail, new RegExp(word));
    }
  });
});

describe('liveSummary', () => {
  it('has every figure, and no more replies than the panel shows', () => {
    const whole = foldRun(recordRun({ ...twoModels, plan: { ...twoModels.plan, repeats: 40 } }));
    assert.ok(whole);
    const told = liveSummary(whole);
    assert.deepEqual([...new Set(told.models.flatMap((model) => model.scenarios.map(({ replies }) => replies.length)))], [10]);
    assert.equal(whole.models[0]?.scenarios[0]?.replies.length, 40);
    assert.deepEqual({ ...told, models: [] }, { ...whole, models: [] });
    assert.deepEqual(told.models.map(({ continuous }) => continuous), whole.models.map(({ continuous }) => continuous));
    assert.ok(JSON.stringify(told).length < JSON.stringify(whole).length / 2);
  });
});

describe('foldRun', () => {
  it('needs a start', () => assert.equal(foldRun([]), undefined));

  it('never averages a void sample and says why it is void', () => {
    const events: readonly RunEvent[] = [
      runStarted(),
      { type: 'probed', server },
      { type: 'sampleDone', sample: sample('small/continuous/0', 'continuous', { ttftMs: 400 }) },
      { type: 'sampleVoid', sample: { key: 'small/continuous/1', model: 'small', phase: 'continuous', startedAt: at, failure: gone } },
    ];
    const summary = foldRun(events);
    const model = summary?.models[0];
    assert.equal(model?.continuous.ttftMs?.n, 1);
    assert.equal(model?.continuous.ttftMs?.median, 400);
    assert.equal(model?.continuous.voided, 1);
    assert.deepEqual(summary?.voids, [{ key: 'small/continuous/1', model: 'small', failure: gone }]);
    assert.equal(summary?.status, 'running');
  });

  it('counts a step done twice once, and a void measured later not at all', () => {
    const events: readonly RunEvent[] = [
      runStarted(),
      { type: 'sampleVoid', sample: { key: 'small/continuous/0', model: 'small', phase: 'continuous', startedAt: at, failure: gone } },
      { type: 'sampleDone', sample: sample('small/continuous/0', 'continuous', { ttftMs: 1 }) },
      { type: 'sampleDone', sample: sample('small/continuous/0', 'continuous', { ttftMs: 2 }) },
      { type: 'runDone', at },
    ];
    const summary = foldRun(events);
    assert.equal(summary?.models[0]?.continuous.ttftMs?.median, 2);
    assert.equal(summary?.models[0]?.continuous.samples, 1);
    assert.deepEqual(summary?.voids, []);
    assert.equal(summary?.status, 'done');
  });

  it('does a step again when the server or the user went away, but not when the answer was bad', () => {
    const lost = (key: string, kind: 'serverGone' | 'badReply'): RunEvent => ({ type: 'sampleVoid', sample: { key, model: 'small', phase: 'continuous', startedAt: at, failure: { ...gone, kind } } });
    const done = doneSteps([runStarted(), lost('small/continuous/0', 'serverGone'), lost('small/continuous/1', 'badReply')]);
    assert.deepEqual([...done], ['small/continuous/1']);
  });

  it('shows a size that cannot fit as such, with the reason', () => {
    const verdict = { fits: false, contextWindow: 8192, promptTokens: 8968, promptCount: { tokens: 8968, method: 'given', errorShare: 0 }, parts: [], requestedOutputTokens: 32, neededTokens: 9000, largestMaxTokens: 0, explanation: 'Cannot fit.', advice: [] } as const;
    const summary = foldRun([runStarted(), { type: 'cannotFit', key: 'small/sweep/9000/0', entry: { model: 'small', contextTokens: 9000, verdict } }]);
    assert.deepEqual(summary?.models[0]?.sweep.map((point) => [point.contextTokens, point.status, point.why]), [[9000, 'cannotFit', 'Cannot fit.']]);
    assert.deepEqual(summary?.progress, { done: 1, total: 5 });
  });
});
