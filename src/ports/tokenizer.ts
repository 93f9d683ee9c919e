/** Counting tokens without a server. */
import type { TokenCount } from '../domain/budget.ts';

export interface Tokenizer {
  readonly count: (text: string) => Promise<TokenCount>;
}
