/** `plimsoll history` and `plimsoll check`: a figure over runs, and a guard against its getting worse. */
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { fail, ok, type Result } from '../../../domain/failure.ts';
import type { RunSummary } from '../../../domain/runSummary.ts';
import { serverNames } from '../../../domain/server.ts';
import { checkRegression, type FigureCheck } from '../../../recommend/history/checkRegression.ts';
import type { Improvement } from '../../../recommend/history/improvement.ts';
import { type TrackedFigure, trackedFigureNames } from '../../../recommend/history/trackedFigures.ts';
import { type Trend, trendOf } from '../../../recommend/history/trendOf.ts';
import { textTable } from '../../../report/document/textTable.ts';
import { moment, number, signedPercent } from '../../../report/words/numbers.ts';
import { type CliCommand, type CliContext, type CommandOutcome, failureOutcome } from '../command.ts';
import { readRun } from '../../report/reportSource.ts';

/** Oldest first; folders without a readable run are left out. */
async function runsIn(folder: string): Promise<Result<readonly RunSummary[]>> {
  const names = await readdir(folder).catch(() => undefined);
  if (names === undefined) return fail('fileUnreadable', `${folder} does not exist.`, 'Give the folder in which plimsoll bench keeps its runs (--folder).');
  const runs = await Promise.all(names.toSorted().map((name) => readRun(path.join(folder, name))));
  return ok(runs.flatMap((run) => (run.ok ? [run.value.summary] : [])));
}

/** Both forms, because they are easily mixed: time saved and speed-up. */
const improvementText = ({ timeSavedPercent, speedUp }: Improvement): string => `${signedPercent(-timeSavedPercent)} time, ${speedUp.toFixed(2)}x speed`;

function trendText({ model, serverUrl, points, overall }: Trend): string {
  const rows = points.map((point) => [moment(point.startedAt), point.runId, number(point.value), point.improvement === undefined ? '' : improvementText(point.improvement), point.changed.join('; ')]);
  const last = overall === undefined ? [] : [`First to last: ${improvementText(overall)}.`];
  return [`${model} on ${serverUrl}`, textTable([['time', 'run', 'value', 'against the run before', 'what changed'], ...rows]), ...last].join('\n');
}

export async function runHistory(folder: string, figure: TrackedFigure): Promise<CommandOutcome> {
  const runs = await runsIn(path.resolve(folder));
  if (!runs.ok) return failureOutcome(runs.failure);
  const pairs = new Map(runs.value.flatMap((run) => run.models.map((model) => [`${run.plan.serverUrl} ${model.id}`, [run.plan.serverUrl, model.id] as const] as const)));
  const trends = [...pairs.values()].map(([url, model]) => trendOf(runs.value, url, model, figure)).filter((trend) => trend.points.length > 0);
  const headlines = runs.value.map(({ runId, startedAt, status, plan }) => ({ runId, startedAt, status, server: serverNames[plan.serverKind], url: plan.serverUrl, models: plan.models }));
  const text = trends.length === 0 ? `No run in ${folder} has measured ${figure}.` : [`${figure}, ${runs.value.length} runs`, ...trends.map(trendText)].join('\n\n');
  return { exitCode: 0, json: { schema: 'plimsoll.history/v1', figure, runs: headlines, trends }, text };
}

export const historyCommand: CliCommand = {
  id: 'history',
  register: (program: Command, context: CliContext) => {
    program
      .command('history')
      .description('the trend of a figure over the runs kept in a folder, with what changed between them')
      .option('--folder <path>', 'where the runs are', 'plimsoll-runs')
      .addOption(new Option('--figure <name>', 'the figure to follow').choices([...trackedFigureNames]).default('decodeTokensPerSecond'))
      .option('--json', 'print one JSON document')
      .action(async (options: { readonly folder: string; readonly figure: TrackedFigure; readonly json?: boolean }) => context.finish(options, () => runHistory(options.folder, options.figure)));
  },
};

const verdictWords = { ok: 'ok', worse: 'WORSE', withinNoise: 'beyond the limit, but within the noise', missing: 'MISSING now' } as const;

function checkText(checks: readonly FigureCheck[], maxPercent: number): string {
  const rows = checks.map(({ model, figure, baseline, now, regressionPercent, verdict }) => [model, figure, number(baseline), now === undefined ? '–' : number(now), regressionPercent === undefined ? '–' : signedPercent(regressionPercent), verdictWords[verdict]]);
  const bad = checks.filter(({ verdict }) => verdict === 'worse' || verdict === 'missing').length;
  return [textTable([['model', 'figure', 'baseline', 'now', 'worse by', ''], ...rows]), bad === 0 ? `Nothing is worse than the baseline by more than ${maxPercent} %.` : `${bad} figure${bad === 1 ? ' is' : 's are'} worse than the baseline by more than ${maxPercent} %, or missing.`].join('\n');
}

export async function runCheck(runFolder: string, baselineFolder: string, maxPercent: number): Promise<CommandOutcome> {
  const [baseline, now] = [await readRun(path.resolve(baselineFolder)), await readRun(path.resolve(runFolder))];
  if (!baseline.ok) return failureOutcome(baseline.failure);
  if (!now.ok) return failureOutcome(now.failure);
  const checks = checkRegression(baseline.value.summary, now.value.summary, maxPercent);
  if (checks.length === 0) return failureOutcome(fail('invalidInput', `The baseline ${baselineFolder} has no figure to check against.`, 'Choose a run that measured something.').failure);
  const passed = checks.every(({ verdict }) => verdict === 'ok' || verdict === 'withinNoise');
  return { exitCode: passed ? 0 : 1, json: { schema: 'plimsoll.check/v1', passed, maxRegressionPercent: maxPercent, checks }, text: checkText(checks, maxPercent) };
}

function percentOption(text: string): number {
  const value = Number(text.replace(/\s*%$/u, ''));
  if (Number.isFinite(value) && value >= 0 && text.trim() !== '') return value;
  throw new InvalidArgumentError('A share like 10% is needed.');
}

export const checkCommand: CliCommand = {
  id: 'check',
  register: (program: Command, context: CliContext) => {
    program
      .command('check')
      .description('exit 1 when a run is worse than a baseline by more than is allowed; for continuous integration')
      .argument('<run>', 'the run to check')
      .requiredOption('--baseline <run>', 'the run it must not fall behind')
      .option('--max-regression <percent>', 'allowed: more time for the same work', percentOption, 10)
      .option('--json', 'print one JSON document')
      .action(async (run: string, options: { readonly baseline: string; readonly maxRegression: number; readonly json?: boolean }) => context.finish(options, () => runCheck(run, options.baseline, options.maxRegression)));
  },
};
