/** How far an example study over three machines is: one cell further at each asking; clearly not real. */
import type { FleetStatus } from '../../../src/domain/fleet.ts';

const counts = (total: number, done: number, running: number, dead = 0): FleetStatus['cells'] => ({ total, done, running, waiting: total - done - running - dead, dead, cancelled: 0 });

export function exampleFleet(asked: number): FleetStatus {
  const done = Math.min(8, 4 + asked);
  return {
    id: '8f14e45fceea',
    name: 'which model carries my agent',
    submittedAt: '2026-11-21T08:00:00.000Z',
    state: 'running',
    cells: { ...counts(24, 14 + done, done < 8 ? 1 : 0, 1), waiting: done < 8 ? 8 - done : 1 },
    places: [
      { name: 'gpu1', isAlive: true, cells: counts(8, done, done < 8 ? 1 : 0) },
      { name: 'gpu2', isAlive: true, cells: counts(8, 7, 0, 1) },
      { name: 'gpu3', isAlive: false, cells: counts(8, 7, 0) },
    ],
    running: done < 8 ? [{ run: 'http://gpu1:8000 Qwen2.5-Coder-32B-Instruct-AWQ', part: 'scenario/debugging', place: 'gpu1', startedAt: '2026-11-21T09:12:00.000Z', attempt: 2, isPlaceAlive: true, step: 'Qwen2.5-Coder-32B-Instruct-AWQ: debugging, reply 2 of 5' }] : [],
    dead: [{ key: 'k', run: 'http://gpu2:8000 Qwen2.5-Coder-32B-Instruct-GPTQ-Int4', part: 'context/76800', place: 'gpu2', stranded: 0, failure: { kind: 'outOfMemory', detail: 'The server ran out of memory.', advice: 'Start it with a smaller --max-model-len.' } }],
  };
}
