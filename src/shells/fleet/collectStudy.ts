/** `study collect`: what the fleet measured as the folder a local study would have left, with the same reports. */
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { findStudy, readStatus } from '../../adapters/queue/study/readStatus.ts';
import { type KeptRun, type KeptStudy, readCells, readStudy } from '../../adapters/queue/study/readCells.ts';
import type { Queue } from '../../adapters/queue/connection/openQueue.ts';
import { openJournal } from '../../adapters/storage/fileJournal.ts';
import { fileFailure } from '../../adapters/storage/fileFailure.ts';
import { journalPath, makeRunFolder, writeRunFile } from '../../adapters/storage/runFolder.ts';
import { appendStudyEvent } from '../../adapters/storage/studyLog.ts';
import { fail, type Failure, ok, type Result } from '../../domain/failure.ts';
import type { DeadCell, FleetStatus } from '../../domain/fleet.ts';
import type { RunEvent } from '../../domain/runEvent.ts';
import type { StudyEvent, StudySummary } from '../../domain/study.ts';
import { foldRun } from '../../run/summary/foldRun.ts';
import { joinParts } from '../../run/parts/joinParts.ts';
import { writeReports } from '../engine/writeReports.ts';
import { finishStudy } from '../study/performStudy.ts';
import { withQueue } from './withQueue.ts';

interface Collecting {
  readonly queue: Queue;
  readonly status: FleetStatus;
  readonly folder: string;
}

async function writeRun(folder: string, events: readonly RunEvent[]): Promise<Result<undefined>> {
  try {
    await mkdir(folder, { recursive: true });
  } catch (thrown) {
    return fileFailure(thrown, folder, 'write');
  }
  const journal = openJournal(journalPath(folder), undefined);
  if (!journal.ok) return journal;
  for (const event of events) {
    const kept = await journal.value.append(event, false);
    if (!kept.ok) return kept;
  }
  await journal.value.close();
  const summary = foldRun(events);
  return summary === undefined ? ok(undefined) : writeReports(folder, summary, events);
}

/** One sentence for all of a run's dead cells; the first gives the advice. */
function failureOf(dead: readonly DeadCell[]): Failure | undefined {
  const [first] = dead;
  if (first === undefined) return undefined;
  return { ...first.failure, detail: dead.map((cell) => `${cell.part}: ${cell.failure.detail}`).join(' ') };
}

/** The last words of the log about this run. */
async function collectRun({ queue, status, folder }: Collecting, run: KeptRun): Promise<Result<readonly StudyEvent[]>> {
  const cells = await readCells(queue, status.id, run.id);
  const at = new Date().toISOString();
  const failure = failureOf(status.dead.filter((cell) => cell.run === run.id));
  if (cells.length === 0) return ok(failure === undefined ? [] : [{ type: 'cellFailed', cell: run.id, at, failure }]);
  const isWhole = cells.length === run.cells;
  const runFolder = `runs/${run.runId}`;
  const written = await writeRun(path.join(folder, 'runs', run.runId), joinParts(cells.map((cell) => cell.events), isWhole));
  if (!written.ok) return written;
  const seconds = cells.reduce((sum, cell) => sum + cell.seconds, 0);
  const where: StudyEvent = { type: 'note', at, text: `${run.id}: measured at ${run.place}, ${cells.length} of ${run.cells} cells` };
  if (failure !== undefined) return ok([where, { type: 'cellFailed', cell: run.id, at, failure, runFolder }]);
  return ok([where, { type: 'cellEnded', cell: run.id, at, state: isWhole ? 'done' : 'paused', runFolder, seconds }]);
}

async function writeLog({ status, folder }: Collecting, kept: KeptStudy, said: readonly StudyEvent[]): Promise<Result<undefined>> {
  const cells = kept.runs.map(({ id, url, model, sizeBytes }) => ({ id, url, model, ...(sizeBytes === undefined ? {} : { sizeBytes }) }));
  const started: StudyEvent = { type: 'studyStarted', schema: 'plimsoll.study/v1', at: status.submittedAt, plan: kept.plan, cells };
  const ended: StudyEvent = { type: 'studyEnded', at: new Date().toISOString(), state: status.state === 'ended' ? 'done' : 'paused' };
  for (const event of [started, ...said, ended]) {
    const logged = await appendStudyEvent(folder, event);
    if (!logged.ok) return logged;
  }
  return writeRunFile(folder, 'plan.yaml', kept.planText);
}

async function collect(collecting: Collecting, signal: AbortSignal): Promise<Result<StudySummary>> {
  const kept = await readStudy(collecting.queue, collecting.status.id);
  if (kept === undefined) return fail('invalidInput', 'The study is not in the queue any more.', '');
  const said: StudyEvent[] = [];
  for (const run of kept.runs) {
    const collected = await collectRun(collecting, run);
    if (!collected.ok) return collected;
    said.push(...collected.value);
  }
  const logged = await writeLog(collecting, kept, said);
  return logged.ok ? finishStudy(collecting.folder, signal) : logged;
}

export interface Collected {
  readonly folder: string;
  readonly study: StudySummary;
  readonly status: FleetStatus;
}

/** In a new folder below `outputFolder`; of a study that has not ended, what is there so far. */
export function collectStudy(url: string, wanted: string | undefined, outputFolder: string, note: (line: string) => void, signal: AbortSignal): Promise<Result<Collected>> {
  return withQueue(url, note, async (queue): Promise<Result<Collected>> => {
    const found = await findStudy(queue, wanted);
    if (!found.ok) return found;
    const status = await readStatus(queue, found.value);
    if (status.cells.done === 0 && status.dead.length === 0) return fail('invalidInput', `Nothing of "${status.name}" is measured yet.`, 'See how far it is: plimsoll study status');
    const folder = await makeRunFolder(path.resolve(outputFolder), new Date());
    if (!folder.ok) return folder;
    const study = await collect({ queue, status, folder: folder.value.path }, signal);
    return study.ok ? ok({ folder: folder.value.path, study: study.value, status }) : study;
  });
}
