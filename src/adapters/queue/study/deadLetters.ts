/** Jobs that were given up, as pg-boss's dead letter queue keeps them, with the reason in words. */
import type { JobWithMetadata } from 'pg-boss';
import { z } from 'zod';
import type { Failure } from '../../../domain/failure.ts';
import { deadLetters, type Queue } from '../connection/openQueue.ts';
import type { CellJob } from '../work/cellStore.ts';

export interface DeadLetter {
  /** Of the job in the dead letter queue. */
  readonly id: string;
  readonly cell: string;
  readonly failure: Failure;
}

// written by workPlace; anything else is pg-boss's own
const ours = z.looseObject({ kind: z.custom<Failure['kind']>((kind) => typeof kind === 'string'), detail: z.string(), advice: z.string() });
const pgBoss = z.union([z.looseObject({ message: z.string() }).transform(({ message }) => message), z.looseObject({ value: z.looseObject({ message: z.string() }) }).transform(({ value }) => value.message)]);

function failureOf(output: unknown, tries: number): Failure {
  const own = ours.safeParse(output);
  if (own.success) return own.data;
  const said = pgBoss.safeParse(output).data ?? 'no reason is known';
  if (said.includes('heartbeat')) return { kind: 'stalled', detail: `Its worker fell silent each of ${tries} times.`, advice: 'See the log of that worker; the cell may bring its machine down.' };
  if (said.includes('timed out')) return { kind: 'stalled', detail: 'It took longer than a day.', advice: 'Ask for less in one cell: fewer repeats, smaller contexts.' };
  return { kind: 'internal', detail: `Given up after ${tries} tries: ${said}.`, advice: 'See the log of that worker.' };
}

const letterOf = (job: JobWithMetadata<CellJob>): DeadLetter => ({ id: job.id, cell: job.data.cell, failure: failureOf(job.sourceOutput, (job.sourceRetryCount ?? 0) + 1) });

export async function readDeadLetters(queue: Queue, study: string, db = queue.db): Promise<readonly DeadLetter[]> {
  const jobs = await queue.boss.findJobs<CellJob>(deadLetters, { data: { study }, db });
  return jobs.filter((job) => job.state === 'created').map(letterOf);
}
