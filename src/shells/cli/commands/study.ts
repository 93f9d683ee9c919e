/** `plimsoll bench --plan study.yaml`, and going on with a study: many cells, one log, one report. */
import path from 'node:path';
import { lockRun, makeRunFolder, writeRunFile } from '../../../adapters/storage/runFolder.ts';
import { appendStudyEvent } from '../../../adapters/storage/studyLog.ts';
import { fail, ok, type Result } from '../../../domain/failure.ts';
import type { ProbeReport } from '../../../domain/server.ts';
import type { StudyEvent, StudyPlan, StudySummary } from '../../../domain/study.ts';
import { renderTable } from '../../../report/renderTable.ts';
import { asRun } from '../../../report/study/asRun.ts';
import { performStudy, type StudyShell } from '../../study/performStudy.ts';
import { planCells } from '../../study/planCells.ts';
import { readStudyPlan } from '../../study/readStudyPlan.ts';
import { accessFor, accessWithoutKey } from '../access.ts';
import { type CliContext, type CommandOutcome, failureOutcome } from '../command.ts';
import { callEngine } from '../engine.ts';
import { showProgress } from '../progress.ts';

/** The key of the environment goes to a study's server only when there is no second one it could be meant for. */
function shellOf(plan: StudyPlan, context: CliContext): StudyShell {
  return {
    callEngine: (call, progress) => callEngine(call, context, progress),
    note: context.note,
    progress: showProgress(context),
    accessTo: (url) => (plan.servers.length === 1 ? accessFor(url, context.env) : accessWithoutKey(url, context.env)),
    signal: context.signal,
  };
}

async function probe(plan: StudyPlan, context: CliContext): Promise<Result<ProbeReport>> {
  const shell = shellOf(plan, context);
  const answer = await callEngine({ call: 'probe', urls: plan.servers.map(({ url }) => shell.accessTo(url)), discover: false }, context);
  if (answer.say === 'probed') return ok(answer.report);
  return answer.say === 'failed' ? { ok: false, failure: answer.failure } : fail('internal', 'The engine ended without a result.', '');
}

export function studyOutcome(study: StudySummary, folder: string): CommandOutcome {
  const failed = study.cells.filter((cell) => cell.state === 'failed');
  const merged = asRun(study);
  const text = [
    ...(merged === undefined ? [] : [renderTable({ ...merged, status: 'done' }, 'en'), '']),
    ...failed.map(({ cell, failure }) => `Failed: ${cell.model} on ${cell.url}: ${failure?.detail ?? ''} ${failure?.advice ?? ''}`.trim()),
    study.status === 'paused' ? `Stopped. Go on with: plimsoll resume ${folder}` : `Report: ${path.join(folder, 'report.md')} (also report.ko.md and report.html)`,
  ].join('\n');
  const exitCode = study.status === 'paused' ? 130 : failed.length === study.cells.length ? 1 : 0;
  return { exitCode, json: study, text };
}

async function perform(folder: string, plan: StudyPlan, first: StudyEvent, context: CliContext): Promise<CommandOutcome> {
  const lock = await lockRun(folder);
  if (!lock.ok) return failureOutcome(lock.failure);
  try {
    const logged = await appendStudyEvent(folder, first);
    if (!logged.ok) return failureOutcome(logged.failure);
    const study = await performStudy({ folder, plan, shell: shellOf(plan, context) });
    return study.ok ? studyOutcome(study.value, folder) : failureOutcome(study.failure);
  } finally {
    await lock.value();
  }
}

/** Makes the study's folder below `outputFolder`. */
export async function runStudy(planFile: string, outputFolder: string, context: CliContext): Promise<CommandOutcome> {
  const read = await readStudyPlan(planFile);
  if (!read.ok) return failureOutcome(read.failure);
  const { plan, text } = read.value;
  const probed = await probe(plan, context);
  if (!probed.ok) return failureOutcome(probed.failure);
  const cells = planCells(plan, probed.value);
  if (cells.length === 0) return failureOutcome(probed.value.failures[0]?.failure ?? fail('modelMissing', 'No server of the plan lists a model.', 'Load a model, or name models in the plan.').failure);
  const folder = await makeRunFolder(path.resolve(outputFolder), new Date());
  if (!folder.ok) return failureOutcome(folder.failure);
  const kept = await writeRunFile(folder.value.path, 'plan.yaml', text);
  if (!kept.ok) return failureOutcome(kept.failure);
  context.note(`Study "${plan.name}": ${cells.length} cell${cells.length === 1 ? '' : 's'} in ${folder.value.path}`);
  return perform(folder.value.path, plan, { type: 'studyStarted', schema: 'plimsoll.study/v1', at: new Date().toISOString(), plan, cells }, context);
}

/** Done cells stay; stopped ones go on, failed ones are tried again. `events` are the study's log so far. */
export async function resumeStudy(folder: string, events: readonly StudyEvent[], context: CliContext): Promise<CommandOutcome> {
  const started = events.find((event) => event.type === 'studyStarted');
  if (started === undefined) return failureOutcome(fail('fileUnreadable', `${folder} holds no study.`, 'Start a new one with plimsoll bench --plan.').failure);
  return perform(folder, started.plan, { type: 'studyResumed', at: new Date().toISOString() }, context);
}
