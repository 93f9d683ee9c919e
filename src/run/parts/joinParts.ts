/** A run cut into parts and put together again: the same steps, the same keys, one journal. */
import type { RunEvent } from '../../domain/runEvent.ts';
import type { RunPart } from '../../domain/runPart.ts';
import type { RunPlan } from '../../domain/runPlan.ts';
import { clientQuality } from '../../measure/clientQuality.ts';
import { closingEvents } from '../closingEvents.ts';
import { partOf } from './partOf.ts';
import { stepsOf } from '../steps.ts';

/** In the order of the steps; `warm` is always the first. */
export const partsOf = (plan: RunPlan): readonly RunPart[] => [...new Set(stepsOf(plan).map(partOf))];

/** What a part says about itself only, and what is said anew of the whole. */
const ofOnePartOnly: ReadonlySet<RunEvent['type']> = new Set(['resumed', 'clientQuality', 'recommended', 'useRecommended', 'runDone', 'runPaused']);
/** The same in every part: the first is enough. */
const saidOnce: ReadonlySet<RunEvent['type']> = new Set(['runStarted', 'budgetChecked', 'notice']);

/** The highest lateness and round trip any part saw, over all samples. */
function wholeQuality(events: readonly RunEvent[], kept: readonly RunEvent[]): readonly RunEvent[] {
  const qualities = events.filter((event) => event.type === 'clientQuality').map((event) => event.quality);
  if (qualities.length === 0) return [];
  const samples = kept.filter((event) => event.type === 'sampleDone').map((event) => event.sample);
  const worst = (of: (quality: (typeof qualities)[number]) => number): number => Math.max(...qualities.map(of));
  return [{ type: 'clientQuality', quality: clientQuality(samples, worst((quality) => quality.eventLoopLagMsP99), worst((quality) => quality.roundTripMs)) }];
}

/** The journal one process would have written. `isWhole`: every part is there, so that the run is done and may be recommended from. */
export function joinParts(parts: readonly (readonly RunEvent[])[], isWhole: boolean): readonly RunEvent[] {
  const events = parts.flat();
  const said = new Set<string>();
  const kept = events.filter((event) => {
    if (ofOnePartOnly.has(event.type)) return false;
    if (!saidOnce.has(event.type)) return true;
    const text = event.type === 'runStarted' ? event.type : JSON.stringify(event);
    return !said.has(text) && said.add(text);
  });
  const measured = [...kept, ...wholeQuality(events, kept)];
  const end = events.findLast((event) => event.type === 'runDone');
  return isWhole && end !== undefined ? [...measured, ...closingEvents(measured), end] : measured;
}
