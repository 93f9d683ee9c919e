/** What a study's log says about each of its cells; the last word counts. */
import type { StudyCellState, StudyEvent, StudyFit } from '../../domain/study.ts';

export function cellStates(events: readonly StudyEvent[]): readonly StudyCellState[] {
  const started = events.find((event) => event.type === 'studyStarted');
  return (started?.cells ?? []).map((cell): StudyCellState => {
    const last = events.findLast((event) => (event.type === 'cellEnded' || event.type === 'cellFailed' || event.type === 'cellRunning') && event.cell === cell.id);
    // it began and never ended: its process died
    if (last?.type === 'cellRunning') return { cell, state: 'paused', runFolder: last.runFolder };
    if (last?.type === 'cellEnded') return { cell, state: last.state, runFolder: last.runFolder, seconds: last.seconds };
    if (last?.type === 'cellFailed') return { cell, state: 'failed', failure: last.failure, ...(last.runFolder === undefined ? {} : { runFolder: last.runFolder }) };
    return { cell, state: 'pending' };
  });
}

/** Cheap cells first, so that the first figures come early; servers in the order of the plan where nothing is known. */
export function byCost<T extends { readonly sizeBytes?: number }>(cells: readonly T[]): readonly T[] {
  return cells.toSorted((a, b) => (a.sizeBytes ?? Infinity) - (b.sizeBytes ?? Infinity) || 0);
}

/** Seconds the open cells will probably take, from those that are done; undefined before the first. */
export function secondsLeft(states: readonly StudyCellState[]): number | undefined {
  const done = states.filter((state) => state.state === 'done' && state.seconds !== undefined);
  const open = states.filter((state) => state.state === 'pending' || state.state === 'paused');
  if (done.length === 0) return undefined;
  const cost = (state: StudyCellState): number => state.cell.sizeBytes ?? 0;
  const [doneSeconds, doneCost] = done.reduce(([seconds, bytes], state) => [seconds + (state.seconds ?? 0), bytes + cost(state)], [0, 0]);
  // without sizes every cell is taken for an average one
  if (doneCost === 0 || open.some((state) => state.cell.sizeBytes === undefined)) return (doneSeconds / done.length) * open.length;
  return open.reduce((sum, state) => sum + cost(state), 0) * (doneSeconds / doneCost);
}

/** The last verdict on each candidate; a server that was gone when it was asked again does not undo one. */
export function fitsOf(events: readonly StudyEvent[]): readonly StudyFit[] {
  const kept = new Map<string, StudyFit>();
  for (const fit of events.flatMap((event) => (event.type === 'fitsAsked' ? event.fits : [])))
    if (fit.verdict !== undefined || kept.get(fit.label)?.verdict === undefined) kept.set(fit.label, fit);
  return [...kept.values()];
}
