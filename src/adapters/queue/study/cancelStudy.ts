/** Takes a study's open cells out of the queue; what is done stays and can be collected. */
import { z } from 'zod';
import { beginDurably, inTransaction } from '../connection/askQueue.ts';
import { tables } from '../connection/migrations.ts';
import { deadLetters, type Queue } from '../connection/openQueue.ts';
import { queueOf } from '../work/places.ts';
import { readDeadLetters } from './deadLetters.ts';

const openShape = z.object({ place: z.string(), jobs: z.array(z.string()) });

/** How many cells were cancelled. A cell being worked on is noticed by its worker at its next heartbeat. */
export function cancelStudy(queue: Queue, study: string): Promise<number> {
  return inTransaction(queue, async (db) => {
    await beginDurably(db, study);
    await db.executeSql(`UPDATE ${tables}.study SET cancelled_at = now() WHERE id = $1`, [study]);
    const { rows } = await db.executeSql(
      `WITH open AS (UPDATE ${tables}.cell SET state = 'cancelled', step = NULL WHERE study_id = $1 AND state IN ('waiting', 'running') RETURNING place, job_id)
       SELECT place, array_agg(job_id::text) AS jobs FROM open GROUP BY place`,
      [study],
    );
    const open = rows.map((row) => openShape.parse(row));
    for (const { place, jobs } of open) await queue.boss.cancel(queueOf(place), jobs, { db });
    const letters = await readDeadLetters(queue, study, db);
    if (letters.length > 0) await queue.boss.deleteJob(deadLetters, letters.map((letter) => letter.id), { db });
    return open.reduce((sum, { jobs }) => sum + jobs.length, 0);
  });
}
