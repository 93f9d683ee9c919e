/** Tokens and milliseconds of each part of a prompt, from what was reached when. */
import type { PrefillChunk } from '../../domain/prefill.ts';
import type { CostPoint } from './costCurve.ts';

/** `reached` ascending in tokens; the first chunk begins at `startTokens` (tokens that a cache had already). */
export function chunkTable(reached: readonly CostPoint[], startTokens = 0): readonly PrefillChunk[] {
  let before: CostPoint = { tokens: startTokens, ms: 0 };
  const chunks: PrefillChunk[] = [];
  for (const point of reached) {
    const tokens = point.tokens - before.tokens;
    if (tokens <= 0) continue;
    const ms = point.ms - before.ms;
    chunks.push({ fromTokens: before.tokens, toTokens: point.tokens, ms, msPerToken: ms / tokens });
    before = point;
  }
  return chunks;
}
