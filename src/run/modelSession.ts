/** What the steps of one model share while a run lasts. */
import type { ModelInfo } from '../domain/model.ts';
import type { RunPlan } from '../domain/runPlan.ts';
import type { GpuSampler } from '../ports/hardware.ts';
import type { PromptCounter } from './promptCounter.ts';
import type { Recorder } from './recorder.ts';
import type { RunPorts } from './runPorts.ts';

export interface ModelSession {
  readonly plan: RunPlan;
  readonly model: string;
  readonly runId: string;
  readonly ports: RunPorts;
  readonly recorder: Recorder;
  readonly counter: PromptCounter;
  readonly gpu: GpuSampler;
  readonly signal: AbortSignal;
  readonly roundTripMs: number;
  readonly parallelSlots: number | undefined;
  /** As last probed: loading the model may reveal the window. */
  readonly info: () => ModelInfo | undefined;
}
