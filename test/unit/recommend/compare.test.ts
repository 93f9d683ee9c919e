import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { Candidate } from '../../../src/domain/candidates.ts';
import type { UseRecommendation } from '../../../src/domain/recommendation.ts';
import type { ModelSummary } from '../../../src/domain/runSummary.ts';
import type { Sample } from '../../../src/domain/sample.ts';
import { agentVerdict, ratesOf } from '../../../src/evaluate/readiness/readinessVerdict.ts';
import { medianInterval } from '../../../src/measure/statistics/figure.ts';
import { signProbability } from '../../../src/measure/statistics/signProbability.ts';
import { checkConstraints, nearestMiss } from '../../../src/recommend/constraints.ts';
import { compareCandidates, pairedDifference } from '../../../src/recommend/pairedDifference.ts';
import { dominates, paretoFront } from '../../../src/recommend/paretoFront.ts';
import { recommendUses } from '../../../src/recommend/recommendUses.ts';
import { foldRun } from '../../../src/run/summary/foldRun.ts';
import { readRunFixture } from '../../fakes/runs/readRunFixture.ts';
import { plan, runStarted, sample } from '../../fakes/runExamples.ts';

const samplesAt = (id: string, rates: readonly number[]): readonly Sample[] =>
  rates.map((rate, index) => sample(`${id}/continuous/${index}`, 'continuous', { model: id, decodeTokensPerSecond: rate, totalMs: 100_000 / rate }));

function summaryOf(models: Readonly<Record<string, readonly number[]>>, more: (id: string) => Partial<ModelSummary> = () => ({})): readonly ModelSummary[] {
  const ids = Object.keys(models);
  const samples = ids.flatMap((id) => samplesAt(id, models[id] ?? []));
  const summary = foldRun([runStarted({ ...plan, models: ids }), ...samples.map((one) => ({ type: 'sampleDone', sample: one }) as const)]);
  assert.ok(summary);
  return summary.models.map((model) => ({ ...model, ...more(model.id) }));
}

const candidate = (id: string, rates: readonly number[]): Candidate => ({ label: id, runId: id, model: summaryOf({ [id]: rates })[0] as ModelSummary, samples: samplesAt(id, rates) });

describe('the probability of being better', () => {
  it('is what the beta distribution says', () => {
    assert.equal(signProbability(3, 0), 0.9375);
    assert.equal(signProbability(4, 0), 0.96875);
    assert.equal(signProbability(0, 0), 0.5);
    assert.ok(Math.abs(signProbability(8, 2) - 0.9673) < 1e-4);
  });
  it('is fair: swapping the two swaps the probability, also for thousands of pairs', () => {
    fc.assert(fc.property(fc.nat({ max: 3000 }), fc.nat({ max: 3000 }), (wins, losses) => Math.abs(signProbability(wins, losses) + signProbability(losses, wins) - 1) < 1e-6));
  });
});

