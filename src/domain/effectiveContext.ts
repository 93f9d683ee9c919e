/** How much of a prompt a model really sees, as proven by prompts with a canary in their first line. */
import type { TokenCount } from './budget.ts';
import type { Failure } from './failure.ts';

/** `refused`: the server said no, which an agent can act on; `truncated`: it cut in silence. */
export type ContextVerdict = 'whole' | 'truncated' | 'refused' | 'unclear';

export interface ContextProbe {
  readonly verdict: ContextVerdict;
  /** The figures in words. */
  readonly why: string;
  readonly sent: TokenCount;
  /** Prompt tokens the server says it read. */
  readonly reportedTokens?: number;
  readonly canarySeen: boolean;
  /** Beginning of the model's answer. */
  readonly reply: string;
  readonly refusal?: Failure;
}

export interface EffectiveContext {
  readonly model: string;
  readonly verdict: ContextVerdict;
  /** Window the server claims, tokens. */
  readonly claimedWindow?: number;
  /** Prompt and answer that certainly get through, tokens; undefined when nothing was proven. */
  readonly effectiveTokens?: number;
  readonly probes: readonly ContextProbe[];
  readonly explanation: string;
}
