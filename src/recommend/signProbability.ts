/** How probable it is that one thing is better, from who won each pair. */
import { binomial } from '../measure/statistics/binomial.ts';

/** P(Z ≤ z), error below 7.5e-8. Source: Abramowitz and Stegun, 26.2.17. */
function normalBelow(z: number): number {
  const t = 1 / (1 + 0.2316419 * Math.abs(z));
  const tail = (Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI)) * t * (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
  return z >= 0 ? 1 - tail : tail;
}

/**
 * P(θ > ½) for θ ~ Beta(wins + 1, losses + 1): the chance that the first wins more than half of all pairs, with a uniform
 * prior and nothing assumed about the values. By the beta–binomial identity it is P(Bin(n + 1, ½) ≤ wins).
 * Three wins of three give 0.9375, four of four 0.969, five of five 0.984.
 */
export function signProbability(wins: number, losses: number): number {
  const trials = wins + losses + 1;
  // beyond this the powers of two leave the range of doubles, and the normal approximation is exact to three digits
  if (trials > 500) return normalBelow((wins + 0.5 - trials / 2) / (Math.sqrt(trials) / 2));
  let sum = 0;
  for (let k = 0; k <= wins; k++) sum += binomial(trials, k);
  return sum / 2 ** trials;
}
