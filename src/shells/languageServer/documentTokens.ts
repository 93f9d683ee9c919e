/** Token counts of open documents, kept per piece so that a keystroke in a large file counts one piece and not all. */
import { countTiktoken } from '../../adapters/tokenizers/tiktoken.ts';

/** Large enough that few pieces are looked up, small enough that one is counted in a millisecond. */
const pieceLength = 2_000;

export class DocumentTokens {
  readonly #pieces = new Map<string, ReadonlyMap<string, number>>();

  async count(uri: string, text: string): Promise<number> {
    const known = this.#pieces.get(uri);
    const counted = new Map<string, number>();
    let total = 0;
    for (const piece of piecesOf(text)) {
      const tokens = counted.get(piece) ?? known?.get(piece) ?? (await countTiktoken(piece));
      counted.set(piece, tokens);
      total += tokens;
    }
    this.#pieces.set(uri, counted);
    return total;
  }

  forget(uri: string): void {
    this.#pieces.delete(uri);
  }
}

/**
 * Cuts only between a line end and a character that is no white space: no token of cl100k_base spans that place, so the
 * sum over the pieces is the count of the whole. Where a cut falls depends on the lines near it, not on how long the text
 * before it is, so that typing at the top does not move every cut below.
 */
export function piecesOf(text: string): readonly string[] {
  const pieces: string[] = [];
  let start = 0;
  for (const match of text.matchAll(/\n(?=\S)/g)) {
    const end = match.index + 1;
    const isLong = end - start >= pieceLength;
    const isParagraph = text[match.index - 1] === '\n' && end - start >= pieceLength / 8;
    if (!isLong && !isParagraph) continue;
    pieces.push(text.slice(start, end));
    start = end;
  }
  return start < text.length ? [...pieces, text.slice(start)] : pieces;
}
