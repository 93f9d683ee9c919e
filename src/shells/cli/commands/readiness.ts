/** `plimsoll readiness`: does a model make tool calls, edits and stops as an agent needs them, at the agent's prompt size. */
import { Option, type Command } from 'commander';
import { connectServer } from '../../../adapters/servers/connectServer.ts';
import { tiktokenTokenizer } from '../../../adapters/tokenizers/tiktoken.ts';
import { agentProfiles, knownAgentIds } from '../../../budget/agentProfiles.ts';
import { fail, ok, type Result } from '../../../domain/failure.ts';
import type { ModelInfo } from '../../../domain/model.ts';
import type { AgentReadiness, ReadinessReport } from '../../../domain/readiness.ts';
import { measureReadiness, type ReadinessPlan } from '../../../evaluate/readiness/measureReadiness.ts';
import type { InferenceServer } from '../../../ports/inferenceServer.ts';
import { accessFor, type AccessOptions, selfSignedOption } from '../access.ts';
import { type CliCommand, type CliContext, type CommandOutcome, exitCodeOf, failureOutcome } from '../command.ts';
import { wholeNumber } from '../wholeNumber.ts';

type AgentId = (typeof knownAgentIds)[number];

export interface ReadinessOptions extends AccessOptions {
  readonly url: string;
  readonly model?: string;
  readonly agent?: readonly AgentId[];
  readonly mcpTools?: number;
  readonly repeats?: number;
  readonly temperature?: number;
  readonly json?: boolean;
}

const defaultAgents: readonly AgentId[] = ['cline-next', 'cline-legacy'];
const idleTimeoutMs = 600_000;

export async function runReadiness(options: ReadinessOptions, context: Pick<CliContext, 'env' | 'signal' | 'note'>): Promise<CommandOutcome> {
  const server = await connectServer(accessFor(options.url, context.env, options), context.signal);
  if (!server.ok) return failureOutcome(server.failure);
  const model = await chosenModel(server.value, options, context.signal);
  if (!model.ok) return failureOutcome(model.failure);
  const plan: ReadinessPlan = {
    model: model.value.id,
    agents: (options.agent ?? defaultAgents).map((id) => agentProfiles[id]),
    mcpTools: options.mcpTools ?? 0,
    repeats: options.repeats ?? 2,
    temperature: options.temperature ?? 0,
    seed: 1,
    idleTimeoutMs,
    ...(model.value.contextWindow === undefined ? {} : { contextWindow: model.value.contextWindow }),
  };
  const onTrial = (trial: { readonly task: string; readonly passed: boolean; readonly detail: string }, done: number, total: number): void =>
    context.note(`  ${done} of ${total} ${trial.task}: ${trial.passed ? 'right' : trial.detail}`);
  const report = await measureReadiness(plan, { server: server.value, tokenizer: tiktokenTokenizer, onTrial }, context.signal);
  if (!report.ok) return { ...failureOutcome(report.failure), exitCode: exitCodeOf(report.failure) };
  return { exitCode: 0, json: report.value, text: reportText(report.value) };
}

async function chosenModel(server: InferenceServer, options: ReadinessOptions, signal: AbortSignal): Promise<Result<ModelInfo>> {
  const report = await server.report(signal);
  if (!report.ok) return report;
  const { models } = report.value;
  const model = options.model === undefined ? (models.find(({ loaded }) => loaded !== false) ?? models[0]) : models.find(({ id }) => id === options.model);
  if (model) return ok(model);
  return fail('modelMissing', `${options.url} does not serve ${options.model ?? 'any model'}.`, `It serves: ${models.map(({ id }) => id).join(', ') || 'nothing'}.`);
}

function reportText(report: ReadinessReport): string {
  return [`${report.model}: ${report.verdict}`, ...report.agents.flatMap(agentLines)].join('\n');
}

function agentLines(agent: AgentReadiness): readonly string[] {
  const head = `\n${agent.agent} (${agent.style} tool calls, ${agent.promptTokens.toLocaleString('en-US')} prompt tokens): ${agent.verdict}. ${agent.reason}`;
  const rates = agent.aspects.map(({ aspect, rate }) => `  ${aspect.padEnd(14)} ${rate.successes}/${rate.n}  ${percent(rate.share)} (${percent(rate.interval.low)}–${percent(rate.interval.high)})`);
  return [head, ...rates, ...(agent.voided > 0 ? [`  ${agent.voided} requests failed and count nowhere`] : [])];
}

const percent = (share: number): string => `${Math.round(share * 100)} %`;

export const readinessCommand: CliCommand = {
  id: 'readiness',
  register: (program: Command, context) => {
    const collect = (value: string, previous: readonly string[] | undefined): readonly string[] => [...(previous ?? []), value];
    program
      .command('readiness')
      .description("tool calls, stops and edits at an agent's real prompt size")
      .requiredOption('--url <address>', 'address of the server (key: PLIMSOLL_API_KEY)')
      .option(...selfSignedOption)
      .option('--model <id>', 'the loaded model when absent')
      .addOption(new Option('--agent <id>', 'agent to check for; may be repeated').choices([...knownAgentIds]).argParser(collect))
      .option('--mcp-tools <n>', 'MCP tools the agent will carry', wholeNumber(0))
      .option('--repeats <n>', 'times each of the 15 tasks is asked', wholeNumber(1))
      .option('--temperature <t>', 'temperature', Number)
      .option('--json', 'one JSON document on stdout')
      .action((options: ReadinessOptions) => context.finish(options, () => runReadiness(options, context)));
  },
};
