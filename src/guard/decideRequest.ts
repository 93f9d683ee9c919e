/** One real request: pass it, lower its output limit to what fits, or refuse what cannot fit. */
import type { PromptSize } from './estimatePrompt.ts';

export interface GuardQuestion {
  /** Tokens the server gives this request; undefined when it does not say. */
  readonly contextWindow?: number;
  readonly prompt: PromptSize;
  /** undefined: none named; below 1: no limit wanted. */
  readonly requestedOutputTokens?: number;
  /** True for servers that go on past the window when no limit is named (Ollama shifts the context and forgets the start). */
  readonly overrunsWithoutLimit: boolean;
  /** A clamp below this would only cut the agent's tool call in two: refusing lets it compact instead. */
  readonly leastOutputTokens: number;
}

interface Counted {
  readonly contextWindow: number;
  /** Best knowledge of the prompt's size. */
  readonly promptTokens: number;
}

export type GuardDecision =
  | { readonly action: 'pass'; readonly reason: 'windowUnknown' }
  /** `uncertain`: the estimate's ends lie on both sides of the limit and nobody can count it. */
  | ({ readonly action: 'pass'; readonly reason: 'fits' | 'uncertain' } & Counted)
  | ({ readonly action: 'clamp'; readonly reason: 'tooMuchOutput' | 'noLimit' | 'uncertain'; readonly maxTokens: number } & Counted)
  | ({ readonly action: 'refuse'; readonly reason: 'promptTooLong' | 'noRoomForAnswer' } & Counted);

/**
 * For every true prompt size within the estimate: a certain pass or clamp keeps prompt + output within the window, and
 * nothing is refused whose prompt + requested output could fit.
 */
export function decideRequest(question: GuardQuestion): GuardDecision {
  const { contextWindow, prompt, requestedOutputTokens } = question;
  if (contextWindow === undefined) return { action: 'pass', reason: 'windowUnknown' };
  const counted: Counted = { contextWindow, promptTokens: prompt.likely };
  if (prompt.low + 1 > contextWindow) return { action: 'refuse', reason: 'promptTooLong', ...counted };
  if (requestedOutputTokens === undefined && !question.overrunsWithoutLimit) {
    // the server stops at its window by itself
    return { action: 'pass', reason: prompt.high + 1 <= contextWindow ? 'fits' : 'uncertain', ...counted };
  }
  const wanted = requestedOutputTokens === undefined || requestedOutputTokens < 1 ? Infinity : requestedOutputTokens;
  return decideLimited(question, wanted, counted);
}

function decideLimited({ prompt, leastOutputTokens }: GuardQuestion, wanted: number, counted: Counted): GuardDecision {
  const { contextWindow } = counted;
  const least = Math.max(1, Math.min(wanted, leastOutputTokens));
  const clampReason = wanted === Infinity ? 'noLimit' : 'tooMuchOutput';
  if (prompt.high + wanted <= contextWindow) return { action: 'pass', reason: 'fits', ...counted };
  const certainRoom = contextWindow - prompt.high;
  if (certainRoom >= least) return { action: 'clamp', reason: clampReason, maxTokens: certainRoom, ...counted };
  if (prompt.low + least > contextWindow) return { action: 'refuse', reason: 'noRoomForAnswer', ...counted };
  const likelyRoom = Math.max(least, contextWindow - prompt.likely);
  if (wanted <= likelyRoom) return { action: 'pass', reason: 'uncertain', ...counted };
  return { action: 'clamp', reason: 'uncertain', maxTokens: likelyRoom, ...counted };
}
