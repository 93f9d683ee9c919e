/** Puts a study's cells into the queue in one transaction: all of it or nothing, and twice is once. */
import { randomUUID } from 'node:crypto';
import type { Db, FlowJob } from 'pg-boss';
import { z } from 'zod';
import type { FleetRun, FleetStudy } from '../../../domain/fleet.ts';
import type { RunPart } from '../../../domain/runPart.ts';
import { beginDurably, inTransaction } from '../connection/askQueue.ts';
import { tables } from '../connection/migrations.ts';
import { deadLetters, type Queue } from '../connection/openQueue.ts';
import type { CellJob } from '../work/cellStore.ts';
import { queueOf } from '../work/places.ts';
import { readDeadLetters } from './deadLetters.ts';

export interface SubmitOptions {
  /** Higher first, among all studies. */
  readonly priority: number;
  /** Tries after the first. */
  readonly retries: number;
}

export interface Submitted {
  readonly added: number;
  /** Given up or cancelled before, and tried again. */
  readonly again: number;
  readonly total: number;
}

interface KeptCell {
  readonly key: string;
  readonly run: string;
  readonly part: RunPart;
  readonly place: string;
  readonly jobId: string;
  readonly state: string;
}

const keptShape = z.object({ key: z.string(), run: z.string(), part: z.custom<RunPart>(), place: z.string(), job_id: z.string(), state: z.string() }).transform(({ job_id: jobId, ...cell }): KeptCell => ({ jobId, ...cell }));

async function insertStudy(db: Db, { id, plan, planText, runs }: FleetStudy): Promise<void> {
  await db.executeSql(
    `INSERT INTO ${tables}.study (id, name, plan, plan_text) VALUES ($1, $2, $3, $4) ON CONFLICT (id) DO UPDATE SET cancelled_at = NULL`,
    [id, plan.name, JSON.stringify(plan), planText],
  );
  for (let at = 0; at < runs.length; at += chunk) {
    const rows = runs.slice(at, at + chunk).map((run, index) => ({ id: run.id, position: at + index, run_id: run.runId, place: run.place, url: run.url, model: run.model, size_bytes: run.sizeBytes, plan: run.plan }));
    await db.executeSql(
      `INSERT INTO ${tables}.run (study_id, id, position, run_id, place, url, model, size_bytes, plan)
       SELECT $1, x.* FROM json_to_recordset($2) AS x (id text, position integer, run_id text, place text, url text, model text, size_bytes bigint, plan json) ON CONFLICT DO NOTHING`,
      [id, JSON.stringify(rows)],
    );
  }
}

const chunk = 500;
/** Room for this many runs between two priorities: runs go in the plan's order, one model after the other. */
const runsBetweenPriorities = 1_000_000;

interface NewCell {
  readonly cell: FleetRun['cells'][number];
  readonly position: number;
  readonly jobId: string;
}

const jobOf = (study: FleetStudy, run: FleetRun, order: number, { cell, position, jobId }: NewCell, needs: string | undefined, options: SubmitOptions): FlowJob => {
  const data: CellJob = { schema: 'plimsoll.cell/v1', study: study.id, cell: cell.key };
  // the first part waits for nothing; the others for the model that it loads
  const priority = options.priority * runsBetweenPriorities - order * 100 - Math.min(position, 99);
  return { ref: cell.key, name: queueOf(run.place), data, options: { id: jobId, priority, retryLimit: options.retries, retryDelay: 1, retryBackoff: true, retryDelayMax: 300 }, ...(needs === undefined ? {} : { dependsOn: [needs] }) };
};

/** pg-boss wants flows to have dependencies: cells whose model is loaded already have none. */
async function send(queue: Queue, db: Db, jobs: readonly FlowJob[]): Promise<void> {
  const needed = new Set(jobs.flatMap((job) => job.dependsOn ?? []));
  const isFree = (job: FlowJob): boolean => job.dependsOn === undefined && !needed.has(job.ref);
  const bound = jobs.filter((job) => !isFree(job));
  if (bound.length > 0) await queue.boss.flow(bound, { db });
  for (const name of new Set(jobs.filter(isFree).map((job) => job.name))) {
    const free = jobs.filter((job) => isFree(job) && job.name === name).map(({ data, options }) => ({ ...options, ...(data === undefined ? {} : { data }) }));
    await queue.boss.insert(name, free, { db, returnId: false });
  }
}

