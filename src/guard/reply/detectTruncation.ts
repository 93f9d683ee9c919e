/** Notices that a server answered 200 after it silently dropped a part of the prompt. */
import type { PromptSize } from '../estimatePrompt.ts';

export interface Truncation {
  readonly sentTokensAtLeast: number;
  readonly readTokens: number;
  readonly lostTokensAtLeast: number;
  readonly text: string;
}

/** Templates may drop tools and old thinking, so a small difference proves nothing. */
const leastLostShare = 0.1;
/** A truncating server fills its window (Ollama 0.17) or about half of it (newer ones that shift). */
const fullShares = [1, 0.5] as const;
const nearFull = 0.06;

/**
 * Only when even the least possible prompt is larger than what the server read. With a known window the count must also
 * lie near where truncating servers stop: a smaller count comes from a prompt cache that is left out of the count.
 */
export function detectTruncation(size: PromptSize, readTokens: number | undefined, contextWindow: number | undefined): Truncation | undefined {
  if (readTokens === undefined || readTokens <= 0) return undefined;
  const lost = size.low - readTokens;
  if (lost <= size.low * leastLostShare) return undefined;
  if (contextWindow !== undefined && !fullShares.some((share) => Math.abs(readTokens / (contextWindow * share) - 1) <= nearFull)) return undefined;
  const window = contextWindow === undefined ? '' : ` Its window is ${contextWindow}.`;
  const text = `The server read ${readTokens} of at least ${size.low} prompt tokens and dropped the rest without an error: the model did not see the whole conversation.${window} Serve a larger window or shorten the prompt.`;
  return { sentTokensAtLeast: size.low, readTokens, lostTokensAtLeast: lost, text };
}