describe('a paired difference', () => {
  it('of five faster pairs of five is real: 98 % probable, with its size and interval', () => {
    const difference = pairedDifference(candidate('a', [50, 52, 51, 53, 54]), candidate('b', [40, 41, 42, 43, 44]), 'decodeTokensPerSecond');
    assert.equal(difference.verdict, 'better');
    assert.equal(difference.winner, 'a');
    assert.equal(difference.pairs, 5);
    assert.ok(Math.abs(difference.probabilityFirstBetter - 0.984) < 0.001);
    assert.ok(difference.percent < -15 && difference.percent > -25);
    assert.ok(difference.interval);
  });
  it('of two of two is too few to tell, however large', () => assert.equal(pairedDifference(candidate('a', [50, 51]), candidate('b', [4, 5]), 'decodeTokensPerSecond').verdict, 'tooFew'));
  it('of three of three is only probable', () => assert.equal(pairedDifference(candidate('a', [50, 51, 52]), candidate('b', [40, 41, 42]), 'decodeTokensPerSecond').verdict, 'probably'));
  it('that goes both ways is a tie, and nobody wins it', () => {
    const difference = pairedDifference(candidate('a', [50, 40, 51, 41, 50]), candidate('b', [40, 50, 41, 51, 40]), 'decodeTokensPerSecond');
    assert.equal(difference.verdict, 'tie');
    assert.equal(difference.winner, undefined);
  });
  it('below one percent is a tie however certain', () => assert.equal(pairedDifference(candidate('a', [50.1, 50.1, 50.1, 50.1, 50.1]), candidate('b', [50, 50, 50, 50, 50]), 'decodeTokensPerSecond').verdict, 'tie'));
  it('of scores that are 0 is taken of the means: pairs without a percentage are not left out', () => {
    const scored = (label: string, scores: readonly number[]): Candidate => {
      const empty = candidate(label, [50]);
      return { ...empty, model: { ...empty.model, scenarios: scores.map((score, index) => ({ id: `s${index}`, score, accuracy: 0, consistency: 0, quality: 0, clarity: 0, gradedReplies: 1, ungradedReplies: 0, cutOffReplies: 0, consistencyDetail: { value: 0, reasons: [], replies: 1, structureSimilarity: 0 }, replies: [] })) } };
    };
    const difference = pairedDifference(scored('a', [0, 0, 0, 0, 2]), scored('b', [1, 1, 1, 1, 2]), 'score');
    assert.equal(Math.round(difference.percent), 200);
    assert.equal(difference.interval, undefined);
    assert.equal(difference.winner, 'b');
    assert.equal(pairedDifference(scored('a', [0, 0]), scored('b', [0, 0]), 'score').percent, 0);
    assert.equal(pairedDifference(scored('a', [0, 0, 0, 0]), scored('b', [3, 3, 3, 3]), 'score').percent, 100);
  });

  it('without a common step is not comparable, and left out of the table', () => {
    const [a, b] = [candidate('a', [50]), candidate('b', [])];
    assert.equal(pairedDifference(a, b, 'totalSeconds').verdict, 'notComparable');
    assert.deepEqual(compareCandidates([a, b]), []);
  });
});

