/** Tells the display what came so far, at most every 100 ms and never while a read is being timed. */
import type { StreamTick } from '../../../../ports/inferenceServer.ts';
import type { BodyRead } from '../http/exchange.ts';
import type { CompletionFold } from './completionFold.ts';

export const tickIntervalMs = 100;

/** Returns what to call after each read; decoding happens later, when the read's time was noted. */
export function createLiveTicks(fold: CompletionFold, onTick: (tick: StreamTick) => void): (reads: readonly BodyRead[]) => void {
  let lastTickAt = -Infinity;
  let shown = 0;
  let isScheduled = false;
  const show = (reads: readonly BodyRead[]): void => {
    isScheduled = false;
    fold.catchUp(reads);
    const fresh = fold.pieces.slice(shown);
    shown = fold.pieces.length;
    const first = fold.pieces[0];
    const elapsedMs = reads.at(-1)?.atMs ?? 0;
    onTick({ chunks: shown, elapsedMs, textDelta: fresh.map((piece) => piece.text).join(''), ...(first === undefined ? {} : { firstTokenMs: first.atMs }) });
  };
  return (reads) => {
    const now = reads.at(-1)?.atMs ?? 0;
    if (isScheduled || now - lastTickAt < tickIntervalMs) return;
    isScheduled = true;
    lastTickAt = now;
    setImmediate(show, reads);
  };
}
