/** Fits the cost of reading a prompt, a + b·n + c·n², and predicts with it. */
import { mean } from 'simple-statistics';
import type { CostCurve, TurnPrediction } from '../../domain/prefill.ts';

export interface CostPoint {
  readonly tokens: number;
  readonly ms: number;
}

/** Solves the normal equations by Gaussian elimination with partial pivoting; undefined when the points do not determine it. */
function solve(rows: readonly (readonly number[])[]): readonly number[] | undefined {
  const work = rows.map((row) => [...row]);
  const n = work.length;
  for (let column = 0; column < n; column++) {
    const pivot = work.slice(column).reduce((best, row) => (Math.abs(row[column] ?? 0) > Math.abs(best[column] ?? 0) ? row : best));
    const lead = pivot[column] ?? 0;
    if (Math.abs(lead) < 1e-12) return undefined;
    work.splice(work.indexOf(pivot), 1);
    work.splice(column, 0, pivot);
    for (const row of work) {
      if (row === pivot) continue;
      const factor = (row[column] ?? 0) / lead;
      pivot.forEach((value, index) => (row[index] = (row[index] ?? 0) - factor * value));
    }
  }
  return work.map((row, index) => (row[n] ?? 0) / (row[index] ?? 1));
}

/** Weighted least squares on powers of n; weights 1/ms², because a clock's error grows with what it measures. */
function fitPowers(points: readonly CostPoint[], powers: readonly number[]): readonly number[] | undefined {
  const scale = Math.max(...points.map((point) => point.tokens));
  const terms = points.map(({ tokens, ms }) => ({ ms, weight: 1 / Math.max(ms, 1) ** 2, x: powers.map((power) => (tokens / scale) ** power) }));
  const rows = powers.map((_, row) => [
    ...powers.map((__, column) => terms.reduce((sum, { weight, x }) => sum + weight * (x[row] ?? 0) * (x[column] ?? 0), 0)),
    terms.reduce((sum, { weight, x, ms }) => sum + weight * (x[row] ?? 0) * ms, 0),
  ]);
  const largest = Math.max(...rows.flat().map(Math.abs));
  return solve(rows.map((row) => row.map((value) => value / largest)))?.map((value, index) => value / scale ** (powers[index] ?? 0));
}

const valueAt = (a: number, b: number, c: number, tokens: number): number => a + b * tokens + c * tokens * tokens;

function r2Of(points: readonly CostPoint[], predict: (tokens: number) => number): number {
  const average = mean(points.map((point) => point.ms));
  const spread = points.reduce((sum, point) => sum + (point.ms - average) ** 2, 0);
  const rest = points.reduce((sum, point) => sum + (point.ms - predict(point.tokens)) ** 2, 0);
  return spread === 0 ? 1 : Math.max(0, 1 - rest / spread);
}

/**
 * Terms that come out negative are left out, one after the other: reading more tokens never costs less, and a request never takes
 * less than no time. Three sizes are the least for the square; undefined with fewer than two sizes.
 */
export function fitCost(points: readonly CostPoint[]): CostCurve | undefined {
  const sizes = new Set(points.map((point) => point.tokens)).size;
  if (sizes < 2) return undefined;
  const shapes = [...(sizes >= 3 ? [[0, 1, 2], [1, 2]] : []), [0, 1], [1]];
  for (const powers of shapes) {
    const found = fitPowers(points, powers);
    if (found === undefined || found.some((value) => value < 0)) continue;
    const term = (power: number): number => found[powers.indexOf(power)] ?? 0;
    const [a, b, c] = [term(0), term(1), term(2)];
    return { a, b, c, r2: r2Of(points, (tokens) => valueAt(a, b, c, tokens)), points: points.length, largestTokens: Math.max(...points.map((point) => point.tokens)) };
  }
  return undefined;
}

/** Milliseconds until a prompt of that size is read. */
export const predictMs = (curve: CostCurve, tokens: number): number => valueAt(curve.a, curve.b, curve.c, tokens);

/** With the first `cachedTokens` kept by the server only the rest is read, at the price it has at that depth. */
export function predictCachedMs(curve: CostCurve, tokens: number, cachedTokens: number): number {
  return curve.a + predictMs(curve, tokens) - predictMs(curve, Math.min(cachedTokens, tokens));
}

/** Seconds before the first token at an agent's first and later turns, each adding `tokensPerTurn`. */
export function predictTurns(curve: CostCurve, firstPromptTokens: number, tokensPerTurn: number, turns: readonly number[]): readonly TurnPrediction[] {
  return turns.map((turn) => {
    const promptTokens = firstPromptTokens + (turn - 1) * tokensPerTurn;
    const known = turn === 1 ? 0 : promptTokens - tokensPerTurn;
    return { turn, promptTokens, cachedSeconds: predictCachedMs(curve, promptTokens, known) / 1000, coldSeconds: predictMs(curve, promptTokens) / 1000, isFarOut: promptTokens > 2 * curve.largestTokens };
  });
}
