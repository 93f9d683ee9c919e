/** Counts tokens with tiktoken's cl100k_base: no server needed, and therefore only an estimate for a local model. */
import type { TokenCount } from '../../domain/budget.ts';
import type { Tokenizer } from '../../ports/tokenizer.ts';

/**
 * ± share by which a local model's own tokeniser may differ from cl100k_base on English prose and code: Llama 3 and
 * Qwen stay within a few per cent, 32k–49k vocabularies need up to a fifth more.
 */
export const tiktokenErrorShare = 0.2;

/** tiktoken's merge loop is quadratic in one unbroken run: 100,000 equal letters take 7 s, in pieces of 256 they take 20 ms. */
const longestRun = 256;
const longRuns = new RegExp(String.raw`[^\s]{${longestRun}}|\s{${longestRun}}`, 'gu');

/** Number of cl100k_base tokens; text that looks like a special token counts as text. */
export async function countTiktoken(text: string): Promise<number> {
  const { cl100kEncoder } = await import('./cl100kEncoder.ts');
  return pieces(text).reduce((sum, piece) => sum + cl100kEncoder.encode(piece, [], []).length, 0);
}

function pieces(text: string): readonly string[] {
  const cuts = [...text.matchAll(longRuns)].map((match) => match.index + match[0].length);
  return [0, ...cuts].map((start, index) => text.slice(start, cuts[index]));
}

export const tiktokenTokenizer: Tokenizer = {
  count: async (text): Promise<TokenCount> => ({ tokens: await countTiktoken(text), method: 'tiktoken', errorShare: tiktokenErrorShare }),
};
