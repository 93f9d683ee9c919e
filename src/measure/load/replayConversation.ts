/** A conversation as a coding agent has it: each turn sends everything before it and something new; the server may keep the beginning. */
import { median } from 'simple-statistics';
import type { ChatMessage } from '../../domain/chat.ts';
import type { Failure } from '../../domain/failure.ts';
import type { Replay, ReplayTurn } from '../../domain/load.ts';
import type { Completion } from '../../domain/sample.ts';
import type { InferenceServer } from '../../ports/inferenceServer.ts';
import type { CountMessages } from '../calibratedCounter.ts';
import { fillerText } from '../fillerText.ts';
import { clientDecodeRate, prefillOf } from '../sampleOf.ts';
import { truncationFailure } from '../truncation.ts';

export interface ReplayQuestion {
  readonly server: InferenceServer;
  readonly model: string;
  readonly countTokens: CountMessages;
  /** Prompt sizes to reach, ascending. */
  readonly sizes: readonly number[];
  /** Tokens of the agent's own system prompt. */
  readonly systemTokens: number;
  /** New tokens a turn: a file that was read, a command's output. */
  readonly turnTokens: number;
  readonly maxOutputTokens: number;
  readonly contextWindow?: number;
  readonly seed: number;
  readonly nonce: string;
  readonly idleTimeoutMs: number;
  readonly signal: AbortSignal;
  readonly onTurn?: (turn: ReplayTurn) => void;
}

/** Turns are sized by a ratio: a size counts as reached from here on. */
const nearEnough = 0.98;
/** For the template's own tokens and the ratio's error. */
const spareTokens = 192;

/** Filler of about that many tokens; the exact size is counted afterwards and does not matter here. */
async function fillerOf(question: ReplayQuestion, tokens: number, seed: number): Promise<string> {
  const trial = 20;
  const { tokens: counted } = await question.countTokens([{ role: 'user', content: fillerText(trial, seed) }]);
  return fillerText(Math.max(1, Math.round((tokens * trial) / counted)), seed);
}

interface Told {
  readonly messages: readonly ChatMessage[];
  readonly before: ReplayTurn | undefined;
}

function turnOf(question: ReplayQuestion, completion: Completion, counted: number, before: ReplayTurn | undefined, roundTripMs: number): ReplayTurn {
  const promptTokens = completion.promptTokens ?? counted;
  const decode = clientDecodeRate(completion);
  const reaches = question.sizes.find((size) => promptTokens >= size * nearEnough && (before?.promptTokens ?? 0) < size * nearEnough);
  return {
    turn: (before?.turn ?? 0) + 1,
    promptTokens,
    newTokens: promptTokens - (before?.promptTokens ?? 0),
    ttftMs: completion.firstTokenMs,
    prefillMs: prefillOf(completion, promptTokens, roundTripMs).prefillMs,
    totalMs: completion.totalMs,
    ...(completion.cachedPromptTokens === undefined ? {} : { cachedTokens: completion.cachedPromptTokens }),
    ...(decode === undefined ? {} : { decodeTokensPerSecond: decode }),
    ...(reaches === undefined ? {} : { reaches }),
  };
}

async function takeTurn(question: ReplayQuestion, told: Told, roundTripMs: number): Promise<{ readonly turn: ReplayTurn; readonly reply: string } | Failure> {
  const { server, model, maxOutputTokens, signal, idleTimeoutMs, contextWindow } = question;
  const sent = await question.countTokens(told.messages);
  const answered = await server.complete({ model, messages: told.messages, maxOutputTokens, temperature: 0, seed: 1, mayUsePromptCache: true }, { signal, idleTimeoutMs });
  if (!answered.ok) return answered.failure;
  const truncated = truncationFailure({ sent, reportedTokens: answered.value.promptTokens, ...(contextWindow === undefined ? {} : { contextWindow }) });
  return truncated ?? { turn: turnOf(question, answered.value, sent.tokens, told.before, roundTripMs), reply: answered.value.text };
}

/** Prefill time per *new* token must not grow with the whole: from the third turn on at most twice what the first turn paid per token. */
export function cacheWorks(turns: readonly ReplayTurn[]): boolean | undefined {
  const [first, ...later] = turns;
  if (first === undefined || later.length < 2) return undefined;
  const told = later.filter((turn) => turn.cachedTokens !== undefined);
  if (told.length > 0) return told.every((turn) => (turn.cachedTokens ?? 0) >= (turn.promptTokens - turn.newTokens) * 0.8);
  const perToken = (turn: ReplayTurn): number => turn.prefillMs / Math.max(1, turn.newTokens);
  return median(later.map(perToken)) <= 2 * perToken(first);
}

/** Sends turns until the largest size that fits is reached. A failure ends the conversation and is told. */
export async function replayConversation(question: ReplayQuestion): Promise<Replay> {
  const { contextWindow = Infinity, maxOutputTokens, nonce, seed, signal } = question;
  const room = (size: number): boolean => size + maxOutputTokens + spareTokens <= contextWindow;
  const cannotFit = question.sizes.filter((size) => !room(size));
  const target = Math.max(0, ...question.sizes.filter(room));
  const roundTrip = await question.server.roundTripMs(signal);
  const roundTripMs = roundTrip.ok ? roundTrip.value : 0;
  const turns: ReplayTurn[] = [];
  let messages: readonly ChatMessage[] = [{ role: 'system', content: `[${nonce}] You are a coding agent.\n${await fillerOf(question, question.systemTokens, seed)}` }];
  const end = (failure?: Failure): Replay => {
    const works = cacheWorks(turns);
    return { turns, cannotFit, ...(failure === undefined ? {} : { failure }), ...(works === undefined ? {} : { cacheWorks: works }) };
  };
  while (target > 0 && !signal.aborted && (turns.at(-1)?.promptTokens ?? 0) < target * nearEnough) {
    const before = turns.at(-1);
    const size = before?.promptTokens ?? question.systemTokens;
    const tokens = Math.min(question.turnTokens, contextWindow - maxOutputTokens - size - spareTokens);
    if (tokens < 64) break;
    const content = `Result of the tool:\n${await fillerOf(question, tokens, seed + turns.length + 1)}\nSay in one sentence what to do next.`;
    messages = [...messages, { role: 'user', content }];
    const taken = await takeTurn(question, { messages, before }, roundTripMs);
    if ('kind' in taken) return end(taken);
    turns.push(taken.turn);
    question.onTurn?.(taken.turn);
    messages = [...messages, { role: 'assistant', content: taken.reply }];
  }
  return end();
}
