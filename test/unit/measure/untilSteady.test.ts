import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { RunEvent } from '../../../src/domain/runEvent.ts';
import { variationPercent } from '../../../src/measure/statistics/variation.ts';
import { untilSteady } from '../../../src/measure/untilSteady.ts';
import { plan, runStarted, sample } from '../../fakes/runExamples.ts';

const wanted = { ...plan, repeats: 3, untilVariationPercent: 5, timeBudgetMs: 60_000 };
const events = (times: readonly number[]): readonly RunEvent[] => [runStarted(wanted), ...times.map((totalMs, index): RunEvent => ({ type: 'sampleDone', sample: sample(`small/continuous/${index}`, 'continuous', { totalMs, decodeTokensPerSecond: 62 }) }))];

describe('untilSteady', () => {
  it('asks for nothing that the plan does not want', () => assert.deepEqual(untilSteady(plan, 'small', events([1, 2, 3])), { kind: 'notWanted' }));

  it('goes on while the requests differ, with numbers of their own', () => {
    const next = untilSteady(wanted, 'small', events([1000, 1500, 1000]));
    assert.equal(next.kind === 'more' ? next.repeat : undefined, 3);
  });

  it('does not trust three that agree', () => assert.equal(untilSteady(wanted, 'small', events([1000, 1000, 1000])).kind, 'more'));

  it('ends when five agree, and says how well', () => {
    const end = untilSteady(wanted, 'small', events([1000, 1010, 990, 1005, 995]));
    assert.match(end.kind === 'enough' ? end.sentence : '', /vary by 0\.8 % \(n = 5\), within the wanted 5 %/);
  });

  it('ends when the time is used up, and says what was not reached', () => {
    const end = untilSteady(wanted, 'small', events([10_000, 50_000, 10_000]));
    assert.match(end.kind === 'enough' ? end.sentence : '', /not reached in 60 s/);
  });

  it('does not call a wanted share missed that was reached by too few', () => {
    const end = untilSteady(wanted, 'small', events([20_000, 20_100, 19_900, 20_000]));
    assert.match(end.kind === 'enough' ? end.sentence : '', /within the wanted 5 %, but fewer than 5 requests may agree by chance; no more were sent in 60 s/);
  });

  it('counts void requests as tried, so that their keys are not used twice, and leaves other models alone', () => {
    const failure = { kind: 'stalled', detail: '', advice: '' } as const;
    const withVoid: readonly RunEvent[] = [...events([1000]), { type: 'sampleVoid', sample: { key: 'small/continuous/1', model: 'small', phase: 'continuous', startedAt: '', failure } }, { type: 'sampleDone', sample: sample('other/continuous/0', 'continuous', { model: 'other' }) }];
    const next = untilSteady(wanted, 'small', withVoid);
    assert.equal(next.kind === 'more' ? next.repeat : undefined, 2);
  });

  it('never goes on for ever', () => {
    const dead = Array.from({ length: 200 }, (_, index): RunEvent => ({ type: 'sampleVoid', sample: { key: `small/continuous/${index}`, model: 'small', phase: 'continuous', startedAt: '', failure: { kind: 'badReply', detail: '', advice: '' } } }));
    assert.equal(untilSteady(wanted, 'small', [runStarted(wanted), ...dead]).kind, 'enough');
  });

  it('measures variation as a share of the mean', () => {
    assert.equal(variationPercent([5]), undefined);
    assert.equal(variationPercent([10, 10]), 0);
    assert.ok(Math.abs((variationPercent([9, 11]) ?? 0) - 14.14) < 0.01);
  });
});
