/** `plimsoll budget`: does a prompt and its answer fit, by plain numbers or for an agent on a real server. */
import { Option, type Command } from 'commander';
import { connectServer } from '../../../adapters/servers/connectServer.ts';
import { tiktokenTokenizer } from '../../../adapters/tokenizers/tiktoken.ts';
import { readRules } from '../../../adapters/agents/workspace/readRules.ts';
import type { BudgetVerdict } from '../../../domain/budget.ts';
import { fail, ok, type Result } from '../../../domain/failure.ts';
import type { ModelInfo } from '../../../domain/model.ts';
import type { ServerAccess, ServerReport } from '../../../domain/server.ts';
import { customProfile } from '../../../budget/agentProfiles.ts';
import { countAgentPrompt, type CountingServer } from '../../../budget/countAgentPrompt.ts';
import { servedFacts } from '../../../budget/servedFacts.ts';
import { decideBudget, type BudgetQuestion } from '../../../budget/decideBudget.ts';
import { type AgentChoice, agentChoices, type BudgetAgent, budgetAgent } from '../budgetAgent.ts';
import { accessFor, type AccessOptions, selfSignedOption } from '../access.ts';
import { type CliCommand, type CliContext, type CommandOutcome, failureOutcome } from '../command.ts';
import { wholeNumber } from '../wholeNumber.ts';

export interface BudgetOptions extends AccessOptions {
  readonly context?: number;
  readonly promptTokens?: number;
  readonly maxTokens?: number;
  readonly url?: string;
  readonly model?: string;
  readonly agent?: AgentChoice;
  readonly mcpTools?: number;
  readonly rules?: string;
  readonly conversation?: number;
  readonly json?: boolean;
}

interface Served {
  readonly report: ServerReport;
  readonly model: ModelInfo;
  readonly counting: CountingServer;
}

export async function runBudget(options: BudgetOptions, context: Pick<CliContext, 'env' | 'signal'>): Promise<CommandOutcome> {
  const served = options.url === undefined ? ok(undefined) : await findModel(accessFor(options.url, context.env, options), options.model, context.signal);
  if (!served.ok) return failureOutcome(served.failure);
  const agent = options.agent === undefined ? ok(undefined) : await budgetAgent(options.agent, context.env);
  if (!agent.ok) return failureOutcome(agent.failure);
  const question = await askBudget({ options, served: served.value, agent: agent.value, signal: context.signal });
  if (!question.ok) return failureOutcome(question.failure);
  return outcomeOf(decideBudget(question.value), agent.value?.reason);
}

interface Asked {
  readonly options: BudgetOptions;
  readonly served: Served | undefined;
  readonly agent: BudgetAgent | undefined;
  readonly signal: AbortSignal;
}

async function findModel(access: ServerAccess, wanted: string | undefined, signal: AbortSignal): Promise<Result<Served>> {
  const server = await connectServer(access, signal);
  if (!server.ok) return server;
  const report = await server.value.report(signal);
  if (!report.ok) return report;
  const { models } = report.value;
  const model = wanted === undefined ? (models.find((one) => one.loaded !== false) ?? models[0]) : models.find((one) => one.id === wanted);
  if (model !== undefined) return ok({ report: report.value, model, counting: { server: server.value, model: model.id, mayAsk: model.loaded !== false } });
  const list = models.map((one) => one.id).join(', ');
  return fail('modelMissing', `${access.url} does not serve ${wanted ?? 'any model'}.`, list === '' ? 'Load a model first.' : `It serves: ${list}.`);
}

async function askBudget(asked: Asked): Promise<Result<BudgetQuestion>> {
  const { options, served, agent } = asked;
  const contextWindow = options.context ?? served?.model.contextWindow;
  if (contextWindow === undefined && served === undefined) {
    return fail('invalidInput', 'Neither --context nor --url was given, so no window is known.', 'Give --context N, or --url U of a running server.');
  }
  const counted = await countPrompt(asked);
  if (!counted.ok) return counted;
  return ok({
    ...counted.value,
    ...servedFacts(served?.model, served?.report.parallelSlots),
    // a window given by hand goes before the served one
    ...(contextWindow === undefined ? {} : { contextWindow }),
    ...(served === undefined ? {} : { serverKind: served.report.kind, model: served.model.id }),
    ...(agent === undefined ? {} : { agent: agent.profile.id }),
  });
}

async function countPrompt({ options, served, agent, signal }: Asked): Promise<Result<Pick<BudgetQuestion, 'promptCount' | 'parts' | 'requestedOutputTokens'>>> {
  const profile = agent?.profile ?? customProfile(0, 'none');
  const requestedOutputTokens = options.maxTokens ?? profile.outputTokens;
  if (options.promptTokens !== undefined) {
    return ok({ promptCount: { tokens: options.promptTokens, method: 'given', errorShare: 0 }, requestedOutputTokens });
  }
  if (agent === undefined && options.rules === undefined) {
    return fail('invalidInput', 'Neither --prompt-tokens nor --agent was given.', `Give --prompt-tokens N, or --agent ${agentChoices.join('|')}.`);
  }
  const rules = options.rules === undefined ? ok([]) : await readRules(options.rules);
  if (!rules.ok) return rules;
  const prompt = { profile, mcpTools: options.mcpTools ?? agent?.mcpTools ?? 0, rules: rules.value, conversationTokens: options.conversation ?? 0 };
  const { count, parts } = await countAgentPrompt(prompt, tiktokenTokenizer, served?.counting, signal);
  return ok({ promptCount: count, parts, requestedOutputTokens });
}

function outcomeOf(verdict: BudgetVerdict, detected: string | undefined): CommandOutcome {
  const parts = verdict.parts.map((part) => `  ${part.tokens.toLocaleString('en-US').padStart(9)}  ${part.label}`);
  const advice = verdict.advice.map((one) => `  - ${one.text}`);
  return {
    exitCode: verdict.fits ? 0 : 3,
    json: { schema: 'plimsoll.budget/v1', ...verdict, ...(detected === undefined ? {} : { detected }) },
    text: [verdict.fits ? verdict.explanation : `Does not fit. ${verdict.explanation}`, ...(detected === undefined ? [] : [detected]), ...parts, ...(advice.length > 0 ? ['What to do:', ...advice] : [])].join('\n'),
  };
}

export const budgetCommand: CliCommand = {
  id: 'budget',
  register: (program: Command, context: CliContext) => {
    program
      .command('budget')
      .description('say whether a prompt and its answer fit the context window, before anything is sent')
      .option('--context <tokens>', 'context window; taken from the server with --url', wholeNumber(1))
      .option('--prompt-tokens <tokens>', 'size of the prompt, when you know it', wholeNumber(0))
      .option('--max-tokens <tokens>', 'output tokens the agent asks for', wholeNumber(-1))
      .option('--url <url>', 'a running server (key, if any, in PLIMSOLL_API_KEY)')
      .option(...selfSignedOption)
      .option('--model <id>', 'a model of that server')
      .addOption(new Option('--agent <agent>', 'the agent whose first request is counted; auto: the Cline installed here; learned: what the guard saw').choices([...agentChoices]))
      .option('--mcp-tools <count>', 'MCP tools the agent has', wholeNumber(0))
      .option('--rules <folder>', 'workspace folder whose rules files are counted')
      .option('--conversation <tokens>', 'tokens of conversation so far', wholeNumber(0))
      .option('--json', 'print one JSON document')
      .action(async (options: BudgetOptions) => context.finish(options, () => runBudget(options, context)));
  },
};
