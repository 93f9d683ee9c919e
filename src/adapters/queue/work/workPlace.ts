/** Works on a place's cells, one after the other, until told to stop; pg-boss keeps leases, heartbeats, retries and dead letters. */
import type { JobResult, JobWithMetadata } from 'pg-boss';
import { type Failure, messageOf, type Result } from '../../../domain/failure.ts';
import type { RunEvent } from '../../../domain/runEvent.ts';
import { inTransaction } from '../connection/askQueue.ts';
import type { Queue } from '../connection/openQueue.ts';
import { type BegunCell, beginCell, type CellJob, cellJobShape, noteFailure, storeCell, streamEvents, takeBackLeft } from './cellStore.ts';
import { queueOf } from './places.ts';
import { eventStream } from './eventStream.ts';

/** Does what the cell says. A failure ends the attempt. */
export type PerformCell = (cell: BegunCell, emit: (event: RunEvent) => void, signal: AbortSignal) => Promise<Result<unknown>>;

export interface PlaceWork {
  readonly place: string;
  readonly perform: PerformCell;
  /** A line per cell. */
  readonly note: (line: string) => void;
  /** Hands back what is worked on, and stops. */
  readonly signal: AbortSignal;
}

/** Trying again changes nothing about these. */
const hopeless: ReadonlySet<Failure['kind']> = new Set(['modelMissing', 'unauthorised', 'wrongPath', 'invalidInput', 'planMismatch', 'doesNotFit', 'unsupported', 'insecureAddress']);

type Ending = Omit<JobResult, 'id'>;
const completed: Ending = { status: 'completed' };

/** jsonb refuses NUL characters. */
const asOutput = (failure: Failure): object => JSON.parse(JSON.stringify(failure).replaceAll('\\u0000', '')) as object;

/** Back in the queue, and not one of the tries it has: failing it would count, so it is cancelled and resumed. */
async function handBack(queue: Queue, job: JobWithMetadata<CellJob>, cell: BegunCell): Promise<void> {
  await inTransaction(queue, async (db) => {
    await queue.boss.cancel(job.name, { id: job.id, retryCount: job.retryCount }, { db });
    await queue.boss.resume(job.name, job.id, { db });
    await queue.boss.update(job.name, undefined, { id: job.id, retryLimit: job.retryLimit + 1, db });
    await noteFailure(db, cell, { kind: 'cancelled', detail: 'Its worker was told to stop and handed it back.', advice: '' });
  });
}

async function workOn(queue: Queue, work: PlaceWork, job: JobWithMetadata<CellJob>, cell: BegunCell): Promise<Ending> {
  const started = performance.now();
  const stream = eventStream((first, events, step) => streamEvents(queue, cell, first, events, step));
  const signal = AbortSignal.any([job.signal, work.signal]);
  const done = await work.perform(cell, stream.push, signal);
  const rest = await stream.end();
  const seconds = (performance.now() - started) / 1000;
  const said = `${cell.part} of ${cell.model} on ${cell.url}`;
  if (done.ok && !signal.aborted) {
    const isStored = await storeCell(queue, cell, job, rest, seconds);
    // the cells that waited for this one are let go now instead of at pg-boss's next round
    if (isStored && job.blocking) await queue.boss.resolveFlow().catch(() => undefined);
    work.note(isStored ? `Done: ${said}, ${seconds.toFixed(1)} s` : `Not stored: ${said} was taken away meanwhile`);
    // fenced to this attempt: nothing happens to a job that somebody else has, and one that nobody has is tried again
    return isStored ? completed : { status: 'failed', output: { kind: 'internal', detail: 'What was measured could not be stored.', advice: '' } };
  }
  if (work.signal.aborted) {
    await handBack(queue, job, cell);
    work.note(`Handed back: ${said}`);
    return completed;
  }
  if (done.ok || job.signal.aborted) {
    work.note(`Given up: ${said} was taken away or cancelled`);
    return completed;
  }
  await noteFailure(queue.db, cell, done.failure);
  work.note(`Failed (${job.retryCount + 1} of ${job.retryLimit + 1} tries): ${said}: ${done.failure.detail}`);
  return { status: hopeless.has(done.failure.kind) ? 'deadletter' : 'failed', output: asOutput(done.failure) };
}

async function handle(queue: Queue, work: PlaceWork, job: JobWithMetadata<CellJob>): Promise<Ending> {
  if (!cellJobShape.safeParse(job.data).success) {
    const failure: Failure = { kind: 'unsupported', detail: `The worker at ${work.place} does not know this kind of job.`, advice: 'It was submitted by another version of Plimsoll: update the worker and submit the study again.' };
    return { status: 'deadletter', output: failure };
  }
  const cell = await beginCell(queue, job);
  if (cell === undefined) return completed;
  try {
    return await workOn(queue, work, job, cell);
  } catch (thrown) {
    // the queue's own trouble: pg-boss fails the job, or its heartbeat runs out
    work.note(`Not stored: ${cell.part} of ${cell.model}: ${messageOf(thrown)}`);
    throw thrown;
  }
}

/** Returns when stopped and what was worked on is stored or handed back. */
export async function workPlace(queue: Queue, work: PlaceWork): Promise<void> {
  const { boss, pace } = queue;
  const name = queueOf(work.place);
  const left = await takeBackLeft(queue, name, work.place);
  if (left > 0) work.note(`${left} cell${left === 1 ? '' : 's'} of an earlier worker of this place begin again.`);
  const stopped = new Promise<void>((resolve) => {
    if (work.signal.aborted) resolve();
    work.signal.addEventListener('abort', () => { resolve(); }, { once: true });
  });
  let id = '';
  const options = { batchSize: 1, pollingIntervalSeconds: 1, includeMetadata: true, perJobResults: true, heartbeatRefreshSeconds: pace.heartbeatSeconds / 3 } as const;
  id = await boss.work<CellJob, unknown, typeof options>(name, options, async (batch) => {
    const endings: JobResult[] = [];
    for (const job of batch) endings.push({ id: job.id, ...(await handle(queue, work, job)) });
    // look for the next at once: polling is for an empty queue
    if (!work.signal.aborted) boss.notifyWorker(id);
    return endings;
  });
  await stopped;
  await boss.offWork(name, { wait: true });
}
