/** One measured request: what the client's clock saw, what the server says, and where each figure comes from. */
import type { TokenCount } from './budget.ts';
import type { FinishReason, ToolCall } from './chat.ts';
import type { Failure } from './failure.ts';
import type { GpuPhaseUse } from './machine.ts';

/** In order of trust. `chunks` counts streamed pieces and is flagged wherever it is shown. */
export type TokenSource = 'serverTimings' | 'usage' | 'tokenizer' | 'chunks';

/** The server's own stopwatch, where it has one (llama.cpp `timings`, Ollama durations, TabbyAPI `usage`). */
export interface ServerTimings {
  readonly promptMs?: number;
  /** Tokens really computed, without cached ones. */
  readonly promptTokens?: number;
  readonly cachedTokens?: number;
  readonly predictedMs?: number;
  readonly predictedTokens?: number;
  readonly loadMs?: number;
}

/** How far the server had read the prompt at one moment on its own clock. */
export interface PromptProgress {
  readonly totalTokens: number;
  /** Read so far, tokens from the cache included. */
  readonly processedTokens: number;
  readonly cachedTokens: number;
  readonly atMs: number;
}

/** Everything one streamed completion gave. All `…Ms` are milliseconds after the request's first byte was handed to the socket. */
export interface Completion {
  readonly text: string;
  /** Thinking text sent apart (`reasoning_content`) or inside `<think>` tags. */
  readonly thinking: string;
  readonly toolCalls: readonly ToolCall[];
  readonly finishReason: FinishReason;
  /** True when finish_reason or [DONE] was seen; a stream without either is void, not slow. */
  readonly complete: boolean;
  readonly promptTokens?: number;
  readonly cachedPromptTokens?: number;
  readonly completionTokens?: number;
  readonly tokenSource: TokenSource;
  readonly server?: ServerTimings;
  /** Only when it was asked for and the server tells. */
  readonly promptProgress?: readonly PromptProgress[];
  readonly connectMs: number;
  readonly reusedConnection: boolean;
  /** Connections that died before the first byte although the server had promised keep-alive, and were opened anew. */
  readonly connectionRetries: number;
  readonly firstByteMs: number;
  /** First stream chunk that carried any delta. */
  readonly firstChunkMs: number;
  /** First token of any kind (thinking included). */
  readonly firstTokenMs: number;
  /** First token of the answer proper; equals firstTokenMs for models that do not think. */
  readonly firstAnswerMs: number;
  readonly lastTokenMs: number;
  readonly totalMs: number;
  /** Arrival of every piece that carried text, ascending. */
  readonly tokenTimesMs: readonly number[];
  /** Share of pieces that arrived in the same read as the piece before, 0..1. */
  readonly mergedChunkShare: number;
}

export type SamplePhase = 'cold' | 'continuous' | 'sweep' | 'scenario' | 'prefill' | 'readiness';

/** What a step of a run does; `effective` proves a window and yields no sample. */
export type StepPhase = SamplePhase | 'effective';

export interface InterTokenLatency {
  readonly p50: number;
  readonly p90: number;
  readonly p99: number;
  readonly max: number;
}

/** A completed, valid measurement. Times in ms, rates in tokens per second. */
export interface Sample {
  readonly key: string;
  readonly model: string;
  readonly phase: SamplePhase;
  /** ISO 8601. */
  readonly startedAt: string;
  /** For sweeps: the size that was asked for. */
  readonly contextTokens?: number;
  readonly promptTokens: number;
  /** Counted before sending, to be held against `promptTokens`. */
  readonly sentTokens?: TokenCount;
  readonly cachedPromptTokens?: number;
  readonly completionTokens: number;
  readonly tokenSource: TokenSource;
  readonly totalMs: number;
  readonly connectMs: number;
  readonly firstByteMs: number;
  readonly firstChunkMs: number;
  /** Time to first token, thinking included. */
  readonly ttftMs: number;
  readonly firstAnswerMs: number;
  /** From the server where it says so, else ttftMs minus connection. */
  readonly prefillMs: number;
  readonly prefillTokensPerSecond?: number;
  readonly prefillSource: 'server' | 'client';
  /** (completion − 1)/(last − first token) on the client's clock; undefined with fewer than two tokens. */
  readonly decodeTokensPerSecond?: number;
  /** The server's own figure for the same request. */
  readonly serverDecodeTokensPerSecond?: number;
  readonly interTokenLatencyMs?: InterTokenLatency;
  /** Gaps longer than 10 medians and 250 ms. */
  readonly stalls: number;
  readonly chunks: number;
  readonly mergedChunkShare: number;
  /** First 16 hex digits of sha256 over thinking + text. */
  readonly outputHash: string;
  readonly finishReason: FinishReason;
  readonly server?: ServerTimings;
  readonly gpu?: readonly GpuPhaseUse[];
  /** For `cold`: how the model was made cold, or that only the first request of a loaded model could be measured. */
  readonly coldStart?: string;
  /** For `scenario`: which. */
  readonly scenario?: string;
  readonly connectionRetries: number;
}

/** A request that must not be averaged, with its reason. */
export interface VoidSample {
  readonly key: string;
  readonly model: string;
  readonly phase: SamplePhase;
  readonly startedAt: string;
  readonly contextTokens?: number;
  readonly failure: Failure;
}
