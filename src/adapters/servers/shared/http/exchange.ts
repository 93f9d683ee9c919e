/** The words for one HTTP request and its raw answer: every read with its arrival time, nothing parsed. */
import type { IncomingHttpHeaders } from 'node:http';

export interface TimeLimits {
  readonly connectMs: number;
  /** Longest silence, before the first byte of the body as well as between reads. */
  readonly idleMs: number;
  readonly totalMs?: number;
}

/** Bytes of the body as they came from one socket read; `read` numbers the socket's reads. */
export interface BodyRead {
  /** Milliseconds after the request was handed to the socket. */
  readonly atMs: number;
  readonly read: number;
  readonly bytes: Buffer;
}

/** `cut`: the connection broke; `silent`: the idle limit passed; `overlong`: the total limit passed. */
export type BodyEnding =
  | { readonly kind: 'ended' }
  | { readonly kind: 'cut'; readonly cause: string }
  | { readonly kind: 'silent'; readonly limitMs: number }
  | { readonly kind: 'overlong'; readonly limitMs: number };

export interface Exchange {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly reads: readonly BodyRead[];
  readonly ending: BodyEnding;
  readonly connectMs: number;
  readonly reusedConnection: boolean;
  readonly connectionRetries: number;
  readonly firstByteMs: number;
  readonly totalMs: number;
}

export interface ExchangeRequest {
  readonly url: URL;
  readonly method: 'GET' | 'POST';
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly limits: TimeLimits;
  readonly signal: AbortSignal;
  /** Larger bodies end the request as `badReply`. */
  readonly maxBodyBytes: number;
  /** Called after a read was noted; must return at once, the clock of the next read is waiting. */
  readonly onRead?: (reads: readonly BodyRead[]) => void;
}
