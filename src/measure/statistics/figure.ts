/** Statistics of one set of values, with an interval that is honest for small n. */
import { max, mean, median, min, quantileSorted, sampleStandardDeviation } from 'simple-statistics';
import { binomial } from './binomial.ts';
import type { Figure, Interval } from '../../domain/figure.ts';

const confidence = 0.95;

/** Beyond this 0.5ⁿ nears the end of the doubles, and the normal approximation of the rank is exact enough. */
const exactUpTo = 500;

function manyValuesInterval(sorted: readonly number[]): Interval | undefined {
  const n = sorted.length;
  const rank = Math.floor(n / 2 - (1.959964 * Math.sqrt(n)) / 2);
  const [low, high] = [sorted[rank - 1], sorted[n - rank]];
  return low === undefined || high === undefined ? undefined : { low, high, confidence, method: 'order-statistics' };
}

/**
 * Distribution-free interval of the median from order statistics: [x(r), x(n+1−r)] covers the median with probability
 * 1 − 2·P(Bin(n, ½) < r). Source: Conover, Practical Nonparametric Statistics, 3rd ed., section 3.2.
 * With n < 6 no pair of order statistics reaches 95 %: the widest pair is given with the confidence it really has.
 */
export function medianInterval(sorted: readonly number[]): Interval | undefined {
  const n = sorted.length;
  if (n < 3) return undefined;
  if (n > exactUpTo) return manyValuesInterval(sorted);
  let rank = 1;
  let missed = 2 * 0.5 ** n;
  for (let cumulative = 0.5 ** n, r = 2; r <= Math.floor(n / 2); r++) {
    cumulative += binomial(n, r - 1) * 0.5 ** n;
    if (2 * cumulative > 1 - confidence) break;
    rank = r;
    missed = 2 * cumulative;
  }
  const low = sorted[rank - 1];
  const high = sorted[n - rank];
  if (low === undefined || high === undefined) return undefined;
  return { low, high, confidence: 1 - missed, method: 'order-statistics' };
}

/** undefined for an empty set: "not measured" is not zero. */
export function figureOf(values: readonly number[]): Figure | undefined {
  const sorted = values.filter(Number.isFinite).toSorted((a, b) => a - b);
  if (sorted.length === 0) return undefined;
  const interval = medianInterval(sorted);
  return {
    n: sorted.length,
    mean: mean(sorted),
    median: median(sorted),
    min: min(sorted),
    max: max(sorted),
    standardDeviation: sorted.length > 1 ? sampleStandardDeviation(sorted) : 0,
    p95: quantileSorted(sorted, 0.95),
    ...(interval === undefined ? {} : { interval }),
  };
}
