/** Which of several models for which use, with numbers; one candidate is never crowned, and "no real difference" is an answer. */
import type { Candidate, ComparedQuantity } from '../domain/candidates.ts';
import type { UseCase, UseMetric, UseRecommendation } from '../domain/recommendation.ts';
import type { ModelSummary } from '../domain/runSummary.ts';
import type { Sample } from '../domain/sample.ts';
import { betterOf, metricOf } from './candidateFigures.ts';
import { pairedDifference } from './pairedDifference.ts';

interface Criterion {
  readonly use: UseCase;
  readonly metric: UseMetric;
  readonly what: string;
  readonly unit: string;
  /** Paired samples that must bear the difference out; undefined for what does not vary. */
  readonly proof?: ComparedQuantity;
  /** What is known not to do is ranked, but never recommended. */
  readonly rulesOut?: (model: ModelSummary) => boolean;
}

const criteria: readonly Criterion[] = [
  { use: 'fastStart', metric: 'coldStartSeconds', what: 'first answer after a cold start', unit: 's', proof: 'coldTotalSeconds' },
  { use: 'longRunning', metric: 'warmTotalSeconds', what: 'median time of a warm request', unit: 's', proof: 'totalSeconds' },
  { use: 'highThroughput', metric: 'decodeTokensPerSecond', what: 'median decode rate', unit: 'tokens/s', proof: 'decodeTokensPerSecond' },
  { use: 'limitedMemory', metric: 'memoryGiB', what: 'memory', unit: 'GiB' },
  { use: 'bestQuality', metric: 'meanScore', what: 'mean scenario score', unit: 'of 10', proof: 'score' },
  { use: 'codingAgent', metric: 'agentStepsPercent', what: 'share of an agent’s own steps done right', unit: '%', proof: 'agentSteps', rulesOut: (model) => model.readiness?.verdict === 'no' },
];

/** One observation each proves nothing by itself; half as much again is taken as a difference all the same, and said. */
const plainRatio = 1.5;
/** Memory does not vary from run to run; less than this is bookkeeping. */
const memoryRatio = 1.02;

interface Ranked {
  readonly model: ModelSummary;
  readonly value: number;
}

interface Judgement {
  readonly isReal: boolean;
  /** How it is known, for the sentence. */
  readonly how: string;
}

const candidateOf = (model: ModelSummary, samples: readonly Sample[]): Candidate => ({ label: model.id, runId: '', model, samples: samples.filter((sample) => sample.model === model.id) });

/** Nothing measured is certain. */
const probable = (probability: number): string => (probability > 0.99 ? 'over 99 %' : `${(probability * 100).toFixed(0)} %`);

function judge(criterion: Criterion, best: Ranked, next: Ranked, samples: readonly Sample[]): Judgement {
  const ratio = Math.max(best.value, next.value) / Math.max(Number.MIN_VALUE, Math.min(best.value, next.value));
  if (criterion.proof === undefined) return { isReal: ratio >= memoryRatio, how: `${ratio.toFixed(2)}x` };
  const difference = pairedDifference(candidateOf(best.model, samples), candidateOf(next.model, samples), criterion.proof);
  if (difference.pairs < 3) return { isReal: ratio >= plainRatio, how: `${ratio.toFixed(2)}x, but only ${Math.max(1, difference.pairs)} observation${difference.pairs > 1 ? 's' : ''} each` };
  const isReal = difference.winner === best.model.id;
  return { isReal, how: `${probable(difference.probabilityFirstBetter)} probable from ${difference.pairs} pairs` };
}

function recommendUse(criterion: Criterion, models: readonly ModelSummary[], samples: readonly Sample[]): UseRecommendation {
  const { use, metric, what, unit } = criterion;
  const sign = betterOf[metric] === 'lower' ? 1 : -1;
  const measured = models
    .map((model) => ({ model, value: metricOf(model, metric) }))
    .filter((entry): entry is Ranked => entry.value !== undefined)
    .toSorted((a, b) => sign * (a.value - b.value));
  const [best, next] = measured;
  if (best === undefined) return { use, metric, ranking: [], verdict: 'notMeasured', reason: `The ${what} was not measured.` };
  const ranked = { use, metric, ranking: measured.map(({ model, value }) => ({ model: model.id, value })) };
  const text = (value: number): string => `${value.toPrecision(3)} ${unit}`;
  if (criterion.rulesOut?.(best.model) === true) return { ...ranked, verdict: 'unsuitable', reason: `None of those measured will do: the best is ${best.model.id} (${what} ${text(best.value)}).` };
  if (next === undefined) return { ...ranked, verdict: 'noComparison', reason: `No comparison possible: only ${best.model.id} was measured (${what} ${text(best.value)}).` };
  const { isReal, how } = judge(criterion, best, next, samples);
  const pair = `${what}: ${best.model.id} ${text(best.value)}, ${next.model.id} ${text(next.value)} (${how})`;
  if (best.value === next.value || !isReal) return { ...ranked, verdict: 'tie', reason: `No real difference in ${pair}.` };
  return { ...ranked, model: best.model.id, verdict: 'recommended', reason: `${pair.charAt(0).toUpperCase()}${pair.slice(1)}.` };
}

/** `samples` of all models: what proves a difference. Without them only large differences are called real. */
export function recommendUses(models: readonly ModelSummary[], samples: readonly Sample[] = []): readonly UseRecommendation[] {
  return criteria.map((criterion) => recommendUse(criterion, models, samples));
}
