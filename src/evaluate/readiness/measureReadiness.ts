/** Sends an agent's real kind of requests at its real prompt size and counts what the model gets right. */
import type { AgentProfile } from '../../domain/agent.ts';
import { fail, type Failure, ok, type Result } from '../../domain/failure.ts';
import type { AgentReadiness, ReadinessReport, ReadinessTrial } from '../../domain/readiness.ts';
import type { InferenceServer } from '../../ports/inferenceServer.ts';
import type { Tokenizer } from '../../ports/tokenizer.ts';
import { type AgentPrompt, agentPrompt, type CountPrompt, styleOf } from './agentPrompt.ts';
import { agentVerdict, overallVerdict, ratesOf } from './readinessVerdict.ts';
import { type ReadinessTask, readinessTasks } from './readinessTasks.ts';

export interface ReadinessPlan {
  readonly model: string;
  readonly agents: readonly AgentProfile[];
  readonly mcpTools: number;
  /** Times every task is asked; seeds differ. */
  readonly repeats: number;
  readonly temperature: number;
  readonly seed: number;
  /** undefined: the server does not say, and its own refusal is the answer. */
  readonly contextWindow?: number;
  readonly idleTimeoutMs: number;
}

export interface ReadinessPorts {
  readonly server: InferenceServer;
  readonly tokenizer: Tokenizer;
  /** Awaited before the next request: what it was given is safe when the next one breaks. */
  readonly onTrial?: (trial: ReadinessTrial, done: number, total: number) => void | Promise<void>;
  /** A request that failed and counts nowhere. */
  readonly onFailure?: (failure: Failure) => void;
}

/** Room for one call or one short answer. */
const answerTokens = 400;
/** Requests in a row that fail before the agent's part is given up. */
const mostFailuresInARow = 3;

/** Fails only when nothing at all could be measured because of the server or a cancel. */
export async function measureReadiness(plan: ReadinessPlan, ports: ReadinessPorts, signal: AbortSignal): Promise<Result<ReadinessReport>> {
  const agents: AgentReadiness[] = [];
  for (const profile of plan.agents) {
    if (signal.aborted) return fail('cancelled', 'The readiness check was cancelled.', '');
    agents.push(await measureAgent(profile, plan, ports, signal));
  }
  if (signal.aborted) return fail('cancelled', 'The readiness check was cancelled.', '');
  const failure = agents.every(({ status }) => status === 'failed') ? agents[0]?.failure : undefined;
  if (failure) return { ok: false, failure };
  return ok({ schema: 'plimsoll.readiness/v1', model: plan.model, agents, verdict: overallVerdict(agents) });
}

/** `known`: what was tried before an interruption, by task and in order of rounds; it is not asked again. */
export async function measureAgent(profile: AgentProfile, plan: ReadinessPlan, ports: ReadinessPorts, signal: AbortSignal, known: readonly ReadinessTrial[] = []): Promise<AgentReadiness> {
  const prompt = await agentPrompt(profile, plan.mcpTools, counter(plan.model, ports, signal));
  const unfit = doesNotFit(profile, prompt, plan);
  if (unfit) return unmeasured(profile, prompt.tokens, 'cannotFit', unfit);
  const { trials, voided, failure } = await runTasks({ profile, prompt, plan, known }, ports, signal);
  if (trials.length === 0 && failure) return unmeasured(profile, prompt.tokens, failure.kind === 'contextOverflow' ? 'cannotFit' : 'failed', failure);
  const rates = ratesOf(trials);
  return { agent: profile.id, style: styleOf(profile), promptTokens: prompt.tokens, status: 'measured', ...rates, trials, voided, ...agentVerdict(profile, rates) };
}

interface TaskResults {
  readonly trials: readonly ReadinessTrial[];
  readonly voided: number;
  readonly failure?: Failure;
}

interface AgentTasks {
  readonly profile: AgentProfile;
  readonly prompt: AgentPrompt;
  readonly plan: ReadinessPlan;
  readonly known: readonly ReadinessTrial[];
}

/** Tasks in turn, then again with another seed: a server that dies in between leaves whole rounds. */
async function runTasks({ profile, prompt, plan, known }: AgentTasks, ports: ReadinessPorts, signal: AbortSignal): Promise<TaskResults> {
  const tasks = readinessTasks(styleOf(profile));
  const timesKnown = (id: string): number => known.filter(({ task }) => task === id).length;
  const rounds = Array.from({ length: plan.repeats }, (_, round) => tasks.map((task) => ({ task, round }))).flat();
  const trials: ReadinessTrial[] = [...known];
  let voided = 0;
  let inARow = 0;
  let failure: Failure | undefined;
  for (const { task, round } of rounds) {
    if (round < timesKnown(task.id)) continue;
    if (signal.aborted || inARow >= mostFailuresInARow) break;
    const tried = await tryTask(task, round, prompt, plan, ports, signal);
    if (tried.ok) {
      trials.push(tried.value);
      inARow = 0;
      await ports.onTrial?.(tried.value, trials.length + voided, rounds.length);
    } else {
      voided++;
      inARow++;
      failure = tried.failure;
      ports.onFailure?.(failure);
    }
  }
  return { trials, voided, ...(failure ? { failure } : {}) };
}

async function tryTask(task: ReadinessTask, round: number, prompt: AgentPrompt, plan: ReadinessPlan, { server }: ReadinessPorts, signal: AbortSignal): Promise<Result<ReadinessTrial>> {
  const request = {
    model: plan.model,
    messages: [prompt.system, ...task.messages],
    maxOutputTokens: answerTokens,
    temperature: plan.temperature,
    seed: plan.seed + round,
    mayUsePromptCache: true,
    ...(prompt.tools.length === 0 ? {} : { tools: prompt.tools, toolChoice: 'auto' as const }),
  };
  const answer = await server.complete(request, { signal, idleTimeoutMs: plan.idleTimeoutMs });
  if (!answer.ok) return answer;
  const problem = task.problemOf(answer.value);
  return ok({ task: task.id, aspect: task.aspect, passed: problem === undefined, detail: problem ?? 'right' });
}

/** The server's own count where it has one; else the tokeniser's, which leaves out the chat template. */
function counter(model: string, { server, tokenizer }: ReadinessPorts, signal: AbortSignal): CountPrompt {
  return async (messages, tools) => {
    const counted = await server.countPrompt(model, { messages, tools }, signal);
    if (counted.ok) return counted.value.tokens;
    const schemas = tools.length === 0 ? '' : JSON.stringify(tools);
    return (await tokenizer.count(messages.map(({ content }) => content).join('\n') + schemas)).tokens;
  };
}

function doesNotFit(profile: AgentProfile, prompt: AgentPrompt, plan: ReadinessPlan): Failure | undefined {
  const needed = prompt.tokens + answerTokens;
  if (plan.contextWindow === undefined || needed <= plan.contextWindow) return undefined;
  return {
    kind: 'doesNotFit',
    detail: `${profile.label} needs ${needed.toLocaleString('en-US')} tokens for one step, the server serves ${plan.contextWindow.toLocaleString('en-US')}.`,
    advice: 'Serve a larger context, or use an agent with a smaller prompt.',
  };
}

function unmeasured(profile: AgentProfile, promptTokens: number, status: 'cannotFit' | 'failed', failure: Failure): AgentReadiness {
  const nothing = ratesOf([]);
  const verdict = status === 'cannotFit' ? ('no' as const) : ('unclear' as const);
  return { agent: profile.id, style: styleOf(profile), promptTokens, status, failure, ...nothing, trials: [], voided: 0, verdict, reason: failure.detail };
}
