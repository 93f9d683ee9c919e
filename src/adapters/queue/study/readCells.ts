/** What a study has measured so far, run by run, as it lies in the tables. */
import { z } from 'zod';
import type { StoredCell } from '../../../domain/fleet.ts';
import type { RunEvent } from '../../../domain/runEvent.ts';
import type { RunPart } from '../../../domain/runPart.ts';
import type { StudyCell, StudyPlan } from '../../../domain/study.ts';
import { tables } from '../connection/migrations.ts';
import type { Queue } from '../connection/openQueue.ts';

export interface KeptRun extends StudyCell {
  readonly runId: string;
  readonly place: string;
  readonly cells: number;
}

export interface KeptStudy {
  readonly plan: StudyPlan;
  readonly planText: string;
  /** In the plan's order. */
  readonly runs: readonly KeptRun[];
}

// written by submitStudy: the columns name the shapes
const studyShape = z.object({ plan: z.custom<StudyPlan>(), plan_text: z.string() });
const runShape = z.object({ id: z.string(), url: z.string(), model: z.string(), size_bytes: z.coerce.number().nullable(), run_id: z.string(), place: z.string(), cells: z.coerce.number() }).transform(({ size_bytes: sizeBytes, run_id: runId, ...run }): KeptRun => ({ ...run, runId, ...(sizeBytes === null ? {} : { sizeBytes }) }));

export async function readStudy(queue: Queue, id: string): Promise<KeptStudy | undefined> {
  const study = await queue.db.executeSql(`SELECT plan, plan_text FROM ${tables}.study WHERE id = $1`, [id]);
  if (study.rows[0] === undefined) return undefined;
  const { plan, plan_text: planText } = studyShape.parse(study.rows[0]);
  const { rows } = await queue.db.executeSql(
    `SELECT r.id, r.url, r.model, r.size_bytes, r.run_id, r.place, count(c.key) AS cells
     FROM ${tables}.run r LEFT JOIN ${tables}.cell c ON c.study_id = r.study_id AND c.run = r.id WHERE r.study_id = $1 GROUP BY r.study_id, r.id ORDER BY r.position`,
    [id],
  );
  return { plan, planText, runs: rows.map((row) => runShape.parse(row)) };
}

const cellShape = z.object({ key: z.string(), run: z.string(), part: z.custom<RunPart>(), place: z.string(), seconds: z.number(), events: z.custom<readonly RunEvent[]>() });

/** Done cells of one run in the order of its parts, with the events of the one writer that counts. */
export async function readCells(queue: Queue, study: string, run: string): Promise<readonly StoredCell[]> {
  const { rows } = await queue.db.executeSql(
    `SELECT c.key, c.run, c.part, c.place, c.seconds, (SELECT coalesce(json_agg(e.event ORDER BY e.seq), '[]') FROM ${tables}.event e WHERE e.cell_key = c.key AND e.writer = c.writer) AS events
     FROM ${tables}.cell c WHERE c.study_id = $1 AND c.run = $2 AND c.state = 'done' ORDER BY c.position`,
    [study, run],
  );
  return rows.map((row) => cellShape.parse(row));
}
