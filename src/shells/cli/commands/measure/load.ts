/** `plimsoll load`: several streams at once, and an agent's growing conversation. */
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Command, Option } from 'commander';
import { systemClock } from '../../../../adapters/clock/systemClock.ts';
import { agentProfiles, knownAgentIds } from '../../../../budget/agentProfiles.ts';
import type { AgentProfileId } from '../../../../domain/agent.ts';
import { fail, type Failure } from '../../../../domain/failure.ts';
import type { LoadReport, Replay } from '../../../../domain/load.ts';
import { type MeasuredLoad, measureLoad } from '../../../../measure/load/measureLoad.ts';
import { replayConversation } from '../../../../measure/load/replayConversation.ts';
import { sizedPrompt } from '../../../../measure/sizedPrompt.ts';
import { openTarget, type Target } from '../../../measure/openTarget.ts';
import { type AccessOptions, chooseServer, selfSignedOption } from '../../access.ts';
import { type CliCommand, type CliContext, type CommandOutcome, failureOutcome } from '../../command.ts';
import { wholeNumber } from '../../wholeNumber.ts';
import { levelLine, loadText, turnLine } from './loadText.ts';
import { wholeNumbers } from './wholeNumbers.ts';

interface LoadOptions extends AccessOptions {
  readonly url?: string;
  readonly model?: string;
  readonly streams: readonly number[];
  readonly requests: number;
  readonly promptTokens: number;
  readonly maxTokens: number;
  readonly replay: readonly number[];
  readonly turnTokens: number;
  readonly agent: Exclude<AgentProfileId, 'custom'>;
  readonly only?: 'streams' | 'replay';
  readonly json?: boolean;
}

const idleTimeoutMs = 1_800_000;

async function streams({ server, model, countTokens }: Target, options: LoadOptions, context: CliContext): Promise<MeasuredLoad> {
  const nonce = randomUUID();
  const countOnly = async (messages: Parameters<typeof countTokens>[0]): Promise<number> => (await countTokens(messages)).tokens;
  return measureLoad({
    ...{ server, model: model.id, levels: options.streams, requestsPerStream: options.requests, maxOutputTokens: options.maxTokens, idleTimeoutMs },
    promptOf: async (level, stream, request) => (await sizedPrompt({ targetTokens: options.promptTokens, seed: request, nonce: `${nonce} ${level} ${stream} ${request}`, countTokens: countOnly })).messages,
    clock: systemClock,
    // a cancelled wait ends at once; the request after it sees the signal itself
    wait: async (ms, signal) => sleep(ms, undefined, { signal }).catch(() => undefined),
    signal: context.signal,
    onLevel: (level) => context.note(levelLine(level)),
  });
}

function replay({ server, model, countTokens }: Target, options: LoadOptions, context: CliContext): Promise<Replay> {
  const { contextWindow } = model;
  return replayConversation({
    ...{ server, model: model.id, countTokens, sizes: options.replay, systemTokens: agentProfiles[options.agent].basePromptTokens, turnTokens: options.turnTokens, maxOutputTokens: 64 },
    ...(contextWindow === undefined ? {} : { contextWindow }),
    ...{ seed: 1, nonce: randomUUID(), idleTimeoutMs, signal: context.signal },
    onTurn: (turn) => context.note(turnLine(turn)),
  });
}

/** Nothing at all was answered: the first reason why. */
function failureOf(report: LoadReport): Failure | undefined {
  const answered = report.levels.some((level) => level.failures.length < level.requests) || (report.replay?.turns.length ?? 0) > 0;
  if (answered) return undefined;
  const none = fail('doesNotFit', 'None of the wanted sizes fits into the served window; nothing was sent.', 'Serve a larger window, or give smaller sizes with --replay.').failure;
  return report.levels[0]?.failures[0] ?? report.replay?.failure ?? none;
}

export async function runLoad(options: LoadOptions, context: CliContext): Promise<CommandOutcome> {
  const access = await chooseServer(options.url, context, options);
  if (!access.ok) return failureOutcome(access.failure);
  const target = await openTarget(access.value, options.model, context.signal);
  if (!target.ok) return failureOutcome(target.failure);
  const { report: server, model } = target.value;
  const measured = options.only === 'replay' ? { paceMs: 0, levels: [] } : await streams(target.value, options, context);
  const replayed = options.only === 'streams' || context.signal.aborted ? undefined : await replay(target.value, options, context);
  if (context.signal.aborted) return failureOutcome({ kind: 'cancelled', detail: 'The load test was cancelled.', advice: '' });
  const report: LoadReport = {
    schema: 'plimsoll.load/v1',
    at: new Date().toISOString(),
    url: server.url,
    model: model.id,
    ...(server.parallelSlots === undefined ? {} : { parallelSlots: server.parallelSlots }),
    ...measured,
    ...(replayed === undefined ? {} : { replay: replayed }),
  };
  const failure = failureOf(report);
  return failure === undefined ? { exitCode: 0, json: report, text: loadText(report) } : failureOutcome(failure);
}

export const loadCommand: CliCommand = {
  id: 'load',
  register: (program: Command, context: CliContext) => {
    program
      .command('load')
      .description('1, 2, 4 and 8 streams at once, and a conversation that grows to 8k, 32k and 64k tokens with its beginning cached')
      .option('--url <address>', 'the server; without it the one on this machine is used (key: PLIMSOLL_API_KEY)')
      .option(...selfSignedOption)
      .option('--model <id>', 'the model; without it the one that is loaded')
      .option('--streams <list>', 'numbers of streams', wholeNumbers(1), [1, 2, 4, 8])
      .option('--requests <n>', 'requests of each stream', wholeNumber(1), 3)
      .option('--prompt-tokens <n>', 'size of each prompt', wholeNumber(64), 512)
      .option('--max-tokens <n>', 'longest answer', wholeNumber(2), 128)
      .option('--replay <sizes>', 'prompt sizes the conversation grows to', wholeNumbers(128), [8192, 32_768, 65_536])
      .option('--turn-tokens <n>', 'new tokens of each turn', wholeNumber(64), 2000)
      .addOption(new Option('--agent <id>', 'whose system prompt opens the conversation').choices([...knownAgentIds]).default('cline-next'))
      .addOption(new Option('--only <part>', 'one of the two').choices(['streams', 'replay']))
      .option('--json', 'print one JSON document')
      .action(async (options: LoadOptions) => context.finish(options, () => runLoad(options, context)));
  },
};
