/** How alike two sequences are, from 0 (nothing shared) to 1 (the same). */

/** Dice coefficient of the multisets of runs of `size` elements: order counts locally, length globally. */
export function sequenceSimilarity(left: readonly string[], right: readonly string[], size = 3): number {
  if (left.length === right.length && left.every((value, index) => value === right[index])) return 1;
  const [a, b] = [runs(left, size), runs(right, size)];
  const total = sum(a) + sum(b);
  if (total === 0) return 1;
  let shared = 0;
  for (const [run, count] of a) shared += Math.min(count, b.get(run) ?? 0);
  return (2 * shared) / total;
}

function runs(values: readonly string[], size: number): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  const padded = [...Array<string>(size - 1).fill('^'), ...values, ...Array<string>(size - 1).fill('$')];
  if (values.length === 0) return counts;
  for (let at = 0; at + size <= padded.length; at++) {
    const run = padded.slice(at, at + size).join('\u0001');
    counts.set(run, (counts.get(run) ?? 0) + 1);
  }
  return counts;
}

const sum = (counts: ReadonlyMap<string, number>): number => [...counts.values()].reduce((total, count) => total + count, 0);

/** Mean over all pairs; 1 for fewer than two. */
export function meanPairwise<T>(values: readonly T[], similarity: (left: T, right: T) => number): number {
  const found: number[] = [];
  for (const [index, left] of values.entries()) for (const right of values.slice(index + 1)) found.push(similarity(left, right));
  return found.length === 0 ? 1 : found.reduce((total, value) => total + value, 0) / found.length;
}
