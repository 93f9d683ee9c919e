/** Ends a child whose guest never returns and whose parent is no longer there to kill it. */
import { Worker } from 'node:worker_threads';

/** Later than the parent's own kill, so that it only matters when the parent is gone. */
const graceMs = 2000;

// Runs as text, so that it needs no file of its own in the bundle. Atomics.wait sleeps without burning a core.
const watchdogProgram = `
const { workerData } = require('node:worker_threads');
const deadline = new Int32Array(workerData);
for (;;) {
  const limit = Atomics.load(deadline, 0);
  if (limit === 0) { Atomics.wait(deadline, 0, 0); continue; }
  if (Atomics.wait(deadline, 0, limit, limit) === 'timed-out') process.kill(process.pid, 'SIGKILL');
}
`;

export interface Watchdog {
  readonly arm: (deadlineMs: number) => void;
  readonly disarm: () => void;
}

/** undefined where workers are refused: then only the parent guards the time. */
export function startWatchdog(): Watchdog | undefined {
  const shared = new SharedArrayBuffer(4);
  const deadline = new Int32Array(shared);
  const set = (value: number): void => {
    Atomics.store(deadline, 0, value);
    Atomics.notify(deadline, 0);
  };
  try {
    const worker = new Worker(watchdogProgram, { eval: true, workerData: shared });
    worker.on('error', () => undefined);
    worker.unref();
  } catch {
    return undefined;
  }
  return { arm: (deadlineMs) => set(Math.ceil(deadlineMs) + graceMs), disarm: () => set(0) };
}