describe('recommended use', () => {
  it('names nobody with one candidate', () => {
    const uses = recommendUses(summaryOf({ only: [50, 51, 52, 53, 54] }));
    assert.ok(uses.every((use) => use.model === undefined));
    assert.equal(uses.find((use) => use.use === 'highThroughput')?.verdict, 'noComparison');
  });
  it('names nobody when pairs do not bear the difference out', () => {
    const rates = { a: [50, 40, 51, 41, 50], b: [40, 50, 41, 51, 40] };
    const samples = [...samplesAt('a', rates.a), ...samplesAt('b', rates.b)];
    assert.equal(recommendUses(summaryOf(rates), samples).find((use) => use.use === 'highThroughput')?.verdict, 'tie');
  });
  it('carries its numbers', () => {
    const { samples, summary } = (({ events, summary: found }) => ({ samples: events.flatMap((event) => (event.type === 'sampleDone' ? [event.sample] : [])), summary: found }))(readRunFixture('two-models'));
    const uses = recommendUses(summary.models, samples);
    assert.match(uses.find((use) => use.use === 'highThroughput')?.reason ?? '', /gemma3:12b 31\.\d tokens\/s, qwen2\.5-coder:32b 26\.\d tokens\/s \(98 % probable from 5 pairs\)/u);
    assert.equal(uses.find((use) => use.use === 'limitedMemory')?.model, 'gemma3:12b');
  });

  /** Fifteen steps of which so many were right. */
  const ready = (right: number): Partial<ModelSummary> => {
    const trials = Array.from({ length: 15 }, (_, index) => ({ task: `t${index}`, aspect: 'validCall', passed: index < right, detail: '' }) as const);
    const rates = ratesOf(trials);
    return { readiness: { agent: 'cline-next', style: 'native', promptTokens: 3_000, status: 'measured', ...rates, trials, voided: 0, ...agentVerdict({ label: 'Cline' }, rates) } };
  };
  const forAgent = (right: Readonly<Record<string, number>>): UseRecommendation | undefined => {
    const models = summaryOf(Object.fromEntries(Object.keys(right).map((id) => [id, [50]])), (id) => ready(right[id] ?? 0));
    return recommendUses(models).find((use) => use.use === 'codingAgent');
  };
  it('for an agent goes by its own kind of steps, task by task, and names nobody who is known to fail', () => {
    assert.deepEqual([forAgent({ a: 15, b: 4 })?.verdict, forAgent({ a: 15, b: 4 })?.model], ['recommended', 'a']);
    assert.match(forAgent({ a: 15, b: 4 })?.reason ?? '', /a 100 %, b 26\.7 % \(over 99 % probable from 15 pairs\)/u);
    assert.equal(forAgent({ a: 15, b: 14 })?.verdict, 'tie');
    const nobody = forAgent({ a: 6, b: 0 });
    assert.deepEqual([nobody?.verdict, nobody?.model], ['unsuitable', undefined]);
    assert.match(nobody?.reason ?? '', /None of those measured will do: the best is a \(share of an agent’s own steps done right 40\.0 %\)\./u);
    assert.equal(recommendUses(summaryOf({ a: [50] })).find((use) => use.use === 'codingAgent')?.verdict, 'notMeasured');
  });

  const number = fc.double({ min: 1, max: 100, noNaN: true });
  const anyModel = fc.record({ rate: number, total: number, load: number, memory: number, score: fc.double({ min: 0, max: 10, noNaN: true }) });
  it('never names a dominated candidate', () => {
    fc.assert(
      fc.property(fc.array(anyModel, { minLength: 2, maxLength: 6 }), (models) => {
        const made = models.map((model, index): ModelSummary => {
          const [base] = summaryOf({ [`m${index}`]: [model.rate] });
          assert.ok(base);
          return { ...base, meanScore: model.score, info: { id: base.id, sizeBytes: model.memory * 2 ** 30 }, cold: { loadMs: model.load * 1000, ttftMs: 1, totalMs: 1, how: 'test' } };
        });
        const dominated = new Set(paretoFront(made).filter((standing) => standing.dominatedBy !== undefined).map((standing) => standing.id));
        for (const use of recommendUses(made)) assert.ok(use.model === undefined || !dominated.has(use.model), JSON.stringify({ use, dominated: [...dominated] }));
      }),
      { numRuns: 200 },
    );
  });
  it('dominance is strict: equals do not dominate each other', () => {
    const [a, b] = summaryOf({ a: [50], b: [50] });
    assert.ok(a && b);
    assert.equal(dominates(a, b), false);
  });
});

describe('constraints', () => {
  const models = summaryOf({ slow: [10, 10, 10], fast: [60, 60, 60] }, (id) => ({ contextWindow: id === 'fast' ? 8192 : 32_768, meanScore: id === 'fast' ? 4 : 6 }));
  it('say who meets all of them', () => {
    const verdicts = checkConstraints(models, { minTokensPerSecond: 20 });
    assert.deepEqual(verdicts.map((verdict) => [verdict.label, verdict.missed.length]), [['slow', 1], ['fast', 0]]);
    assert.equal(nearestMiss(verdicts), undefined);
  });
  it('that nobody meets name the nearest, with what is missing', () => {
    const verdicts = checkConstraints(models, { minTokensPerSecond: 65, minContextTokens: 8192, minScore: 4 });
    const nearest = nearestMiss(verdicts);
    assert.equal(nearest?.label, 'fast');
    assert.deepEqual(nearest.missed.map((miss) => [miss.constraint, miss.needed, miss.has]), [['minTokensPerSecond', 65, 60]]);
    assert.ok(Math.abs((nearest.missed[0]?.shortfallPercent ?? 0) - 7.69) < 0.01);
  });
  it('on what was not measured are not met', () => {
    const [verdict] = checkConstraints(models, { vramBytes: 24 * 2 ** 30 });
    assert.deepEqual(verdict?.missed, [{ constraint: 'vramBytes', needed: 24 * 2 ** 30, shortfallPercent: Infinity }]);
    assert.equal(nearestMiss(checkConstraints(models, { vramBytes: 1 })), undefined);
  });
});

describe('the interval of the median', () => {
  it('holds for thousands of values', () => {
    const interval = medianInterval(Array.from({ length: 10_000 }, (_, index) => index));
    assert.deepEqual(interval, { low: 4901, high: 5098, confidence: 0.95, method: 'order-statistics' });
  });
});
