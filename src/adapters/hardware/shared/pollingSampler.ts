/** Readings from a source that must be asked again and again: one question at a time, none after the stop. */
import type { GpuReading } from '../../../domain/machine.ts';
import type { GpuSampler } from '../../../ports/hardware.ts';
import { keepReadings } from './keepReadings.ts';

/** `ask` ends early when its signal is aborted. The next question comes `intervalMs` after the answer to the last. */
export function startPollingSampler(ask: (signal: AbortSignal) => Promise<readonly GpuReading[]>, intervalMs: number): GpuSampler {
  const kept = keepReadings();
  const abort = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  let asking = Promise.resolve();
  const poll = (): void => {
    asking = ask(abort.signal).then((readings) => {
      for (const reading of readings) kept.add(reading);
      if (!abort.signal.aborted) timer = setTimeout(poll, intervalMs);
    });
  };
  poll();
  return {
    readings: kept.all,
    stop: async () => {
      abort.abort();
      clearTimeout(timer);
      await asking;
    },
  };
}
