/** `plimsoll bench` and `plimsoll resume`: measure, evaluate, recommend, and leave a report folder. */
import path from 'node:path';
import { type Command, Option } from 'commander';
import { readStudyLog } from '../../../adapters/storage/studyLog.ts';
import { knownAgentIds } from '../../../budget/agentProfiles.ts';
import type { AgentProfileId } from '../../../domain/agent.ts';
import type { RunSummary } from '../../../domain/runSummary.ts';
import type { ServerAccess } from '../../../domain/server.ts';
import type { BenchmarkRequest } from '../../../protocol/engine.ts';
import { renderTable } from '../../../report/renderTable.ts';
import type { EngineAnswer } from '../../engineClient/engineProcess.ts';
import { accessFor, type AccessOptions, chooseServer, selfSignedOption } from '../access.ts';
import { type CliCommand, type CliContext, type CommandOutcome, exitCodeOf, failureOutcome } from '../command.ts';
import { callEngine } from '../engine.ts';
import { showProgress } from '../progress.ts';
import { duration, percent } from '../quantities.ts';
import { wholeNumber } from '../wholeNumber.ts';
import { resumeStudy, runStudy } from './study.ts';

export interface BenchOptions extends AccessOptions {
  readonly url?: string;
  readonly model?: readonly string[];
  readonly suite: 'quick' | 'full';
  readonly repeats?: number;
  readonly contexts?: readonly number[];
  readonly scenarios?: readonly string[];
  readonly agent?: Exclude<AgentProfileId, 'custom'>;
  readonly readiness?: number;
  readonly maxTokens?: number;
  readonly maxScenarioTokens?: number;
  readonly temperature?: number;
  readonly language?: string;
  readonly untilCv?: number;
  readonly timeBudget?: number;
  readonly out: string;
  /** A study over several servers and models; the other options do not apply. */
  readonly plan?: string;
  readonly json?: boolean;
}

/** Sizes the user asked for by name and that cannot fit make the exit code 3, although the rest of the run is done. */
function refusedContexts(summary: RunSummary, asked: readonly number[]): readonly number[] {
  return asked.filter((size) => summary.models.some((model) => model.sweep.some((point) => point.contextTokens === size && point.status === 'cannotFit')));
}

export function runOutcome(answer: EngineAnswer, asked: readonly number[], resumeHint: string): CommandOutcome {
  if (answer.say === 'failed') return failureOutcome(answer.failure);
  if (answer.say !== 'done' || answer.summary === undefined) return failureOutcome({ kind: 'internal', detail: 'The engine ended without a result.', advice: '' });
  const { summary, runFolder = '' } = answer;
  const table = renderTable(summary, 'en');
  const paused = summary.pausedBecause;
  if (paused !== undefined) {
    const text = `${table}\n\n${paused.detail} ${paused.advice}\nGo on with: ${resumeHint} ${runFolder}`;
    return { exitCode: exitCodeOf(paused), json: summary, text };
  }
  const refused = refusedContexts(summary, asked);
  const refusal = refused.length === 0 ? '' : `\n\nCannot fit: ${refused.join(', ')} tokens of context (the window is ${summary.models[0]?.contextWindow ?? 'unknown'}); they were not sent.`;
  return { exitCode: refused.length === 0 ? 0 : 3, json: summary, text: `${table}${refusal}\n\nReport: ${path.join(runFolder, 'report.md')} (and report.html)` };
}

function requestOf(options: BenchOptions, access: ServerAccess): BenchmarkRequest {
  const { suite, repeats, contexts, scenarios, agent, maxScenarioTokens, temperature, language } = options;
  const given = { repeats, contexts, scenarios, agent, maxScenarioTokens, temperature, language, maxOutputTokens: options.maxTokens, readinessRepeats: options.readiness, untilVariationPercent: options.untilCv, timeBudgetMs: options.timeBudget };
  const known = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
  return { access, models: options.model ?? [], suite, outputFolder: path.resolve(options.out), ...known };
}

