/** What can be asked about studies in the queue: how far they are, to end them, to have their results. */
import { cancelStudy } from '../../adapters/queue/study/cancelStudy.ts';
import { findStudy, readStatus } from '../../adapters/queue/study/readStatus.ts';
import { ok, type Result } from '../../domain/failure.ts';
import type { FleetStatus } from '../../domain/fleet.ts';
import { withQueue } from './withQueue.ts';

type Note = (line: string) => void;

/** Of the study whose id or name is `wanted`, or of the newest. */
export function fleetStatus(url: string, wanted: string | undefined, note: Note): Promise<Result<FleetStatus>> {
  return withQueue(url, note, async (queue) => {
    const study = await findStudy(queue, wanted);
    return study.ok ? ok(await readStatus(queue, study.value)) : study;
  });
}

/** Tells the status whenever it is asked for, over one connection, until the study has ended or `signal` says so. */
export function watchFleet(url: string, wanted: string | undefined, signal: AbortSignal, note: Note, tell: (status: FleetStatus) => void, everyMs = 1000): Promise<Result<FleetStatus>> {
  return withQueue(url, note, async (queue) => {
    const study = await findStudy(queue, wanted);
    if (!study.ok) return study;
    for (;;) {
      const found = await findStudy(queue, study.value.id);
      const status = await readStatus(queue, found.ok ? found.value : study.value);
      tell(status);
      if (status.state !== 'running' || signal.aborted) return ok(status);
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, everyMs);
        signal.addEventListener('abort', () => { clearTimeout(timer); resolve(); }, { once: true });
      });
    }
  });
}

export interface Cancelled {
  readonly status: FleetStatus;
  readonly cells: number;
}

export function cancelFleet(url: string, wanted: string, note: Note): Promise<Result<Cancelled>> {
  return withQueue(url, note, async (queue) => {
    const study = await findStudy(queue, wanted);
    if (!study.ok) return study;
    const cells = await cancelStudy(queue, study.value.id);
    return ok({ cells, status: await readStatus(queue, { ...study.value, isCancelled: true }) });
  });
}
