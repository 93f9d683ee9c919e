/** Which differences between figures are real: only those whose intervals do not overlap are marked. */
import type { Figure } from '../../src/domain/figure.ts';

/**
 * Index of the figure that is better than every other one, or undefined when the best cannot be told from the rest.
 * Two figures without interval (fewer than three samples) can never be told apart.
 */
export function clearlyBest(figures: readonly (Figure | undefined)[], better: 'higher' | 'lower'): number | undefined {
  const present = figures.flatMap((figure, index) => (figure === undefined ? [] : [{ figure, index }]));
  if (present.length < 2) return undefined;
  const best = present.toSorted((a, b) => (better === 'higher' ? b.figure.median - a.figure.median : a.figure.median - b.figure.median))[0];
  if (best === undefined) return undefined;
  const rivals = present.filter((one) => one !== best);
  return rivals.every((rival) => isApart(best.figure, rival.figure)) ? best.index : undefined;
}

export function isApart(a: Figure, b: Figure): boolean {
  if (a.interval === undefined || b.interval === undefined) return false;
  return a.interval.low > b.interval.high || b.interval.low > a.interval.high;
}
