/** An inference server as the story sees it; one adapter per product. Expected failures are returned, never thrown. */
import type { TokenCount } from '../domain/budget.ts';
import type { ChatMessage, ChatRequest, ToolSchema } from '../domain/chat.ts';
import type { Result } from '../domain/failure.ts';
import type { Completion } from '../domain/sample.ts';
import type { ServerActivity, ServerIdentity, ServerReport } from '../domain/server.ts';

/** Progress of a stream in flight, for display only; sent at most every 100 ms. */
export interface StreamTick {
  readonly chunks: number;
  readonly elapsedMs: number;
  readonly firstTokenMs?: number;
  readonly textDelta: string;
}

export interface CompleteOptions {
  readonly signal: AbortSignal;
  /** Silence longer than this ends the request: before the first byte as `noFirstByte`, later as `stalled`. */
  readonly idleTimeoutMs: number;
  readonly onTick?: (tick: StreamTick) => void;
}

export interface PromptToCount {
  readonly messages: readonly ChatMessage[];
  readonly tools?: readonly ToolSchema[];
}

export interface InferenceServer {
  readonly identity: ServerIdentity;
  /** Everything a probe tells: models, windows, notices. */
  readonly report: (signal: AbortSignal) => Promise<Result<ServerReport>>;
  /** Streams one chat completion and times it. A completion that is not `complete` is returned as a failure. */
  readonly complete: (request: ChatRequest, options: CompleteOptions) => Promise<Result<Completion>>;
  /** Exact prompt size by the server's own tokeniser and template; `unsupported` where it has none. */
  readonly countPrompt: (model: string, prompt: PromptToCount, signal: AbortSignal) => Promise<Result<TokenCount>>;
  /** Token count of a plain text; `unsupported` where the server has no tokeniser. */
  readonly countText: (model: string, text: string, signal: AbortSignal) => Promise<Result<TokenCount>>;
  /** Brings the model into memory and waits until it is there; `unsupported` where the server cannot. */
  readonly load: (model: string, signal: AbortSignal) => Promise<Result<{ readonly how: string }>>;
  /** Removes the model from memory; `unsupported` where the server cannot. */
  readonly unload: (model: string, signal: AbortSignal) => Promise<Result<{ readonly how: string }>>;
  /** How busy it is now; `unsupported` where the server does not say. */
  readonly activity: (signal: AbortSignal) => Promise<Result<ServerActivity>>;
  /** Plain round trip of the cheapest endpoint, ms. */
  readonly roundTripMs: (signal: AbortSignal) => Promise<Result<number>>;
}
