/** Which of several models for which use, with numbers; one candidate is never crowned. */
import type { Figure } from '../domain/figure.ts';
import type { UseCase, UseMetric, UseRecommendation } from '../domain/recommendation.ts';
import type { ModelSummary } from '../domain/runSummary.ts';

interface Criterion {
  readonly use: UseCase;
  readonly metric: UseMetric;
  readonly what: string;
  readonly unit: string;
  readonly better: 'lower' | 'higher';
  readonly value: (model: ModelSummary) => number | undefined;
  /** Interval of the value, where there is one: overlapping intervals are a tie. */
  readonly figure?: (model: ModelSummary) => Figure | undefined;
}

const criteria: readonly Criterion[] = [
  { use: 'fastStart', metric: 'coldStartSeconds', what: 'first answer after a cold start', unit: 's', better: 'lower', value: (model) => (model.cold === undefined ? undefined : ((model.cold.loadMs ?? 0) + model.cold.ttftMs) / 1000) },
  { use: 'longRunning', metric: 'warmTotalSeconds', what: 'median time of a warm request', unit: 's', better: 'lower', value: (model) => (model.continuous.totalMs === undefined ? undefined : model.continuous.totalMs.median / 1000), figure: (model) => model.continuous.totalMs },
  { use: 'highThroughput', metric: 'decodeTokensPerSecond', what: 'median decode rate', unit: 'tokens/s', better: 'higher', value: (model) => model.continuous.decodeTokensPerSecond?.median, figure: (model) => model.continuous.decodeTokensPerSecond },
  { use: 'limitedMemory', metric: 'memoryGiB', what: 'memory', unit: 'GiB', better: 'lower', value: memoryGiB },
  { use: 'bestQuality', metric: 'meanScore', what: 'mean scenario score', unit: 'of 10', better: 'higher', value: (model) => model.meanScore },
];

function memoryGiB(model: ModelSummary): number | undefined {
  const gpu = Math.max(0, ...model.gpu.map((use) => use.memoryUsedBytesMax ?? 0));
  const bytes = gpu > 0 ? gpu : (model.info?.vramBytes ?? model.info?.sizeBytes);
  return bytes === undefined ? undefined : bytes / 2 ** 30;
}

function overlap(a: Figure | undefined, b: Figure | undefined): boolean {
  const [first, second] = [a?.interval, b?.interval];
  return first !== undefined && second !== undefined && first.low <= second.high && second.low <= first.high;
}

function recommendUse(criterion: Criterion, models: readonly ModelSummary[]): UseRecommendation {
  const { use, what, unit } = criterion;
  const sign = criterion.better === 'lower' ? 1 : -1;
  const measured = models
    .map((model) => ({ model, value: criterion.value(model) }))
    .filter((entry): entry is { readonly model: ModelSummary; readonly value: number } => entry.value !== undefined)
    .toSorted((a, b) => sign * (a.value - b.value));
  const [best, next] = measured;
  if (best === undefined) return { use, verdict: 'notMeasured', reason: `The ${what} was not measured.` };
  const ranked = { use, metric: criterion.metric, ranking: measured.map(({ model, value }) => ({ model: model.id, value })) };
  const text = (value: number): string => `${value.toPrecision(3)} ${unit}`;
  if (next === undefined) return { ...ranked, verdict: 'noComparison', reason: `No comparison possible: only ${best.model.id} was measured (${what} ${text(best.value)}).` };
  const pair = `${what}: ${best.model.id} ${text(best.value)}, ${next.model.id} ${text(next.value)}`;
  if (best.value === next.value || overlap(criterion.figure?.(best.model), criterion.figure?.(next.model)))
    return { ...ranked, verdict: 'tie', reason: `No real difference in ${pair}.` };
  return { ...ranked, model: best.model.id, verdict: 'recommended', reason: `${pair.charAt(0).toUpperCase()}${pair.slice(1)}.` };
}

export function recommendUses(models: readonly ModelSummary[]): readonly UseRecommendation[] {
  return criteria.map((criterion) => recommendUse(criterion, models));
}