async function insertCells(queue: Queue, db: Db, study: FleetStudy, wanted: (key: string) => boolean, options: SubmitOptions): Promise<void> {
  let flow: FlowJob[] = [];
  let rows: object[] = [];
  const flush = async (): Promise<void> => {
    if (rows.length === 0) return;
    await db.executeSql(
      `INSERT INTO ${tables}.cell (key, study_id, run, part, position, place, job_id)
       SELECT x.key, $1, x.run, x.part, x.position, x.place, x.job_id FROM json_to_recordset($2) AS x (key text, run text, part text, position integer, place text, job_id uuid)
       ON CONFLICT (key) DO UPDATE SET job_id = excluded.job_id, state = 'waiting', attempt = NULL, writer = NULL, started_at = NULL, step = NULL, failure = NULL`,
      [study.id, JSON.stringify(rows)],
    );
    await send(queue, db, flow);
    [flow, rows] = [[], []];
  };
  for (const [order, run] of study.runs.entries()) {
    const [first] = run.cells;
    const needs = first !== undefined && wanted(first.key) ? first.key : undefined;
    for (const [position, cell] of run.cells.entries()) {
      if (!wanted(cell.key)) continue;
      const jobId = randomUUID();
      rows.push({ key: cell.key, run: run.id, part: cell.part, position, place: run.place, job_id: jobId });
      flow.push(jobOf(study, run, order, { cell, position, jobId }, cell.key === needs ? undefined : needs, options));
    }
    if (flow.length >= chunk) await flush();
  }
  await flush();
}

/** Cells that will not be worked on any more unless they are submitted again: cancelled, given up, or waiting for one that was. */
async function clearEnded(queue: Queue, db: Db, study: string, kept: readonly KeptCell[]): Promise<ReadonlySet<string>> {
  const letters = await readDeadLetters(queue, study, db);
  const dead = new Set(letters.map((letter) => letter.cell));
  const deadRuns = new Set(kept.filter((cell) => cell.part === 'warm' && dead.has(cell.key)).map((cell) => cell.run));
  const ended = kept.filter((cell) => cell.state === 'cancelled' || (cell.state !== 'done' && (dead.has(cell.key) || deadRuns.has(cell.run))));
  if (letters.length > 0) await queue.boss.deleteJob(deadLetters, letters.map((letter) => letter.id), { db });
  for (const place of new Set(ended.map((cell) => cell.place))) await queue.boss.deleteJob(queueOf(place), ended.filter((cell) => cell.place === place).map((cell) => cell.jobId), { db });
  return new Set(ended.map((cell) => cell.key));
}

/** Cells that are done stay done, cells on their way stay on their way; those that were given up or cancelled are tried again. */
export function submitStudy(queue: Queue, study: FleetStudy, options: SubmitOptions): Promise<Submitted> {
  return inTransaction(queue, async (db) => {
    await beginDurably(db, study.id);
    await insertStudy(db, study);
    const { rows } = await db.executeSql(`SELECT key, run, part, place, job_id, state FROM ${tables}.cell WHERE study_id = $1`, [study.id]);
    const kept = rows.map((row) => keptShape.parse(row));
    const known = new Set(kept.map((cell) => cell.key));
    const again = await clearEnded(queue, db, study.id, kept);
    const placed = new Map(kept.map((cell) => [cell.run, cell.place]));
    // a run stays where its first cells were sent
    const runs = study.runs.map((run) => ({ ...run, place: placed.get(run.id) ?? run.place }));
    await insertCells(queue, db, { ...study, runs }, (key) => !known.has(key) || again.has(key), options);
    const keys = study.runs.flatMap((run) => run.cells.map((cell) => cell.key));
    return { added: keys.filter((key) => !known.has(key)).length, again: again.size, total: new Set([...keys, ...known]).size };
  });
}
