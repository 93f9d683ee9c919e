/** What a streamed answer says, piece by piece, whatever the protocol. */
import type { FinishReason } from '../../../../domain/chat.ts';
import type { PromptProgress, ServerTimings } from '../../../../domain/sample.ts';

export type StreamPiece =
  /** A chunk that carried a delta, even an empty one (role only). */
  | { readonly kind: 'delta' }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'thinking'; readonly text: string }
  | { readonly kind: 'toolCall'; readonly index?: number; readonly id?: string; readonly name?: string; readonly argumentsText?: string }
  | { readonly kind: 'finish'; readonly reason: FinishReason }
  | { readonly kind: 'usage'; readonly promptTokens?: number; readonly completionTokens?: number; readonly cachedTokens?: number }
  | { readonly kind: 'timings'; readonly timings: ServerTimings }
  | { readonly kind: 'promptProgress'; readonly progress: PromptProgress }
  /** `[DONE]`: whatever follows is ignored. */
  | { readonly kind: 'done' }
  /** The server reports an error inside the stream; `text` is the JSON it sent. */
  | { readonly kind: 'error'; readonly text: string }
  /** Not a JSON object: text of the answer may be lost. Objects that say nothing known are passed over. */
  | { readonly kind: 'unreadable'; readonly text: string };

/** Reads the data of one SSE event or one NDJSON line. */
export type DecodeEvent = (data: string) => readonly StreamPiece[];
