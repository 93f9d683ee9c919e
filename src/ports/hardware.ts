/** What the machine is and what its GPUs do while a request runs. */
import type { GpuReading, Machine } from '../domain/machine.ts';

export interface GpuSampler {
  /** Readings taken since `start`, oldest first; empty when no GPU was seen. */
  readonly readings: () => readonly GpuReading[];
  readonly stop: () => Promise<void>;
}

export interface Hardware {
  readonly describe: () => Promise<Machine>;
  /** Starts one long-lived sampler process, or a sampler without readings when there is no GPU. */
  readonly startSampler: (nowMs: () => number) => Promise<GpuSampler>;
}

