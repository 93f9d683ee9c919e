/** How probable it is that one thing is better, from who won each pair: the one answer of every comparison. */
import { errorFunction } from 'simple-statistics';
import { binomial } from './binomial.ts';

/** P(Z ≤ z), error below 1.2e-7. */
const normalBelow = (z: number): number => (1 + errorFunction(z / Math.SQRT2)) / 2;

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
