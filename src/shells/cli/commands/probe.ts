/** `plimsoll probe`: which servers answer, what they serve and what is wrong with them. */
import type { Command } from 'commander';
import { thisMachine } from '../../../adapters/hardware/thisMachine.ts';
import { connectServer } from '../../../adapters/servers/connectServer.ts';
import type { Failure } from '../../../domain/failure.ts';
import type { Machine } from '../../../domain/machine.ts';
import type { ModelInfo } from '../../../domain/model.ts';
import { serverNames, type ProbeReport, type ServerReport } from '../../../domain/server.ts';
import { defaultAddresses, type ProbeAddress } from '../../../probe/defaultAddresses.ts';
import { probeServers } from '../../../probe/probeServers.ts';
import { accessFor, accessWithoutKey, selfSignedOption } from '../access.ts';
import { exitCodeOf, type CliCommand, type CliContext, type CommandOutcome, type ExitCode } from '../command.ts';

export interface ProbeCommandOptions {
  readonly url?: readonly string[];
  readonly checkTools?: boolean;
  readonly selfSigned?: boolean;
  readonly json?: boolean;
}

export async function runProbe(options: ProbeCommandOptions, context: Pick<CliContext, 'env' | 'signal'>): Promise<CommandOutcome> {
  const [report, machine] = await Promise.all([
    probeServers(addressesOf(options, context.env), connectServer, context.signal, { checksToolCalls: options.checkTools === true }),
    thisMachine().describe(),
  ]);
  return { exitCode: exitCode(report, options), json: { schema: 'plimsoll.probe/v1', ...report, machine }, text: `${machineLine(machine)}\n${inWords(report)}` };
}

function machineLine(machine: Machine): string {
  const gpus = machine.gpus.map((gpu) => `${gpu.name}${gpu.vramTotalBytes === undefined ? '' : ` ${inGib(gpu.vramTotalBytes)} GiB`}`);
  return `This machine: ${machine.os}, ${machine.cpu} (${machine.cpuCores} cores), ${inGib(machine.memoryBytes)} GiB, ${gpus.length > 0 ? gpus.join(' + ') : (machine.gpuNote ?? 'no GPU seen')}`;
}

const inGib = (bytes: number): number => Math.round(bytes / 2 ** 30);

/** The one key of the environment belongs to the one address given; it never goes to a port that was only looked at. */
function addressesOf(options: ProbeCommandOptions, env: NodeJS.ProcessEnv): readonly ProbeAddress[] {
  const urls = options.url ?? [];
  if (urls.length === 0) return defaultAddresses;
  return urls.map((url) => (urls.length === 1 ? accessFor(url, env, options) : accessWithoutKey(url, env, options)));
}

function exitCode(report: ProbeReport, options: ProbeCommandOptions): ExitCode {
  const first = report.failures[0];
  if (first === undefined) return 0;
  const wasAskedFor = (options.url ?? []).length > 0;
  return wasAskedFor || report.servers.length === 0 ? exitCodeOf(first.failure) : 0;
}

function inWords(report: ProbeReport): string {
  const servers = report.servers.flatMap(serverLines);
  const failures = report.failures.flatMap(({ failure }) => failureLines(failure, ''));
  return [...servers, ...failures].join('\n');
}

function serverLines(server: ServerReport): readonly string[] {
  const version = server.version === undefined ? '' : ` ${server.version}`;
  const slots = server.parallelSlots === undefined ? '' : `, ${server.parallelSlots} at a time`;
  return [`${serverNames[server.kind]}${version} at ${server.url} (${server.location}${slots})`, ...server.models.map(modelLine), ...activityLines(server), ...server.notices.flatMap((notice) => failureLines(notice, '  '))];
}

function activityLines({ activity }: ServerReport): readonly string[] {
  if (activity === undefined) return [];
  const { runningRequests, waitingRequests, kvCacheUsedShare, prefixCacheHitShare } = activity;
  const percent = (share: number): string => `${Math.round(share * 100)} %`;
  const facts = [
    runningRequests === undefined ? undefined : `${runningRequests} requests running`,
    waitingRequests === undefined ? undefined : `${waitingRequests} waiting`,
    kvCacheUsedShare === undefined ? undefined : `KV cache ${percent(kvCacheUsedShare)} used`,
    prefixCacheHitShare === undefined ? undefined : `${percent(prefixCacheHitShare)} of all prompt tokens came from the prefix cache`,
  ];
  return [`  now: ${facts.filter((fact) => fact !== undefined).join(', ')}`];
}

function modelLine(model: ModelInfo): string {
  const facts = [
    model.parameterCount === undefined ? undefined : parametersInWords(model.parameterCount),
    model.quantization,
    model.contextWindow === undefined ? undefined : `serves ${model.contextWindow.toLocaleString('en-US')} tokens`,
    model.trainedContextWindow === undefined ? undefined : `trained for ${model.trainedContextWindow.toLocaleString('en-US')}`,
    model.loaded === false ? 'not loaded' : undefined,
    model.cpuOffloadShare === undefined || model.cpuOffloadShare === 0 ? undefined : `${Math.round(model.cpuOffloadShare * 100)} % on the CPU`,
    model.supportsTools === false ? 'no tool calls' : undefined,
  ];
  return `  ${model.id}: ${facts.filter((fact) => fact !== undefined).join(', ')}`;
}

const parametersInWords = (count: number): string => (count < 1e9 ? `${Math.round(count / 1e6)}M parameters` : `${(count / 1e9).toPrecision(3)}B parameters`);

function failureLines(failure: Failure, indent: string): readonly string[] {
  return [`${indent}! ${failure.detail}`, ...(failure.advice === '' ? [] : [`${indent}  ${failure.advice}`])];
}

const collect = (url: string, before: readonly string[]): readonly string[] => [...before, url];

export const probeCommand: CliCommand = {
  id: 'probe',
  register: (program: Command, context: CliContext) => {
    program
      .command('probe')
      .description('find local servers and say what they are, what they serve and what is wrong')
      .option('--url <url>', 'ask this address instead of the usual ports (repeatable; key, if any, in PLIMSOLL_API_KEY)', collect, [])
      .option('--check-tools', 'send one tiny request with a tool to each loaded model, to see whether tool calls are switched on')
      .option(...selfSignedOption)
      .option('--json', 'print one JSON document')
      .action(async (options: ProbeCommandOptions) => context.finish(options, () => runProbe(options, context)));
  },
};
