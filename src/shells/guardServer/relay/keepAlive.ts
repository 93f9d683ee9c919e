/** Comment lines while the server is silent in a long prefill, so that the agent's own time limits do not end it; and a limit for real hangs. */
import type { ServerResponse } from 'node:http';

export interface KeepAlive {
  /** Something came from the server. */
  readonly touch: () => void;
  /** When a comment may be written; undefined: never (any more). */
  readonly allow: (mayComment: (() => boolean) | undefined) => void;
  readonly stop: () => void;
}

export interface KeepAliveOptions {
  readonly response: ServerResponse;
  readonly everyMs: number;
  readonly silenceLimitMs: number;
  /** The agent asked for an event stream, so one may be begun before the server answers. */
  readonly mayBegin: boolean;
  readonly headers: Readonly<Record<string, string>>;
  readonly onHung: () => void;
}

const comment = ': plimsoll guard: the server is still working on the prompt\n\n';

export function createKeepAlive({ response, everyMs, silenceLimitMs, mayBegin, headers, onHung }: KeepAliveOptions): KeepAlive {
  let lastMs = performance.now();
  let lastCommentMs = lastMs;
  let mayComment: (() => boolean) | undefined = mayBegin ? () => true : undefined;
  const timer = setInterval(() => {
    const now = performance.now();
    if (now - lastMs >= silenceLimitMs) {
      onHung();
      return;
    }
    if (now - Math.max(lastMs, lastCommentMs) < everyMs || response.writableEnded || mayComment?.() !== true) return;
    lastCommentMs = now;
    if (!response.headersSent) response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-cache', ...headers });
    response.write(comment);
  }, Math.max(10, Math.min(everyMs, silenceLimitMs) / 4));
  timer.unref();
  return {
    touch: () => (lastMs = performance.now()),
    allow: (may) => (mayComment = may),
    stop: () => clearInterval(timer),
  };
}
