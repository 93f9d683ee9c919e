import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { RunSummary } from '../../../src/domain/runSummary.ts';
import { checkRegression } from '../../../src/recommend/history/checkRegression.ts';
import { improvementOf } from '../../../src/recommend/history/improvement.ts';
import { trendOf } from '../../../src/recommend/history/trendOf.ts';
import { foldRun } from '../../../src/run/summary/foldRun.ts';
import { plan, runStarted, sample, server } from '../../fakes/runExamples.ts';

function runAt(runId: string, rates: readonly number[], version = 'b1', contextWindow = 8192): RunSummary {
  const models = server.models.map((model) => ({ ...model, contextWindow }));
  const samples = rates.map((rate, index) => sample(`small/continuous/${index}`, 'continuous', { decodeTokensPerSecond: rate, totalMs: 100_000 / rate, ttftMs: 500 }));
  const summary = foldRun([{ ...runStarted(plan), ...{ runId, at: `2026-11-${runId}T00:00:00.000Z` } }, { type: 'probed', server: { ...server, version, models } }, ...samples.map((one) => ({ type: 'sampleDone', sample: one }) as const)]);
  assert.ok(summary);
  return summary;
}

describe('an improvement', () => {
  it('has two forms that are not mixed: 168.82 → 93.02 ms/token is 44.9 % less time and 1.81x the speed', () => {
    const { timeSavedPercent, speedUp } = improvementOf(168.82, 93.02, 'lower');
    assert.ok(Math.abs(timeSavedPercent - 44.9) < 0.05);
    assert.ok(Math.abs(speedUp - 1.815) < 0.001);
  });
  it('of a rate says the same about the same work', () => {
    const { timeSavedPercent, speedUp } = improvementOf(20, 40, 'higher');
    assert.deepEqual([timeSavedPercent, speedUp], [50, 2]);
  });
});

describe('a trend', () => {
  const runs = [runAt('22', [60, 61, 62], 'b2', 4096), runAt('20', [40, 41, 42]), runAt('21', [50, 51, 52])];
  const trend = trendOf(runs, plan.serverUrl, 'small', 'decodeTokensPerSecond');
  it('is in the order of time, with what changed between the runs', () => {
    assert.deepEqual(trend.points.map(({ runId, value }) => [runId, value]), [['20', 41], ['21', 51], ['22', 61]]);
    assert.deepEqual(trend.points.map(({ changed }) => changed), [[], [], ['server: llamacpp b1 → llamacpp b2', 'served window: 8192 → 4096']]);
    assert.ok(Math.abs((trend.overall?.speedUp ?? 0) - 61 / 41) < 1e-9);
  });
  it('follows one model on one server only', () => assert.deepEqual(trendOf(runs, 'http://elsewhere', 'small', 'ttftMs').points, []));
});

describe('a check against a baseline', () => {
  const baseline = runAt('20', [50, 51, 52, 50, 51]);
  const verdict = (now: RunSummary, figure: string): string | undefined => checkRegression(baseline, now, 10).find((check) => check.figure === figure)?.verdict;
  it('passes what is as good', () => assert.equal(verdict(runAt('21', [50, 51, 52, 50, 49]), 'decodeTokensPerSecond'), 'ok'));
  it('fails what is clearly worse, in time for the same work', () => {
    const now = runAt('21', [30, 31, 30, 29, 30]);
    assert.equal(verdict(now, 'decodeTokensPerSecond'), 'worse');
    const check = checkRegression(baseline, now, 10).find((one) => one.figure === 'decodeTokensPerSecond');
    assert.ok(Math.abs((check?.regressionPercent ?? 0) - 70) < 1e-9, 'at 30 instead of 51 tokens/s the same answer takes 70 % longer');
  });
  it('does not fail on noise: intervals that touch', () => assert.equal(verdict(runAt('21', [20, 40, 41, 52, 53]), 'decodeTokensPerSecond'), 'withinNoise'));
  it('fails what is not measured any more', () => assert.equal(verdict(runAt('21', []), 'decodeTokensPerSecond'), 'missing'));
  it('leaves out what the baseline never had', () => assert.equal(verdict(runAt('21', [50]), 'meanScore'), undefined));
});
