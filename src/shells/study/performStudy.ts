/** Runs a study cell by cell: logged, resumable, and one failing cell never stops the others. */
import path from 'node:path';
import { connectServer } from '../../adapters/servers/connectServer.ts';
import { appendStudyEvent, readStudyLog } from '../../adapters/storage/studyLog.ts';
import { fail, ok, type Result } from '../../domain/failure.ts';
import type { ServerAccess } from '../../domain/server.ts';
import type { StudyCell, StudyCellState, StudyEvent, StudyPlan, StudySummary } from '../../domain/study.ts';
import type { BenchmarkRequest } from '../../protocol/engine.ts';
import { cellStates, secondsLeft } from '../../recommend/study/foldStudy.ts';
import { summariseStudy } from '../../recommend/study/summariseStudy.ts';
import type { EngineAnswer, EngineCall, EngineProgress } from '../engineClient/engineProcess.ts';
import { readStudy } from './readStudy.ts';
import { runChoice } from './runChoice.ts';
import { fitCandidates } from './studyRuns.ts';
import { writeStudy } from './writeStudy.ts';

/** What a study needs from its shell. */
export interface StudyShell {
  readonly callEngine: (call: EngineCall, progress: (message: EngineProgress) => void) => Promise<EngineAnswer>;
  readonly note: (line: string) => void;
  readonly progress: (message: EngineProgress) => void;
  readonly accessTo: (url: string) => ServerAccess;
  readonly signal: AbortSignal;
}

interface OpenStudy {
  readonly folder: string;
  readonly plan: StudyPlan;
  readonly shell: StudyShell;
}

const now = (): string => new Date().toISOString();

function requestOf({ plan, folder, shell }: OpenStudy, cell: StudyCell): BenchmarkRequest {
  return { ...runChoice(plan), access: shell.accessTo(cell.url), models: [cell.model], outputFolder: path.join(folder, 'runs') };
}

/** So that the next cell's memory figures are clean; a server that cannot unload is said in the log. */
async function unload(study: OpenStudy, cell: StudyCell): Promise<Result<undefined>> {
  const server = await connectServer(study.shell.accessTo(cell.url), study.shell.signal);
  if (!server.ok) return ok(undefined);
  const unloaded = await server.value.unload(cell.model, study.shell.signal);
  const text = unloaded.ok ? `${cell.id}: ${unloaded.value.how}` : `${cell.id}: not unloaded (${unloaded.failure.detail})`;
  return appendStudyEvent(study.folder, { type: 'note', at: now(), text });
}

async function performCell(study: OpenStudy, state: StudyCellState): Promise<Result<'ended' | 'cancelled'>> {
  const { folder, shell } = study;
  const { cell } = state;
  const log = (event: StudyEvent): Promise<Result<undefined>> => appendStudyEvent(folder, event);
  const started = await log({ type: 'cellStarted', cell: cell.id, at: now() });
  if (!started.ok) return started;
  const begun = performance.now();
  let known = state.runFolder;
  const relative = (runFolder: string): string => path.relative(folder, runFolder).replaceAll('\\', '/');
  let logged: Promise<Result<undefined>> = Promise.resolve(ok(undefined));
  const answer = await shell.callEngine(
    state.runFolder === undefined ? { call: 'bench', request: requestOf(study, cell) } : { call: 'resume', runFolder: path.join(folder, state.runFolder), access: shell.accessTo(cell.url) },
    (message) => {
      shell.progress(message);
      if (message.say !== 'summary' || known !== undefined) return;
      known = relative(message.runFolder);
      logged = log({ type: 'cellRunning', cell: cell.id, runFolder: known });
    },
  );
  const written = await logged;
  if (!written.ok) return written;
  const ended = await log(endOf(cell, answer, (performance.now() - begun) / 1000, relative));
  if (!ended.ok) return ended;
  if (shell.signal.aborted) return ok('cancelled');
  const unloaded = await unload(study, cell);
  return unloaded.ok ? ok('ended') : unloaded;
}

function endOf(cell: StudyCell, answer: EngineAnswer, seconds: number, relative: (folder: string) => string): StudyEvent {
  const at = now();
  if (answer.say === 'failed') return { type: 'cellFailed', cell: cell.id, at, failure: answer.failure, ...(answer.runFolder === undefined ? {} : { runFolder: relative(answer.runFolder) }) };
  if (answer.say !== 'done' || answer.summary === undefined || answer.runFolder === undefined) {
    const { failure } = fail('internal', 'The engine ended without a result.', '');
    return { type: 'cellFailed', cell: cell.id, at, failure };
  }
  const runFolder = relative(answer.runFolder);
  const { pausedBecause } = answer.summary;
  if (pausedBecause === undefined) return { type: 'cellEnded', cell: cell.id, at, state: 'done', runFolder, seconds };
  // cancelled by the user: to be gone on with; anything else is this cell's own failure
  if (pausedBecause.kind === 'cancelled') return { type: 'cellEnded', cell: cell.id, at, state: 'paused', runFolder, seconds };
  return { type: 'cellFailed', cell: cell.id, at, failure: pausedBecause, runFolder };
}

const minutes = (seconds: number): string => (seconds < 90 ? `${Math.ceil(seconds)} s` : `${Math.ceil(seconds / 60)} min`);

/** The study so far, written to its folder. */
export async function finishStudy(folder: string, signal: AbortSignal): Promise<Result<StudySummary>> {
  const read = await readStudy(folder);
  if (!read.ok) return read;
  if (read.value === undefined) return fail('fileUnreadable', `${folder} holds no study.`, 'Give the folder that plimsoll bench --plan made.');
  const fits = await fitCandidates(read.value.study, read.value.runs, signal);
  const logged = await appendStudyEvent(folder, { type: 'fitsAsked', at: now(), fits });
  if (!logged.ok) return logged;
  const study = summariseStudy([...read.value.events, { type: 'fitsAsked', at: now(), fits }], read.value.runs) ?? read.value.study;
  const written = await writeStudy(folder, study);
  return written.ok ? ok(study) : written;
}

/** Failed cells are tried again by a resume: what stopped them may be mended. */
export async function performStudy(study: OpenStudy): Promise<Result<StudySummary>> {
  const { folder, shell } = study;
  let cancelled = false;
  const first = await readStudyLog(folder);
  if (!first.ok) return first;
  const open = cellStates(first.value ?? []).filter((state) => state.state !== 'done');
  for (const [index, state] of open.entries()) {
    if (shell.signal.aborted) break;
    const log = await readStudyLog(folder);
    const left = log.ok ? secondsLeft(cellStates(log.value ?? [])) : undefined;
    shell.note(`Cell ${index + 1} of ${open.length}: ${state.cell.model} on ${state.cell.url}${left === undefined ? '' : `; about ${minutes(left)} left`}`);
    const ended = await performCell(study, state);
    if (!ended.ok) return ended;
    if (ended.value === 'cancelled') cancelled = true;
  }
  const end = await appendStudyEvent(folder, { type: 'studyEnded', at: now(), state: cancelled || shell.signal.aborted ? 'paused' : 'done' });
  // the report of a cancelled study is still wanted: asking servers for its fit gets a signal of its own
  return end.ok ? finishStudy(folder, AbortSignal.timeout(10_000)) : end;
}
