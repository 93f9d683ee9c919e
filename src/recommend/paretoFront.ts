/** Which candidates are worth looking at: nobody else is at least as good in everything and better in something. */
import type { UseMetric } from '../domain/recommendation.ts';
import type { ModelSummary } from '../domain/runSummary.ts';
import { betterOf, metricOf } from './candidateFigures.ts';

const metrics = Object.keys(betterOf) as readonly UseMetric[];

export interface Standing {
  readonly id: string;
  /** undefined: on the front. */
  readonly dominatedBy?: string;
}

/** Metrics that either lacks say nothing; with no metric in common nobody dominates. */
export function dominates(one: ModelSummary, other: ModelSummary): boolean {
  const shared = metrics.flatMap((metric) => {
    const [mine, theirs] = [metricOf(one, metric), metricOf(other, metric)];
    if (theirs !== undefined && mine === undefined) return [undefined];
    return mine === undefined || theirs === undefined ? [] : [betterOf[metric] === 'lower' ? theirs - mine : mine - theirs];
  });
  return shared.length > 0 && shared.every((advantage) => advantage !== undefined && advantage >= 0) && shared.some((advantage) => advantage !== undefined && advantage > 0);
}

export function paretoFront(models: readonly ModelSummary[]): readonly Standing[] {
  return models.map((model) => {
    const better = models.find((other) => other !== model && dominates(other, model));
    return better === undefined ? { id: model.id } : { id: model.id, dominatedBy: better.id };
  });
}
