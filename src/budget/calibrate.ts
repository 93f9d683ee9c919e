/** Turns tiktoken's count into a server's count: ratio and template overhead learned from pairs of both, with an error bar. */
import type { TokenCount } from '../domain/budget.ts';

/** The same text counted by tiktoken and by the server (its tokeniser, or `usage.prompt_tokens`). */
export interface CountPair {
  readonly tiktokenTokens: number;
  readonly serverTokens: number;
}

export interface Calibration {
  /** Server tokens per tiktoken token. */
  readonly ratio: number;
  /** Tokens the server's chat template adds to every request; 0 when it cannot be told apart. */
  readonly overheadTokens: number;
  /** ± share, never below `smallestErrorShare`. */
  readonly errorShare: number;
  readonly samples: number;
}

/** Texts differ more from each other than a few samples show, so no calibration claims less than this. */
const smallestErrorShare = 0.03;
/** What one pair alone is trusted to. */
const onePairErrorShare = 0.08;

/** No tokeniser is that much better than cl100k: such a count leaves cached tokens out, or is not of this prompt at all. */
const leastRatio = 0.25;

/** undefined without a usable pair. Two or more pairs of different length give ratio and overhead by least squares. */
export function calibrate(pairs: readonly CountPair[]): Calibration | undefined {
  const usable = pairs.filter((pair) => pair.tiktokenTokens > 0 && pair.serverTokens >= leastRatio * pair.tiktokenTokens);
  const first = usable[0];
  if (first === undefined) return undefined;
  const line = fitLine(usable);
  const residuals = usable.map((pair) => Math.abs(line.ratio * pair.tiktokenTokens + line.overheadTokens - pair.serverTokens) / pair.serverTokens);
  const floor = usable.length === 1 ? onePairErrorShare : smallestErrorShare;
  return { ...line, errorShare: Math.max(floor, 2 * Math.max(...residuals)), samples: usable.length };
}

function fitLine(pairs: readonly CountPair[]): { readonly ratio: number; readonly overheadTokens: number } {
  const n = pairs.length;
  const meanX = pairs.reduce((sum, pair) => sum + pair.tiktokenTokens, 0) / n;
  const meanY = pairs.reduce((sum, pair) => sum + pair.serverTokens, 0) / n;
  const spread = pairs.reduce((sum, pair) => sum + (pair.tiktokenTokens - meanX) ** 2, 0);
  const slope = pairs.reduce((sum, pair) => sum + (pair.tiktokenTokens - meanX) * (pair.serverTokens - meanY), 0) / spread;
  const overhead = meanY - slope * meanX;
  // A template only ever adds tokens and a ratio is positive: anything else is noise, and the plain quotient is safer.
  if (!Number.isFinite(slope) || slope <= 0 || overhead < 0) return { ratio: meanY / meanX, overheadTokens: 0 };
  return { ratio: slope, overheadTokens: overhead };
}

/** A tiktoken count in the server's tokens. */
export function calibrated(tiktokenTokens: number, { ratio, overheadTokens, errorShare }: Calibration): TokenCount {
  return { tokens: Math.ceil(tiktokenTokens * ratio + overheadTokens), method: 'calibrated', errorShare };
}
