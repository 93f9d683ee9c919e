/** Which of two is faster, from pairs that met the same conditions, and how sure that is. */
import { mean, quantileSorted } from 'simple-statistics';
import { seededRandom } from './random.ts';
import { signProbability } from './signProbability.ts';

export interface Pair {
  readonly a: number;
  readonly b: number;
}

export interface PairedComparison {
  readonly n: number;
  /** Geometric mean of b/a: above 1, `a` takes less time. */
  readonly ratio: number;
  /** 95 % bootstrap interval of the ratio. */
  readonly low: number;
  readonly high: number;
  /** Probability that `a` takes less time, 0..1. */
  readonly probabilityALess: number;
}

const resamples = 4000;

/**
 * How much: percentile bootstrap of the mean log ratio over whole pairs (Efron & Tibshirani 1993, chapter 13). How sure: from who won
 * each pair, because resampling a few pairs that all point one way is always certain. undefined without pairs.
 */
export function comparePairs(pairs: readonly Pair[], seed = 1): PairedComparison | undefined {
  const logs = pairs.filter(({ a, b }) => a > 0 && b > 0).map(({ a, b }) => Math.log(b / a));
  const n = logs.length;
  if (n === 0) return undefined;
  const random = seededRandom(seed);
  const means = Array.from({ length: resamples }, () => {
    let sum = 0;
    for (let draw = 0; draw < n; draw++) sum += logs[Math.floor(random() * n)] ?? 0;
    return sum / n;
  }).toSorted((x, y) => x - y);
  return {
    n,
    ratio: Math.exp(mean(logs)),
    low: Math.exp(quantileSorted(means, 0.025)),
    high: Math.exp(quantileSorted(means, 0.975)),
    probabilityALess: signProbability(logs.filter((value) => value > 0).length, logs.filter((value) => value < 0).length),
  };
}
