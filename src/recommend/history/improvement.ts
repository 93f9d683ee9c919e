/** One change in both of its forms, which must not be mixed: 168.82 → 93.02 ms/token is 44.9 % less time and 1.81x the speed. */

export interface Improvement {
  /** Less time for the same work, percent; negative when it takes longer. */
  readonly timeSavedPercent: number;
  /** Times as fast; below 1 when slower. */
  readonly speedUp: number;
}

/** For times (`lower` is better) and for rates (`higher` is better). */
export function improvementOf(before: number, after: number, better: 'lower' | 'higher'): Improvement {
  const speedUp = better === 'lower' ? before / after : after / before;
  return { timeSavedPercent: (1 - 1 / speedUp) * 100, speedUp };
}
