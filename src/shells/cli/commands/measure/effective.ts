/** `plimsoll effective`: how much of a prompt the model really sees. */
import { randomUUID } from 'node:crypto';
import type { Command } from 'commander';
import type { ContextProbe, EffectiveContext } from '../../../../domain/effectiveContext.ts';
import { findEffectiveContext } from '../../../../measure/effectiveContext.ts';
import { openTarget } from '../../../measure/openTarget.ts';
import { type AccessOptions, chooseServer, selfSignedOption } from '../../access.ts';
import { type CliCommand, type CliContext, type CommandOutcome, failureOutcome } from '../../command.ts';
import { wholeNumber } from '../../wholeNumber.ts';

interface EffectiveOptions extends AccessOptions {
  readonly url?: string;
  readonly model?: string;
  readonly tokens?: number;
  readonly json?: boolean;
}

const probeLine = (probe: ContextProbe): string => `  ${probe.verdict}: ${probe.why}`;

/** 3 when the server cuts in silence: that model cannot be trusted with a prompt of that size. */
function outcomeOf(context: EffectiveContext, url: string): CommandOutcome {
  const advice = context.verdict === 'truncated' ? '\nServe a larger window (Ollama: OLLAMA_CONTEXT_LENGTH or num_ctx), or tell the agent this one.' : '';
  return { exitCode: context.verdict === 'truncated' ? 3 : 0, json: { schema: 'plimsoll.effective/v1', url, ...context }, text: `${context.model}: ${context.verdict}. ${context.explanation}${advice}` };
}

export async function runEffective(options: EffectiveOptions, context: CliContext): Promise<CommandOutcome> {
  const access = await chooseServer(options.url, context, options);
  if (!access.ok) return failureOutcome(access.failure);
  const target = await openTarget(access.value, options.model, context.signal);
  if (!target.ok) return failureOutcome(target.failure);
  const { server, report, model, countTokens } = target.value;
  const { contextWindow } = model;
  context.note(`Sending prompts with a password in the first line to ${model.id}; a full window takes as long as its prefill.`);
  const found = await findEffectiveContext({
    ...{ server, model: model.id, countTokens, seed: 1, nonce: randomUUID(), idleTimeoutMs: 1_800_000, signal: context.signal },
    onProbe: (probe) => context.note(probeLine(probe)),
    ...(contextWindow === undefined ? {} : { claimedWindow: contextWindow }),
    ...(options.tokens === undefined ? {} : { sizes: [options.tokens] }),
  });
  return found.ok ? outcomeOf(found.value, report.url) : failureOutcome(found.failure);
}

export const effectiveCommand: CliCommand = {
  id: 'effective',
  register: (program: Command, context: CliContext) => {
    program
      .command('effective')
      .description('find out how much of a prompt the model really sees: whole, truncated in silence, or refused')
      .option('--url <address>', 'the server; without it the one on this machine is used (key: PLIMSOLL_API_KEY)')
      .option(...selfSignedOption)
      .option('--model <id>', 'the model; without it the one that is loaded')
      .option('--tokens <n>', 'prompt size to try; without it just inside the claimed window and a quarter beyond it', wholeNumber(128))
      .option('--json', 'print one JSON document')
      .action(async (options: EffectiveOptions) => context.finish(options, () => runEffective(options, context)));
  },
};
