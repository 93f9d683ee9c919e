/** `plimsoll prefill`: what reading a prompt costs, against a target and against earlier runs. */
import { randomUUID } from 'node:crypto';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { thisMachine } from '../../../../adapters/hardware/thisMachine.ts';
import { agentProfiles, knownAgentIds } from '../../../../budget/agentProfiles.ts';
import type { AgentProfileId } from '../../../../domain/agent.ts';
import { fail, ok, type Result } from '../../../../domain/failure.ts';
import type { SettingInForce, TargetBand } from '../../../../domain/prefill.ts';
import type { EarlierPrefill } from '../../../../measure/prefill/improvement.ts';
import { measurePrefill } from '../../../../measure/prefill/measurePrefill.ts';
import { type PrefillContext, prefillReport } from '../../../../measure/prefill/prefillReport.ts';
import { defaultBand, parseBand } from '../../../../measure/prefill/targetBand.ts';
import { openTarget, type Target } from '../../../measure/openTarget.ts';
import { isFree, readEarlierPrefill, writePrefillReport } from '../../../measure/prefillFile.ts';
import { type AccessOptions, chooseServer, selfSignedOption } from '../../access.ts';
import { type CliCommand, type CliContext, type CommandOutcome, failureOutcome } from '../../command.ts';
import { wholeNumber } from '../../wholeNumber.ts';
import { prefillText } from './prefillText.ts';

interface PrefillOptions extends AccessOptions {
  readonly url?: string;
  readonly model?: string;
  readonly tokens?: number;
  readonly repeats: number;
  readonly target: TargetBand;
  readonly setting: readonly SettingInForce[];
  readonly label?: string;
  readonly agent: Exclude<AgentProfileId, 'custom'>;
  readonly baseline: readonly string[];
  readonly out?: string;
  readonly json?: boolean;
}

/** Room for the answer's one token and the template. */
const room = 16;
/** Long enough for the square to show, short enough for a slow machine. */
const usualTokens = 4096;

function sizeOf(options: PrefillOptions, window: number | undefined): Result<number> {
  const wanted = options.tokens ?? Math.min(usualTokens, (window ?? usualTokens) - room);
  if (window === undefined || wanted + 1 <= window) return ok(wanted);
  return fail('doesNotFit', `A prompt of ${wanted} tokens and one answer token do not fit: the server serves ${window}.`, `Use --tokens ${window - room}, or serve a larger window.`);
}

async function earlierReports(files: readonly string[]): Promise<Result<readonly EarlierPrefill[]>> {
  const read: EarlierPrefill[] = [];
  for (const file of files) {
    const one = await readEarlierPrefill(file);
    if (!one.ok) return one;
    read.push(one.value);
  }
  return ok(read.toSorted((a, b) => a.at.localeCompare(b.at)));
}

/** The machine's cores and cards say something about a server only when it runs here. */
async function machineOf(target: Target): Promise<PrefillContext['machine']> {
  if (target.report.location !== 'loopback') return undefined;
  const { cpuCores, gpus } = await thisMachine().describe();
  return { cpuCores, hasGpu: gpus.length > 0 };
}

export async function runPrefill(options: PrefillOptions, context: CliContext): Promise<CommandOutcome> {
  const earlier = await earlierReports(options.baseline);
  if (!earlier.ok) return failureOutcome(earlier.failure);
  const free = options.out === undefined ? undefined : await isFree(options.out);
  if (free?.ok === false) return failureOutcome(free.failure);
  const access = await chooseServer(options.url, context, options);
  if (!access.ok) return failureOutcome(access.failure);
  const opened = await openTarget(access.value, options.model, context.signal);
  if (!opened.ok) return failureOutcome(opened.failure);
  const { server, report: serverReport, model, countTokens } = opened.value;
  const size = sizeOf(options, model.contextWindow);
  if (!size.ok) return failureOutcome(size.failure);
  context.note(`Reading ${size.value} tokens with ${model.id} …`);
  const measured = await measurePrefill({
    ...{ server, model: model.id, countTokens, tokens: size.value, repeats: options.repeats, seed: 1, nonce: randomUUID(), idleTimeoutMs: 3_600_000 },
    ...(model.contextWindow === undefined ? {} : { contextWindow: model.contextWindow }),
    signal: context.signal,
    note: context.note,
  });
  if (!measured.ok) return failureOutcome(measured.failure);
  const machine = await machineOf(opened.value);
  const at = new Date().toISOString();
  const known = { at, label: options.label ?? at, server: serverReport, model, band: options.target, userSettings: options.setting, earlier: earlier.value, agent: agentProfiles[options.agent] };
  const report = prefillReport(machine === undefined ? known : { ...known, machine }, measured.value);
  const written = options.out === undefined ? undefined : await writePrefillReport(options.out, report);
  if (written?.ok === false) return failureOutcome(written.failure);
  return { exitCode: 0, json: report, text: `${prefillText(report)}${written === undefined ? '' : `\n\nWritten: ${written.value}`}` };
}

function band(text: string): TargetBand {
  const parsed = parseBand(text);
  if (parsed.ok) return parsed.value;
  throw new InvalidArgumentError(`${parsed.failure.detail} ${parsed.failure.advice}`);
}

function setting(text: string, before: readonly SettingInForce[]): readonly SettingInForce[] {
  const [name, value] = text.split(/=(.*)/su);
  if (name === undefined || name === '' || value === undefined || value === '') throw new InvalidArgumentError('A setting is name=value, like n_batch=128.');
  return [...before, { name, value, source: 'user' }];
}

export const prefillCommand: CliCommand = {
  id: 'prefill',
  register: (program: Command, context: CliContext) => {
    program
      .command('prefill')
      .description('analyse what reading a prompt costs: chunks, curve, cache, target, earlier runs, what to tune')
      .option('--url <address>', 'the server; without it the one on this machine is used (key: PLIMSOLL_API_KEY)')
      .option(...selfSignedOption)
      .option('--model <id>', 'the model; without it the one that is loaded')
      .option('--tokens <n>', 'size of the prompt (default 4096 or what fits)', wholeNumber(128))
      .option('--repeats <n>', 'measurements of each smaller size, where the server does not tell its progress', wholeNumber(1), 2)
      .option('--target <band>', 'wanted ms/token, like 20-50', band, defaultBand)
      .option('--setting <name=value>', 'a setting the server was started with, like n_ubatch=512 or n_gpu_layers=31 (repeatable)', setting, [])
      .option('--label <text>', 'name of this run in later comparisons')
      .addOption(new Option('--agent <id>', 'whose turns to predict').choices([...knownAgentIds]).default('cline-next'))
      .option('--baseline <file>', 'an earlier report to compare with (repeatable)', (file: string, files: readonly string[]) => [...files, file], [])
      .option('--out <file>', 'write the report as JSON; never overwrites')
      .option('--json', 'print one JSON document')
      .action(async (options: PrefillOptions) => context.finish(options, () => runPrefill(options, context)));
  },
};
