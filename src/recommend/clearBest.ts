/** Which of several figures is better beyond doubt: the rule behind every bold mark. */
import type { Figure } from '../domain/figure.ts';

/** Five values reach 93.75 %; fewer cannot prove anything by their order alone. */
const leastConfidence = 0.9;

/** Index of the figure whose interval touches no other's; undefined with fewer than two figures or when there is no clear winner. */
export function clearBest(figures: readonly (Figure | undefined)[], better: 'lower' | 'higher'): number | undefined {
  const ranges = figures.map((figure) => (figure?.interval !== undefined && figure.interval.confidence >= leastConfidence ? figure.interval : undefined));
  const measured = figures.filter((figure) => figure !== undefined).length;
  if (measured < 2 || ranges.filter((range) => range !== undefined).length < measured) return undefined;
  const winner = ranges.findIndex((mine, index) =>
    mine !== undefined && ranges.every((other, otherIndex) => otherIndex === index || other === undefined || (better === 'lower' ? mine.high < other.low : mine.low > other.high)),
  );
  return winner < 0 ? undefined : winner;
}
