/** The line on the hull: what will be sent, what fits, what to change. */
import type { AgentProfileId } from './agent.ts';

/** How tokens were counted and how far off the count may be. */
export interface TokenCount {
  readonly tokens: number;
  readonly method: 'server' | 'calibrated' | 'tiktoken' | 'given';
  /** ± share of `tokens` the true count may differ, 0 for the server's own tokeniser. */
  readonly errorShare: number;
}

export interface BudgetPart {
  readonly label: string;
  readonly tokens: number;
}

export type AdviceKind = 'lowerMaxTokens' | 'smallerPromptProfile' | 'largerWindow' | 'shorterPrompt' | 'setContextWindow' | 'otherModel';

export interface Advice {
  readonly kind: AdviceKind;
  readonly text: string;
  /** A flag, command or setting ready to paste. */
  readonly command?: string;
  /** The number the advice is about: max_tokens, window … */
  readonly value?: number;
}

export interface BudgetVerdict {
  readonly fits: boolean;
  /** Tokens the server serves one request; undefined when unknown: then `fits` is false and the explanation says so. */
  readonly contextWindow?: number;
  readonly promptTokens: number;
  readonly promptCount: TokenCount;
  readonly parts: readonly BudgetPart[];
  readonly requestedOutputTokens: number;
  /** promptTokens + requestedOutputTokens. */
  readonly neededTokens: number;
  /** Largest max_tokens that fits beside this prompt (never negative). */
  readonly largestMaxTokens: number;
  /** "needs 54,692, has 32,768 …" in words. */
  readonly explanation: string;
  readonly advice: readonly Advice[];
  readonly agent?: AgentProfileId;
  readonly model?: string;
}
