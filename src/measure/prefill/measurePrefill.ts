/** Measures how a server reads a prompt: chunk by chunk where it tells, by prompts of growing size elsewhere, and once more from its cache. */
import { median } from 'simple-statistics';
import type { ChatMessage } from '../../domain/chat.ts';
import { fail, ok, type Result } from '../../domain/failure.ts';
import type { CachedPrefill, PrefillChunk } from '../../domain/prefill.ts';
import type { Completion } from '../../domain/sample.ts';
import type { InferenceServer } from '../../ports/inferenceServer.ts';
import type { CountMessages } from '../calibratedCounter.ts';
import { prefillOf } from '../sampleOf.ts';
import { sizedPrompt } from '../sizedPrompt.ts';
import { truncationFailure } from '../truncation.ts';
import { chunkTable } from './chunkTable.ts';
import type { CostPoint } from './costCurve.ts';

export interface PrefillQuestion {
  readonly server: InferenceServer;
  readonly model: string;
  readonly countTokens: CountMessages;
  /** Size of the largest prompt. */
  readonly tokens: number;
  /** Measurements of each smaller size; the largest is read once. */
  readonly repeats: number;
  readonly seed: number;
  readonly nonce: string;
  readonly contextWindow?: number;
  readonly idleTimeoutMs: number;
  readonly signal: AbortSignal;
  readonly note?: (line: string) => void;
}

export interface MeasuredPrefill {
  readonly method: 'promptProgress' | 'sizes';
  readonly clock: 'server' | 'client';
  readonly promptTokens: number;
  readonly totalMs: number;
  readonly chunks: readonly PrefillChunk[];
  /** Every measurement that the cost curve is fitted to. */
  readonly points: readonly CostPoint[];
  readonly cached?: CachedPrefill;
  /** Tokens the server reads at a time, as its progress shows. */
  readonly batchTokens?: number;
}

interface Read {
  readonly messages: readonly ChatMessage[];
  readonly completion: Completion;
  readonly tokens: number;
  readonly ms: number;
  readonly clock: 'server' | 'client';
}

/** One answer token: the request is all prefill. */
async function send(question: PrefillQuestion, messages: readonly ChatMessage[], mayUsePromptCache: boolean): Promise<Result<Completion>> {
  const request = { model: question.model, messages, maxOutputTokens: 1, temperature: 0, mayUsePromptCache, reportsPromptProgress: true };
  return question.server.complete(request, { signal: question.signal, idleTimeoutMs: question.idleTimeoutMs });
}

/** Reads one prompt that no cache knows. */
async function readOnce(question: PrefillQuestion, size: number, nth: number, roundTripMs: number): Promise<Result<Read>> {
  const { messages } = await sizedPrompt({ targetTokens: size, seed: question.seed + nth, nonce: `${question.nonce} ${size} ${nth}`, task: 'Answer with one word.', countTokens: async (asked) => (await question.countTokens(asked)).tokens });
  const sent = await question.countTokens(messages);
  const answered = await send(question, messages, false);
  if (!answered.ok) return answered;
  const completion = answered.value;
  const { contextWindow } = question;
  const truncated = truncationFailure({ sent, reportedTokens: completion.promptTokens, ...(contextWindow === undefined ? {} : { contextWindow }) });
  if (truncated !== undefined) return { ok: false, failure: truncated };
  const promptTokens = completion.promptTokens ?? sent.tokens;
  const { prefillMs, prefillSource } = prefillOf(completion, promptTokens, roundTripMs);
  question.note?.(`  ${promptTokens} tokens: ${Math.round(prefillMs)} ms, ${(prefillMs / promptTokens).toFixed(2)} ms/token`);
  return ok({ messages, completion, tokens: promptTokens - (completion.cachedPromptTokens ?? 0), ms: prefillMs, clock: prefillSource });
}

/** Fewer steps say too little about the shape of the cost. */
const fewestSteps = 4;

