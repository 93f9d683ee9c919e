/** Whether a prompt and the answer asked for fit the window that is really served, said before anything is sent. */
import type { AgentProfileId } from '../domain/agent.ts';
import type { Advice, BudgetPart, BudgetVerdict, TokenCount } from '../domain/budget.ts';
import { serverNames, type ServerKind } from '../domain/server.ts';
import { adviceFor, inFigures } from './budgetAdvice.ts';
import { windowFlag } from './windowFlags.ts';

export interface BudgetQuestion {
  /** Tokens the server gives one request; undefined when it does not say. */
  readonly contextWindow?: number;
  readonly promptCount: TokenCount;
  readonly parts?: readonly BudgetPart[];
  /** The `max_tokens` of the request. */
  readonly requestedOutputTokens: number;
  readonly serverKind?: ServerKind;
  /** Requests served at the same time; llama.cpp divides its window among them. */
  readonly parallelSlots?: number;
  readonly agent?: AgentProfileId;
  readonly model?: string;
  readonly trainedContextWindow?: number;
}

/** The most tokens the prompt may have, given how exact its count is. */
export function upperPromptTokens(count: TokenCount): number {
  return Math.ceil(count.tokens * (1 + count.errorShare));
}

/**
 * Fits only when even the upper end of the prompt's count leaves room for every requested token, because a server such
 * as vLLM refuses the sum before it generates anything.
 */
export function decideBudget(question: BudgetQuestion): BudgetVerdict {
  const { contextWindow, promptCount, requestedOutputTokens } = question;
  const base = {
    promptTokens: promptCount.tokens,
    promptCount,
    parts: question.parts ?? [],
    requestedOutputTokens,
    neededTokens: promptCount.tokens + Math.max(requestedOutputTokens, 0),
    ...(question.agent === undefined ? {} : { agent: question.agent }),
    ...(question.model === undefined ? {} : { model: question.model }),
  };
  if (contextWindow === undefined) {
    return { ...base, fits: false, largestMaxTokens: 0, explanation: unknownWindow(question), advice: [setWindow(question)] };
  }
  const upper = upperPromptTokens(promptCount);
  const largestMaxTokens = Math.max(0, contextWindow - upper);
  const fits = requestedOutputTokens >= 1 && requestedOutputTokens <= largestMaxTokens;
  const explanation = explain(question, contextWindow, upper, largestMaxTokens);
  const advice = fits ? [] : adviceFor({ ...question, contextWindow, promptTokens: upper, largestMaxTokens });
  return { ...base, contextWindow, fits, largestMaxTokens, explanation, advice };
}

function explain({ promptCount, requestedOutputTokens }: BudgetQuestion, window: number, upper: number, room: number): string {
  const prompt = describeCount(promptCount);
  if (requestedOutputTokens < 1) {
    return `max_tokens ${requestedOutputTokens} asks for an unlimited or empty answer; vLLM refuses it ("must be at least 1"). Beside ${prompt} a window of ${inFigures(window)} has room for ${inFigures(room)}.`;
  }
  const needed = promptCount.tokens + requestedOutputTokens;
  const sum = `${prompt} + ${inFigures(requestedOutputTokens)} output tokens = ${inFigures(needed)}`;
  if (upper >= window) return `The prompt alone fills the window: ${sum}, the server has ${inFigures(window)}.`;
  if (needed > window) {
    return `Needs ${inFigures(needed)}, has ${inFigures(window)}: ${sum}. A server such as vLLM answers 400 before it generates anything.`;
  }
  if (requestedOutputTokens > room) {
    return `Needs ${inFigures(needed)} of ${inFigures(window)}, but the count may be off by ${percent(promptCount.errorShare)}: up to ${inFigures(upper + requestedOutputTokens)} (${sum}).`;
  }
  return `Fits: ${sum} of ${inFigures(window)}, ${inFigures(window - needed)} left.`;
}

function describeCount({ tokens, method, errorShare }: TokenCount): string {
  const how = { server: 'counted by the server', calibrated: 'estimated, calibrated on the server', tiktoken: 'estimated with tiktoken', given: '' }[method];
  const bar = errorShare > 0 ? ` ± ${percent(errorShare)}` : '';
  return `${inFigures(tokens)} prompt tokens${how === '' ? '' : ` (${how}${bar})`}`;
}

const percent = (share: number): string => `${(share * 100).toFixed(share < 0.1 ? 1 : 0)} %`;

function unknownWindow({ serverKind, model }: BudgetQuestion): string {
  const who = serverKind === undefined ? 'The server' : serverNames[serverKind];
  return `${who} does not say how many tokens it serves${model === undefined ? '' : ` for ${model}`}, so nothing can be promised to fit.`;
}

function setWindow({ serverKind, promptCount, requestedOutputTokens, parallelSlots }: BudgetQuestion): Advice {
  const needed = upperPromptTokens(promptCount) + Math.max(requestedOutputTokens, 1);
  const value = Math.ceil(needed / 4_096) * 4_096;
  const flag = windowFlag(serverKind ?? 'openai', value, parallelSlots);
  return { kind: 'setContextWindow', text: `Set the window yourself: ${flag.text} ${flag.command}, or give --context.`, command: flag.command, value };
}
