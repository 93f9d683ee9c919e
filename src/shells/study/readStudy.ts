/** A study as its folder tells it: the batch log and the journals of its runs. No server is asked. */
import { readStudyLog } from '../../adapters/storage/studyLog.ts';
import { fail, ok, type Result } from '../../domain/failure.ts';
import type { StudyEvent, StudySummary } from '../../domain/study.ts';
import { cellStates } from '../../recommend/study/foldStudy.ts';
import { type CellRun, summariseStudy } from '../../recommend/study/summariseStudy.ts';
import { readCellRuns } from './studyRuns.ts';

export interface ReadStudy {
  readonly events: readonly StudyEvent[];
  readonly runs: readonly CellRun[];
  readonly study: StudySummary;
}

/** undefined when the folder holds no study log: it may be the folder of a run. */
export async function readStudy(folder: string): Promise<Result<ReadStudy | undefined>> {
  const log = await readStudyLog(folder);
  if (!log.ok) return log;
  if (log.value === undefined) return ok(undefined);
  const runs = await readCellRuns(folder, cellStates(log.value));
  const study = summariseStudy(log.value, runs);
  return study === undefined ? fail('fileUnreadable', `${folder} holds no started study.`, 'Give the folder that plimsoll bench --plan made.') : ok({ events: log.value, runs, study });
}
