/** Narrows estimates by what the server reported for earlier requests of the same model. */
import type { PromptSize } from './estimatePrompt.ts';

/** reported tokens / likely tokens of answered requests, newest last. */
export type LearnedRatios = readonly number[];

const keptRatios = 20;
const leastRatios = 3;
/** The next request may be of another kind (another language, more code), so a narrow past is not trusted to the full. */
const leastErrorShare = 0.15;

/** Ratios no tokeniser has come from truncated or cached counts and would poison the estimate. */
const plausible = (ratio: number): boolean => ratio > 0.4 && ratio < 2.5;

export function learnRatio(ratios: LearnedRatios, size: PromptSize, reportedTokens: number): LearnedRatios {
  const ratio = reportedTokens / size.likely;
  return size.likely > 0 && plausible(ratio) ? [...ratios, ratio].slice(-keptRatios) : ratios;
}

/** The estimate as it was until three requests were answered. */
export function calibratedSize(size: PromptSize, ratios: LearnedRatios): PromptSize {
  if (size.isExact || ratios.length < leastRatios) return size;
  const sorted = ratios.toSorted((a, b) => a - b);
  const middle = sorted[Math.floor(sorted.length / 2)] ?? 1;
  const spread = Math.max(...ratios.map((ratio) => Math.abs(ratio / middle - 1)));
  const errorShare = Math.max(leastErrorShare, 1.5 * spread);
  const likely = size.likely * middle;
  const low = Math.floor(Math.max(size.low, likely * (1 - errorShare)));
  const high = Math.ceil(Math.max(low, Math.min(size.high, likely * (1 + errorShare))));
  return { low, likely: Math.round(Math.min(high, Math.max(low, likely))), high, isExact: false };
}
