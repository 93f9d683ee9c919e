/** Shares of successes with Wilson's score interval. */
import type { Rate } from '../../domain/figure.ts';

/** Two-sided normal quantile for the confidences used here. Source: Wilson (1927), JASA 22, 209–212, for the interval. */
const zOf = (confidence: number): number => (confidence >= 0.99 ? 2.575829 : confidence >= 0.95 ? 1.959964 : 1.644854);

/** `share` is NaN-free: with n = 0 it is 0 and the interval is [0, 1], which says that nothing is known. */
export function wilsonRate(successes: number, n: number, confidence = 0.95): Rate {
  if (n === 0) return { successes: 0, n: 0, share: 0, interval: { low: 0, high: 1, confidence, method: 'wilson' } };
  const z = zOf(confidence);
  const share = successes / n;
  const centre = (share + (z * z) / (2 * n)) / (1 + (z * z) / n);
  const half = (z / (1 + (z * z) / n)) * Math.sqrt((share * (1 - share)) / n + (z * z) / (4 * n * n));
  return { successes, n, share, interval: { low: Math.max(0, centre - half), high: Math.min(1, centre + half), confidence, method: 'wilson' } };
}
