/** One run from request to report folder: connects, plans, journals, conducts and writes what people read. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { connectServer } from '../../adapters/servers/connectServer.ts';
import { openJournal, readJournal } from '../../adapters/storage/fileJournal.ts';
import { journalPath, lockRun, makeRunFolder, type RunFolder } from '../../adapters/storage/runFolder.ts';
import { fail, ok, type Result } from '../../domain/failure.ts';
import type { RunEvent } from '../../domain/runEvent.ts';
import type { RunSummary } from '../../domain/runSummary.ts';
import type { ServerAccess } from '../../domain/server.ts';
import type { InferenceServer } from '../../ports/inferenceServer.ts';
import type { Journal } from '../../ports/journal.ts';
import type { BenchmarkRequest } from '../../protocol/engine.ts';
import { conduct } from '../../run/conduct.ts';
import { foldRun } from '../../run/summary/foldRun.ts';
import { liveSummary } from '../../run/summary/liveSummary.ts';
import { makePlan } from '../../run/makePlan.ts';
import type { RunPlan } from '../../domain/runPlan.ts';
import { openGrading } from '../openGrading.ts';
import { systemPorts } from '../systemPorts.ts';
import { keepScenarioFiles, scenariosOfRun, scenariosToChooseFrom } from './runScenarios.ts';
import type { Say } from './say.ts';
import { writeReports } from './writeReports.ts';

export interface SessionEnd {
  readonly runFolder: string;
  readonly summary: RunSummary;
}

/** Steps whose loss would cost time: on disk before the run goes on. */
const durable: ReadonlySet<RunEvent['type']> = new Set(['runStarted', 'sampleDone', 'sampleVoid', 'answerGraded', 'runPaused', 'runDone']);
/** A summary is a fold over all events: often enough for the eye, seldom enough for the clock. */
const summaryEveryMs = 500;

/** Journals what is to be kept, passes everything on, and tells the whole state after finished steps. */
function makeEmit(journal: Journal, earlier: readonly RunEvent[], runFolder: string, say: Say): (event: RunEvent) => Promise<Result<undefined>> {
  const events = [...earlier];
  let lastSummaryMs = 0;
  return async (event) => {
    if (event.type === 'token') {
      say({ say: 'event', event });
      return ok(undefined);
    }
    const kept = await journal.append(event, durable.has(event.type));
    if (!kept.ok) return kept;
    events.push(event);
    say({ say: 'event', event });
    const now = performance.now();
    if (event.type !== 'stepStarted' && now - lastSummaryMs < summaryEveryMs) return kept;
    const summary = foldRun(events);
    if (summary !== undefined) say({ say: 'summary', summary: liveSummary(summary), runFolder });
    lastSummaryMs = performance.now();
    return kept;
  };
}

interface Session {
  readonly server: InferenceServer;
  readonly folder: RunFolder;
  readonly plan: RunPlan;
  readonly earlier: readonly RunEvent[];
  readonly journal: Journal;
}

async function perform(session: Session, say: Say, signal: AbortSignal): Promise<Result<SessionEnd>> {
  const { server, folder, plan, earlier, journal } = session;
  const scenarios = await scenariosOfRun(folder.path);
  if (!scenarios.ok) return scenarios;
  const grading = openGrading();
  try {
    const emit = makeEmit(journal, earlier, folder.path, say);
    const ports = { ...systemPorts(), server, scenarios: scenarios.value, grading: grading.tools, emit };
    const conducted = await conduct({ runId: folder.runId, plan, earlier }, ports, signal);
    if (!conducted.ok) return conducted;
    await journal.close();
    const kept = await readJournal(journalPath(folder.path));
    if (!kept.ok) return kept;
    return await finish(folder.path, conducted.value, kept.value.events);
  } finally {
    await grading.dispose();
    await journal.close();
  }
}

async function finish(runFolder: string, summary: RunSummary, events: readonly RunEvent[]): Promise<Result<SessionEnd>> {
  const written = await writeReports(runFolder, summary, events);
  return written.ok ? ok({ runFolder, summary }) : written;
}

/** A run that was killed between its last step and its reports has everything but them. */
async function finishReports(runFolder: string, events: readonly RunEvent[]): Promise<Result<SessionEnd>> {
  const summary = foldRun(events);
  const isWritten = await readFile(path.join(runFolder, 'summary.json'), 'utf8').then((text) => text.includes('"status": "done"'), () => false);
  if (summary !== undefined && !isWritten) return finish(runFolder, summary, events);
  return fail('invalidInput', `The run in ${runFolder} is finished already.`, 'Look at its report.md, or start a new run.');
}

async function withLock<T>(folder: string, work: () => Promise<Result<T>>): Promise<Result<T>> {
  const lock = await lockRun(folder);
  if (!lock.ok) return lock;
  try {
    return await work();
  } finally {
    await lock.value();
  }
}

/** Nothing is written before the server has answered and the plan is known to be possible. */
export async function startRun(request: BenchmarkRequest, say: Say, signal: AbortSignal): Promise<Result<SessionEnd>> {
  const server = await connectServer(request.access, signal);
  if (!server.ok) return server;
  const report = await server.value.report(signal);
  if (!report.ok) return report;
  const ownFiles = request.scenarioFiles ?? [];
  const scenarios = await scenariosToChooseFrom(ownFiles);
  if (!scenarios.ok) return scenarios;
  const plan = makePlan(request, report.value, scenarios.value.map((scenario) => scenario.id));
  if (!plan.ok) return plan;
  const folder = await makeRunFolder(request.outputFolder, new Date());
  if (!folder.ok) return folder;
  return withLock(folder.value.path, async () => {
    const copied = await keepScenarioFiles(ownFiles, folder.value.path);
    if (!copied.ok) return copied;
    const journal = openJournal(journalPath(folder.value.path), undefined);
    if (!journal.ok) return journal;
    return perform({ server: server.value, folder: folder.value, plan: plan.value, earlier: [], journal: journal.value }, say, signal);
  });
}

/** Goes on where a run stopped; the plan is the journal's own. */
export async function resumeRun(runFolder: string, access: ServerAccess | undefined, say: Say, signal: AbortSignal): Promise<Result<SessionEnd>> {
  return withLock(runFolder, async () => {
    const read = await readJournal(journalPath(runFolder));
    if (!read.ok) return read;
    const started = read.value.events.find((event) => event.type === 'runStarted');
    if (started === undefined) return fail('fileUnreadable', `${runFolder} holds no started run.`, 'Start a new run with plimsoll bench.');
    if (read.value.events.at(-1)?.type === 'runDone') return finishReports(runFolder, read.value.events);
    const server = await connectServer(access ?? { url: started.plan.serverUrl }, signal);
    if (!server.ok) return server;
    const journal = openJournal(journalPath(runFolder), read.value);
    if (!journal.ok) return journal;
    const folder = { path: runFolder, runId: started.runId };
    return perform({ server: server.value, folder, plan: started.plan, earlier: read.value.events, journal: journal.value }, say, signal);
  });
}