export async function runBench(options: BenchOptions, context: CliContext): Promise<CommandOutcome> {
  if (options.plan !== undefined) return runStudy(options.plan, options.out, context);
  const access = await chooseServer(options.url, context, options);
  if (!access.ok) return failureOutcome(access.failure);
  const answer = await callEngine({ call: 'bench', request: requestOf(options, access.value) }, context, showProgress(context));
  return runOutcome(answer, options.contexts ?? [], 'plimsoll resume');
}

async function runResume(runFolder: string, options: ResumeOptions, context: CliContext): Promise<CommandOutcome> {
  const folder = path.resolve(runFolder);
  const study = await readStudyLog(folder);
  if (!study.ok) return failureOutcome(study.failure);
  if (study.value !== undefined) return resumeStudy(folder, study.value, context);
  const access = options.url === undefined ? {} : { access: accessFor(options.url, context.env, options) };
  const answer = await callEngine({ call: 'resume', runFolder: folder, ...access }, context, showProgress(context));
  return runOutcome(answer, [], 'plimsoll resume');
}

interface ResumeOptions extends AccessOptions {
  readonly url?: string;
  readonly json?: boolean;
}

const list = (text: string): readonly string[] => text.split(',').map((part) => part.trim()).filter((part) => part !== '');
const sizes = (text: string): readonly number[] => list(text).map((part) => Number(part.replaceAll('_', '')));

export const benchCommand: CliCommand = {
  id: 'bench',
  register: (program: Command, context: CliContext) => {
    program
      .command('bench')
      .description('measure speed, context and answers of models on a server; leaves a report folder')
      .option('--url <address>', 'the server; without it the one on this machine is used (key: PLIMSOLL_API_KEY)')
      .option(...selfSignedOption)
      .option('--model <id>', 'a model; may be given several times', (id: string, ids: readonly string[] | undefined) => [...(ids ?? []), id])
      .addOption(new Option('--suite <name>', 'quick: 3 scenarios; full: all').choices(['quick', 'full']).default('quick'))
      .option('--repeats <n>', 'warm requests, and replies per scenario', wholeNumber(1))
      .option('--contexts <sizes>', 'context sizes to sweep, like 12800,41200', sizes)
      .option('--scenarios <ids>', 'scenarios to run, like sql-query,debugging', list)
      .addOption(new Option('--agent <id>', 'the agent to check budget and readiness for').choices([...knownAgentIds]))
      .option('--readiness <n>', "times each of the agent's 15 tasks (tool calls, stops, edits) is asked; quick: 0, full: 1", wholeNumber(0))
      .option('--max-tokens <n>', 'answer length of speed requests', wholeNumber(1))
      .option('--max-scenario-tokens <n>', 'longest reply to a scenario, where that is less than the scenario allows', wholeNumber(1))
      .option('--temperature <t>', 'temperature of scenario replies', Number)
      .option('--until-cv <percent>', 'go on with warm requests until their coefficient of variation is at most this, like 5%', percent)
      .option('--time-budget <time>', 'longest time of warm requests while they go on, like 10m', duration)
      .option('--language <name>', 'language of executed scenarios, where they offer a choice')
      .option('--plan <file>', 'a study over several servers and models (YAML, see docs/study.md); the other options do not apply')
      .option('--out <folder>', 'where the run folder is made', 'plimsoll-runs')
      .option('--json', 'print the summary as one JSON document')
      .action(async (options: BenchOptions) => context.finish(options, () => runBench(options, context)));
  },
};

export const resumeCommand: CliCommand = {
  id: 'resume',
  register: (program: Command, context: CliContext) => {
    program
      .command('resume')
      .description('go on with a run that was stopped or killed')
      .argument('<folder>', 'the folder of the run or study')
      .option('--url <address>', 'if the server has moved; it must be the same server and model (key: PLIMSOLL_API_KEY)')
      .option(...selfSignedOption)
      .option('--json', 'print the summary as one JSON document')
      .action(async (folder: string, options: ResumeOptions) => context.finish(options, () => runResume(folder, options, context)));
  },
};
