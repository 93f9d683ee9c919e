/** How much repeated measurements of the same thing differ. */
import { mean, sampleStandardDeviation } from 'simple-statistics';

/** Coefficient of variation, percent of the mean; undefined with fewer than two values. */
export function variationPercent(values: readonly number[]): number | undefined {
  if (values.length < 2) return undefined;
  const average = mean([...values]);
  return average === 0 ? undefined : (sampleStandardDeviation([...values]) / average) * 100;
}
