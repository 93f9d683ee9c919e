/** How far a study is: counted by PostgreSQL, so that a hundred thousand cells are as quick to ask for as ten. */
import { z } from 'zod';
import { fail, ok, type Result } from '../../../domain/failure.ts';
import type { CellCounts, DeadCell, FleetStatus, RunningCell } from '../../../domain/fleet.ts';
import type { RunPart } from '../../../domain/runPart.ts';
import { tables } from '../connection/migrations.ts';
import type { Queue } from '../connection/openQueue.ts';
import { livePlaces } from '../work/places.ts';
import { type DeadLetter, readDeadLetters } from './deadLetters.ts';

export interface StudyHeadline {
  readonly id: string;
  readonly name: string;
  readonly submittedAt: string;
  readonly isCancelled: boolean;
}

const headlineShape = z.object({ id: z.string(), name: z.string(), submitted_at: z.date(), cancelled_at: z.date().nullable() }).transform(({ id, name, submitted_at, cancelled_at }): StudyHeadline => ({ id, name, submittedAt: submitted_at.toISOString(), isCancelled: cancelled_at !== null }));

/** Newest first. */
export async function readStudies(queue: Queue): Promise<readonly StudyHeadline[]> {
  const { rows } = await queue.db.executeSql(`SELECT id, name, submitted_at, cancelled_at FROM ${tables}.study ORDER BY submitted_at DESC, id`);
  return rows.map((row) => headlineShape.parse(row));
}

/** By the beginning of its id, or its name; the newest without either. */
export async function findStudy(queue: Queue, wanted: string | undefined): Promise<Result<StudyHeadline>> {
  const studies = await readStudies(queue);
  const [newest] = studies;
  if (newest === undefined) return fail('invalidInput', 'No study was submitted to this queue.', 'Submit one: plimsoll study submit plan.yaml');
  if (wanted === undefined) return ok(newest);
  const found = studies.filter((study) => study.id.startsWith(wanted) || study.name === wanted);
  const [first, second] = found;
  const known = studies.slice(0, 5).map((study) => `${study.id} (${study.name})`).join(', ');
  if (first === undefined) return fail('invalidInput', `The queue has no study "${wanted}".`, `It has ${known}.`);
  return second === undefined ? ok(first) : fail('invalidInput', `"${wanted}" may be ${found.map((study) => study.id).join(' or ')}.`, 'Give more of its id.');
}

const countShape = z.object({ place: z.string(), state: z.enum(['waiting', 'running', 'done', 'cancelled']), n: z.coerce.number() });
const none: CellCounts = { total: 0, done: 0, running: 0, waiting: 0, dead: 0, cancelled: 0 };

async function countCells(queue: Queue, study: string): Promise<Map<string, CellCounts>> {
  const { rows } = await queue.db.executeSql(`SELECT place, state, count(*) AS n FROM ${tables}.cell WHERE study_id = $1 GROUP BY place, state`, [study]);
  const places = new Map<string, CellCounts>();
  for (const { place, state, n } of rows.map((row) => countShape.parse(row))) {
    const counts = places.get(place) ?? none;
    places.set(place, { ...counts, total: counts.total + n, [state]: n });
  }
  return places;
}

const deadShape = z.object({ key: z.string(), run: z.string(), part: z.custom<RunPart>(), place: z.string(), state: z.string(), stranded: z.coerce.number() });

/** A dead first part takes the rest of its run with it. */
async function readDead(queue: Queue, letters: readonly DeadLetter[]): Promise<readonly (DeadCell & { readonly state: string })[]> {
  if (letters.length === 0) return [];
  const { rows } = await queue.db.executeSql(
    `SELECT c.key, c.run, c.part, c.place, c.state, CASE WHEN c.part = 'warm' THEN (
       SELECT count(*) FROM ${tables}.cell o WHERE o.study_id = c.study_id AND o.run = c.run AND o.key <> c.key AND o.state <> 'done') ELSE 0 END AS stranded
     FROM ${tables}.cell c WHERE c.key = ANY($1) AND c.state <> 'done' ORDER BY c.run, c.position`,
    [letters.map((letter) => letter.cell)],
  );
  const failures = new Map(letters.map((letter) => [letter.cell, letter.failure]));
  return rows.map((row) => deadShape.parse(row)).flatMap((cell) => {
    const failure = failures.get(cell.key);
    return failure === undefined ? [] : [{ ...cell, failure }];
  });
}

const runningShape = z.object({ key: z.string(), run: z.string(), part: z.custom<RunPart>(), place: z.string(), started_at: z.date(), attempt: z.number(), step: z.string().nullable() });

async function readRunning(queue: Queue, study: string, alive: ReadonlySet<string>, dead: ReadonlySet<string>): Promise<readonly RunningCell[]> {
  const { rows } = await queue.db.executeSql(`SELECT key, run, part, place, started_at, attempt, step FROM ${tables}.cell WHERE study_id = $1 AND state = 'running' ORDER BY place, started_at`, [study]);
  return rows.map((row) => runningShape.parse(row)).filter((cell) => !dead.has(cell.key)).map(({ run, part, place, started_at, attempt, step }) => ({ run, part, place, startedAt: started_at.toISOString(), attempt: attempt + 1, isPlaceAlive: alive.has(place), ...(step === null ? {} : { step }) }));
}

function withDead(counts: CellCounts, dead: readonly (DeadCell & { readonly state: string })[]): CellCounts {
  const stranded = dead.reduce((sum, cell) => sum + cell.stranded, 0);
  // a job whose worker fell silent for the last time still reads "running" in our table
  const silent = dead.filter((cell) => cell.state === 'running').length;
  return { ...counts, dead: dead.length + stranded, running: counts.running - silent, waiting: counts.waiting - stranded - (dead.length - silent) };
}

const add = (a: CellCounts, b: CellCounts): CellCounts => ({ total: a.total + b.total, done: a.done + b.done, running: a.running + b.running, waiting: a.waiting + b.waiting, dead: a.dead + b.dead, cancelled: a.cancelled + b.cancelled });

export async function readStatus(queue: Queue, { id, name, submittedAt, isCancelled }: StudyHeadline): Promise<FleetStatus> {
  const counted = await countCells(queue, id);
  const alive = await livePlaces(queue, [...counted.keys()]);
  // cancelling ends dead cells too
  const dead = isCancelled ? [] : await readDead(queue, await readDeadLetters(queue, id));
  const places = [...counted].map(([place, counts]) => ({ name: place, isAlive: alive.has(place), cells: withDead(counts, dead.filter((cell) => cell.place === place)) })).toSorted((a, b) => a.name.localeCompare(b.name));
  const cells = places.reduce((sum, place) => add(sum, place.cells), none);
  const isOver = cells.running + cells.waiting === 0;
  const running = await readRunning(queue, id, alive, new Set(dead.map((cell) => cell.key)));
  const state = isCancelled ? 'cancelled' : isOver ? 'ended' : 'running';
  return { id, name, submittedAt, state, cells, places, running, dead: dead.map(({ state: _, ...cell }) => cell) };
}
