/** A cell's way through the tables: begun by one writer, its events streamed, stored once together with its job's completion. */
import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import type { Db, JobWithMetadata } from 'pg-boss';
import { z } from 'zod';
import type { Failure } from '../../../domain/failure.ts';
import type { RunEvent } from '../../../domain/runEvent.ts';
import type { RunPart } from '../../../domain/runPart.ts';
import type { RunPlan } from '../../../domain/runPlan.ts';
import { inTransaction } from '../connection/askQueue.ts';
import { tables } from '../connection/migrations.ts';
import type { Queue } from '../connection/openQueue.ts';
import { isOutage } from '../connection/queueFailure.ts';

/** What a job says: which cell. Everything else lies in the tables; no key is in either. */
export const cellJobShape = z.object({ schema: z.literal('plimsoll.cell/v1'), study: z.string(), cell: z.string() });
export type CellJob = z.infer<typeof cellJobShape>;

export interface BegunCell {
  readonly key: string;
  readonly writer: string;
  readonly url: string;
  readonly model: string;
  readonly runId: string;
  readonly part: RunPart;
  readonly plan: RunPlan;
  /** What the run's first part said of run and server. */
  readonly earlier: readonly RunEvent[];
}

const begunShape = z.object({ url: z.string(), model: z.string(), run_id: z.string(), part: z.custom<RunPart>(), plan: z.custom<RunPlan>(), earlier: z.custom<readonly RunEvent[]>() });

/** undefined: the cell is stored already, cancelled, or was submitted anew under another job. */
export async function beginCell(queue: Queue, job: JobWithMetadata<CellJob>): Promise<BegunCell | undefined> {
  const writer = randomUUID();
  const { rows } = await queue.db.executeSql(
    `WITH begun AS (
       UPDATE ${tables}.cell SET state = 'running', writer = $3, attempt = $4, started_at = now(), step = NULL
       WHERE key = $1 AND job_id = $2 AND state IN ('waiting', 'running') RETURNING study_id, run, part)
     SELECT r.url, r.model, r.run_id, b.part, r.plan, (
       SELECT coalesce(json_agg(e.event ORDER BY e.seq), '[]') FROM ${tables}.cell w JOIN ${tables}.event e ON e.cell_key = w.key AND e.writer = w.writer
       WHERE b.part <> 'warm' AND w.study_id = b.study_id AND w.run = b.run AND w.part = 'warm' AND w.state = 'done' AND e.type IN ('runStarted', 'probed')) AS earlier
     FROM begun b JOIN ${tables}.run r ON r.study_id = b.study_id AND r.id = b.run`,
    [job.data.cell, job.id, writer, job.retryCount],
  );
  if (rows[0] === undefined) return undefined;
  const { run_id: runId, ...begun } = begunShape.parse(rows[0]);
  return { key: job.data.cell, writer, runId, ...begun };
}

// pg-boss does not say so in its types
const affectedShape = z.object({ affected: z.number() });

// a batch whose answer was lost is written again
const insertEvents = `INSERT INTO ${tables}.event (cell_key, writer, seq, type, event)
  SELECT $1, $2, $3 + n - 1, kind, body::json FROM unnest($4::text[], $5::text[]) WITH ORDINALITY AS given (kind, body, n) ON CONFLICT DO NOTHING`;
const valuesOf = (cell: BegunCell, first: number, events: readonly RunEvent[]): unknown[] => [cell.key, cell.writer, first, events.map((event) => event.type), events.map((event) => JSON.stringify(event))];

/** For who watches; counts only once the cell is stored. */
export async function streamEvents(queue: Queue, cell: BegunCell, first: number, events: readonly RunEvent[], step: string | undefined): Promise<void> {
  await queue.db.executeSql(insertEvents, valuesOf(cell, first, events));
  if (step !== undefined) await queue.db.executeSql(`UPDATE ${tables}.cell SET step = $3 WHERE key = $1 AND writer = $2`, [cell.key, cell.writer, step]);
}

