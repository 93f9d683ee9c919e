/** Sent versus counted: did the server see every token of the prompt, or did it drop some and answer 200? */
import type { TokenCount } from '../domain/budget.ts';
import type { Failure } from '../domain/failure.ts';

export interface SentAndCounted {
  /** Counted before sending. */
  readonly sent: TokenCount;
  /** What the server says it read; undefined when it says nothing. */
  readonly reportedTokens: number | undefined;
  /** Window the server claims. */
  readonly contextWindow?: number;
}

/** Templates add a few tokens that some tokenise endpoints leave out; fewer missing than this proves nothing. */
const slackTokens = 32;
/** Servers that cut a prompt cut it to the window or just below (Ollama 0.17.4: exactly the window; older ones keep half of it). */
const nearWindowShare = 0.02;

/** Fewest tokens that certainly were sent. */
export const surelySent = ({ tokens, errorShare }: TokenCount): number => Math.floor(tokens * (1 - errorShare));

/** Tokens that are missing beyond the error bar of the count; 0 when nothing is proven. */
export function missingTokens({ sent, reportedTokens }: SentAndCounted): number {
  if (reportedTokens === undefined) return 0;
  const missing = surelySent(sent) - reportedTokens;
  return missing > slackTokens ? missing : 0;
}

/**
 * An exact count is proof by itself. An estimate needs a reason to cut as well: a prompt that may exceed the window, or a count
 * that stops at it. Some servers leave cached tokens out of the count; that must not be taken for a loss.
 */
export function wasTruncated(known: SentAndCounted): boolean {
  const { sent, reportedTokens, contextWindow } = known;
  if (missingTokens(known) === 0 || reportedTokens === undefined) return false;
  if (sent.errorShare === 0 || contextWindow === undefined) return true;
  const stopsAtWindow = Math.abs(reportedTokens - contextWindow) <= contextWindow * nearWindowShare;
  return stopsAtWindow || sent.tokens * (1 + sent.errorShare) > contextWindow;
}

const grouped = (value: number): string => value.toLocaleString('en-US');

/** The failure that makes a sample void; undefined when nothing is proven. */
export function truncationFailure(known: SentAndCounted): Failure | undefined {
  const { sent, reportedTokens } = known;
  if (reportedTokens === undefined || !wasTruncated(known)) return undefined;
  const about = sent.errorShare === 0 ? '' : `about (±${Math.round(sent.errorShare * 100)} %) `;
  return {
    kind: 'truncated',
    detail: `The server silently dropped part of the prompt: ${about}${grouped(sent.tokens)} tokens were sent, it read ${grouped(reportedTokens)}.`,
    advice: 'Serve a larger window, or keep prompts below it. On Ollama set OLLAMA_CONTEXT_LENGTH or num_ctx: its default cuts without a word.',
  };
}