/** What was reached when, the first step left out where it is the start itself. */
function progressPoints({ completion, ms }: Read): readonly CostPoint[] {
  const progress = completion.promptProgress ?? [];
  const cached = progress[0]?.cachedTokens ?? 0;
  const steps = progress.filter((step) => step.processedTokens > cached).map((step) => ({ tokens: step.processedTokens - cached, ms: step.atMs }));
  const last = steps.at(-1);
  // the server's final figure is finer than its last progress in whole milliseconds
  return last === undefined ? [] : [...steps.slice(0, -1), { tokens: last.tokens, ms }];
}

/** An eighth, a quarter, a half: sizes far apart tell the square from the line. */
const shares = [1 / 8, 1 / 4, 1 / 2, 3 / 4] as const;
const smallestSize = 64;

async function readSizes(question: PrefillQuestion, roundTripMs: number): Promise<Result<readonly Read[]>> {
  const reads: Read[] = [];
  for (const share of shares) {
    const size = Math.round(question.tokens * share);
    if (size < smallestSize) continue;
    for (let nth = 0; nth < question.repeats; nth++) {
      const read = await readOnce(question, size, nth, roundTripMs);
      if (!read.ok) return read;
      reads.push(read.value);
    }
  }
  return ok(reads);
}

/** One point a size: the median of its measurements. */
function medianPoints(reads: readonly Read[]): readonly CostPoint[] {
  const sizes = [...new Set(reads.map((read) => read.tokens))].toSorted((a, b) => a - b);
  return sizes.map((tokens) => ({ tokens, ms: median(reads.filter((read) => read.tokens === tokens).map((read) => read.ms)) }));
}

async function readCached(question: PrefillQuestion, cold: Read, roundTripMs: number): Promise<Result<CachedPrefill>> {
  const again = await send(question, cold.messages, true);
  if (!again.ok) return again;
  const { prefillMs } = prefillOf(again.value, cold.tokens, roundTripMs);
  const cachedTokens = again.value.cachedPromptTokens;
  const cachedMs = Math.max(prefillMs, 0.01);
  question.note?.(`  the same prompt again: ${Math.round(cachedMs)} ms${cachedTokens === undefined ? '' : `, ${cachedTokens} tokens from the cache`}`);
  return ok({ coldMs: cold.ms, cachedMs, speedUp: cold.ms / cachedMs, ...(cachedTokens === undefined ? {} : { cachedTokens }) });
}

/** Fails when the server does, or cuts the prompt; nothing is measured of a prompt that was not read whole. */
export async function measurePrefill(question: PrefillQuestion): Promise<Result<MeasuredPrefill>> {
  const roundTrip = await question.server.roundTripMs(question.signal);
  const roundTripMs = roundTrip.ok ? roundTrip.value : 0;
  const warmed = await readOnce({ ...question, note: () => undefined }, smallestSize, 0, roundTripMs);
  if (!warmed.ok) return warmed;
  const whole = await readOnce(question, question.tokens, 0, roundTripMs);
  if (!whole.ok) return whole;
  const cached = await readCached(question, whole.value, roundTripMs);
  if (!cached.ok) return cached;
  const steps = progressPoints(whole.value);
  const tellsEnough = steps.length >= fewestSteps;
  const smaller = tellsEnough ? ok([]) : await readSizes(question, roundTripMs);
  if (!smaller.ok) return smaller;
  const reads = [...smaller.value, whole.value];
  const reached = tellsEnough ? steps : medianPoints(reads);
  if (reached.length === 0) return fail('badReply', 'The server did not say how long it read the prompt.', 'Try a larger prompt with --tokens.');
  const [first] = steps;
  return ok({
    method: tellsEnough ? 'promptProgress' : 'sizes',
    clock: whole.value.clock,
    promptTokens: whole.value.tokens,
    totalMs: whole.value.ms,
    chunks: chunkTable(reached),
    points: tellsEnough ? steps : reads.map(({ tokens, ms }) => ({ tokens, ms })),
    cached: cached.value,
    ...(first !== undefined && steps.length > 1 ? { batchTokens: first.tokens } : {}),
  });
}
