/** Tells the display what came so far, at most every 100 ms and never while a read is being timed. */
import type { StreamTick } from '../../../../ports/inferenceServer.ts';
import type { BodyRead } from '../http/exchange.ts';
import type { CompletionFold } from './completionFold.ts';

export const tickIntervalMs = 100;

export interface LiveTicks {
  /** To be called after each read; decoding happens later, when the read's time was noted. */
  readonly onRead: (reads: readonly BodyRead[]) => void;
  /** Sends a tick that is still due; afterwards none comes any more. */
  readonly finish: () => void;
}

export function createLiveTicks(fold: CompletionFold, onTick: (tick: StreamTick) => void): LiveTicks {
  let lastTickAt = -Infinity;
  let shown = 0;
  let due: NodeJS.Immediate | undefined;
  let seen: readonly BodyRead[] = [];
  const show = (): void => {
    due = undefined;
    fold.catchUp(seen);
    const fresh = fold.pieces.slice(shown);
    shown = fold.pieces.length;
    const first = fold.pieces[0];
    const elapsedMs = seen.at(-1)?.atMs ?? 0;
    onTick({ chunks: shown, elapsedMs, textDelta: fresh.map((piece) => piece.text).join(''), ...(first === undefined ? {} : { firstTokenMs: first.atMs }) });
  };
  return {
    onRead: (reads) => {
      seen = reads;
      const now = reads.at(-1)?.atMs ?? 0;
      if (due !== undefined || now - lastTickAt < tickIntervalMs) return;
      lastTickAt = now;
      due = setImmediate(show);
    },
    finish: () => {
      if (due === undefined) return;
      clearImmediate(due);
      show();
    },
  };
}
