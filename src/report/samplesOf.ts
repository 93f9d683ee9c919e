/** The valid samples of a run, each once: a step that was done twice counts the last time. */
import type { RunEvent } from '../domain/runEvent.ts';
import type { Sample } from '../domain/sample.ts';

export function samplesOf(events: readonly RunEvent[]): readonly Sample[] {
  const samples = new Map<string, Sample>();
  for (const event of events) if (event.type === 'sampleDone') samples.set(event.sample.key, event.sample);
  return [...samples.values()];
}
