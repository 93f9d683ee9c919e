/** Keeps a run's events in order, hands each on, and remembers why the run has to stop. */
import type { Failure } from '../domain/failure.ts';
import type { RunEvent } from '../domain/runEvent.ts';
import type { RunPorts } from './runPorts.ts';

export interface Recorder {
  readonly record: (event: RunEvent) => Promise<void>;
  /** Everything so far, events of an earlier session included. */
  readonly events: () => readonly RunEvent[];
  /** The first reason to stop wins. */
  readonly stopBecause: (failure: Failure) => void;
  readonly stopped: () => Failure | undefined;
}

export function makeRecorder(earlier: readonly RunEvent[], emit: RunPorts['emit']): Recorder {
  const events = [...earlier];
  let reason: Failure | undefined;
  const stopBecause = (failure: Failure): void => void (reason ??= failure);
  const record = async (event: RunEvent): Promise<void> => {
    const emitted = await emit(event);
    // an event that could not be kept did not happen: the step will be done again after a resume
    if (emitted.ok) events.push(event);
    else stopBecause(emitted.failure);
  };
  return { record, events: () => events, stopBecause, stopped: () => reason };
}
