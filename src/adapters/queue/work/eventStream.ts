/** A cell's events on their way to the tables: in order, once a second, and never in the way of what is measured. */
import type { RunEvent } from '../../../domain/runEvent.ts';

export interface EventStream {
  readonly push: (event: RunEvent) => void;
  /** What is not written yet, and the number of its first event. */
  readonly end: () => Promise<{ readonly first: number; readonly events: readonly RunEvent[] }>;
}

/** A write that fails (PostgreSQL away) is tried again with the next; the cell's storing waits for none. */
export function eventStream(write: (first: number, events: readonly RunEvent[], step: string | undefined) => Promise<void>, everyMs = 1000): EventStream {
  const waiting: RunEvent[] = [];
  let written = 0;
  let step: string | undefined;
  let writing: Promise<void> = Promise.resolve();
  let isWriting = false;
  const flush = async (): Promise<void> => {
    if (isWriting || waiting.length === 0) return;
    isWriting = true;
    const batch = [...waiting];
    try {
      await write(written, batch, step);
      waiting.splice(0, batch.length);
      written += batch.length;
    } catch {
      // kept for the next try
    } finally {
      isWriting = false;
    }
  };
  const timer = setInterval(() => {
    writing = flush();
  }, everyMs);
  return {
    push: (event) => {
      if (event.type === 'token') return;
      if (event.type === 'stepStarted') step = event.label;
      waiting.push(event);
    },
    end: async () => {
      clearInterval(timer);
      await writing;
      return { first: written, events: waiting };
    },
  };
}