// synchronous_commit: what was told stored is stored; everything else in this file may be lost with a crash of PostgreSQL and is then done again
const storeEvents = `WITH durable AS (SELECT set_config('synchronous_commit', 'on', true)),
  kept AS (${insertEvents}),
  gone AS (DELETE FROM ${tables}.event WHERE cell_key = $1 AND writer <> $2)
  UPDATE ${tables}.cell SET state = 'done', seconds = $6, step = NULL, failure = NULL FROM durable WHERE key = $1 AND writer = $2 AND state = 'running' RETURNING key`;

async function storeOnce(queue: Queue, cell: BegunCell, job: JobWithMetadata<CellJob>, first: number, events: readonly RunEvent[], seconds: number): Promise<boolean> {
  return inTransaction(queue, async (db) => {
    const settled = await queue.boss.complete(job.name, { id: job.id, retryCount: job.retryCount }, null, { db });
    if (affectedShape.parse(settled).affected !== 1) return false;
    const { rows } = await db.executeSql(storeEvents, [...valuesOf(cell, first, events), seconds]);
    // a cancelled or resubmitted cell has no claim on the tables, whatever its job says
    if (rows.length !== 1) throw new LostClaim();
    return true;
  }).catch((thrown: unknown) => {
    if (thrown instanceof LostClaim) return false;
    throw thrown;
  });
}

class LostClaim extends Error {}

async function isStoredBy(queue: Queue, cell: BegunCell): Promise<boolean> {
  const { rows } = await queue.db.executeSql(`SELECT 1 FROM ${tables}.cell WHERE key = $1 AND writer = $2 AND state = 'done'`, [cell.key, cell.writer]);
  return rows.length === 1;
}

/** Longer than PostgreSQL takes to restart: a measured cell is worth waiting for. */
const outageMs = 120_000;

/** False: the job was taken away meanwhile, and what was measured is not stored. Waits while PostgreSQL is away. */
export async function storeCell(queue: Queue, cell: BegunCell, job: JobWithMetadata<CellJob>, rest: { readonly first: number; readonly events: readonly RunEvent[] }, seconds: number): Promise<boolean> {
  const until = performance.now() + outageMs;
  for (let isFirst = true; ; isFirst = false) {
    try {
      // the first try may have been stored although its answer was lost
      if (!isFirst && (await isStoredBy(queue, cell))) return true;
      return await storeOnce(queue, cell, job, rest.first, rest.events, seconds);
    } catch (thrown) {
      if (!isOutage(thrown) || performance.now() > until) throw thrown;
      await wait(500);
    }
  }
}

/** The attempt is over and its reason kept; the job says whether there is another. */
export async function noteFailure(db: Db, cell: BegunCell, failure: Failure): Promise<void> {
  await db.executeSql(`UPDATE ${tables}.cell SET state = 'waiting', failure = $3, step = NULL WHERE key = $1 AND writer = $2 AND state = 'running'`, [cell.key, cell.writer, JSON.stringify(failure)]);
}

const leftShape = z.object({ job_id: z.string(), attempt: z.number() });

/** Jobs that a dead worker of this place left active: they begin again at once instead of after their heartbeat's silence. Only who holds the place's lock may. */
export async function takeBackLeft(queue: Queue, queueName: string, place: string): Promise<number> {
  const { rows } = await queue.db.executeSql(`SELECT job_id, attempt FROM ${tables}.cell WHERE place = $1 AND state = 'running'`, [place]);
  const left = rows.map((row) => leftShape.parse(row)).map(({ job_id: id, attempt }) => ({ id, retryCount: attempt }));
  if (left.length === 0) return 0;
  const failed = await queue.boss.fail(queueName, left, { kind: 'internal', detail: 'Its worker ended in the middle of it.', advice: 'See the log of that worker, and of its machine: memory may have run out.' });
  return affectedShape.parse(failed).affected;
}
