/** From what the wire gave (Completion) to a sample in the report's terms, with the source of each figure. */
import { quantileSorted } from 'simple-statistics';
import type { TokenCount } from '../domain/budget.ts';
import type { GpuPhaseUse } from '../domain/machine.ts';
import type { Completion, InterTokenLatency, Sample, SamplePhase } from '../domain/sample.ts';

export interface SampleContext {
  readonly key: string;
  readonly model: string;
  readonly phase: SamplePhase;
  readonly startedAt: string;
  readonly contextTokens?: number;
  readonly coldStart?: string;
  readonly scenario?: string;
  readonly gpu?: readonly GpuPhaseUse[];
  /** Prompt size counted before sending: checks what the server reports, and stands in where it reports nothing. */
  readonly sentTokens: TokenCount;
  readonly roundTripMs: number;
  readonly outputHash: string;
}

/** Gaps between pieces; pieces merged into one read count as one gap shared between them. */
export function interTokenGapsMs(timesMs: readonly number[]): readonly number[] {
  const gaps: number[] = [];
  for (let i = 1; i < timesMs.length; i++) gaps.push((timesMs[i] ?? 0) - (timesMs[i - 1] ?? 0));
  return gaps;
}

/** undefined with fewer than two gaps. */
export function interTokenLatency(timesMs: readonly number[]): InterTokenLatency | undefined {
  const sorted = interTokenGapsMs(timesMs).toSorted((a, b) => a - b);
  if (sorted.length < 2) return undefined;
  return { p50: quantileSorted(sorted, 0.5), p90: quantileSorted(sorted, 0.9), p99: quantileSorted(sorted, 0.99), max: sorted.at(-1) ?? 0 };
}

/** Gaps longer than ten medians and a quarter of a second: something else had the machine. */
export function countStalls(timesMs: readonly number[]): number {
  const gaps = interTokenGapsMs(timesMs);
  const typical = interTokenLatency(timesMs)?.p50 ?? 0;
  return gaps.filter((gap) => gap > 250 && gap > 10 * typical).length;
}

/** (completion − 1)/(last − first token): the first token belongs to prefill. undefined with fewer than two tokens. */
export function clientDecodeRate(completion: Completion): number | undefined {
  const tokens = completion.completionTokens ?? completion.tokenTimesMs.length;
  const seconds = (completion.lastTokenMs - completion.firstTokenMs) / 1000;
  return tokens >= 2 && seconds > 0 ? (tokens - 1) / seconds : undefined;
}

const rate = (tokens: number | undefined, ms: number | undefined): number | undefined =>
  tokens !== undefined && ms !== undefined && tokens > 0 && ms > 0 ? (tokens / ms) * 1000 : undefined;

export interface Prefill {
  readonly prefillMs: number;
  readonly prefillTokensPerSecond?: number;
  readonly prefillSource: 'server' | 'client';
}

/**
 * Server timings count only the tokens really computed. By the client's clock the prefill is the time to the first token
 * minus one round trip, and the rate is given only when no cached tokens are known to have helped.
 */
export function prefillOf(completion: Completion, promptTokens: number, roundTripMs: number): Prefill {
  const server = completion.server;
  const serverRate = rate(server?.promptTokens, server?.promptMs);
  if (server?.promptMs !== undefined && serverRate !== undefined) return { prefillMs: server.promptMs, prefillTokensPerSecond: serverRate, prefillSource: 'server' };
  const prefillMs = Math.max(0, completion.firstTokenMs - roundTripMs);
  const clientRate = rate(promptTokens - (completion.cachedPromptTokens ?? 0), prefillMs);
  return { prefillMs, prefillSource: 'client', ...(clientRate === undefined ? {} : { prefillTokensPerSecond: clientRate }) };
}

/** All figures of one valid request. */
export function sampleOf(completion: Completion, context: SampleContext): Sample {
  const { roundTripMs, ...named } = context;
  const promptTokens = completion.promptTokens ?? context.sentTokens.tokens;
  const decode = clientDecodeRate(completion);
  const serverDecode = rate(completion.server?.predictedTokens, completion.server?.predictedMs);
  const latency = interTokenLatency(completion.tokenTimesMs);
  return {
    ...named,
    promptTokens,
    ...(completion.cachedPromptTokens === undefined ? {} : { cachedPromptTokens: completion.cachedPromptTokens }),
    completionTokens: completion.completionTokens ?? completion.tokenTimesMs.length,
    tokenSource: completion.tokenSource,
    totalMs: completion.totalMs,
    connectMs: completion.connectMs,
    firstByteMs: completion.firstByteMs,
    firstChunkMs: completion.firstChunkMs,
    ttftMs: completion.firstTokenMs,
    firstAnswerMs: completion.firstAnswerMs,
    ...prefillOf(completion, promptTokens, roundTripMs),
    ...(decode === undefined ? {} : { decodeTokensPerSecond: decode }),
    ...(serverDecode === undefined ? {} : { serverDecodeTokensPerSecond: serverDecode }),
    ...(latency === undefined ? {} : { interTokenLatencyMs: latency }),
    stalls: countStalls(completion.tokenTimesMs),
    chunks: completion.tokenTimesMs.length,
    mergedChunkShare: completion.mergedChunkShare,
    finishReason: completion.finishReason,
    ...(completion.server === undefined ? {} : { server: completion.server }),
    connectionRetries: completion.connectionRetries,
  };
}
