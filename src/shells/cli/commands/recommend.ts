/** `plimsoll recommend`: what a run says should be used, with which settings and why. */
import path from 'node:path';
import type { Command } from 'commander';
import type { RunSummary } from '../../../domain/runSummary.ts';
import { type CliCommand, type CliContext, type CommandOutcome, failureOutcome } from '../command.ts';
import { callEngine } from '../engine.ts';

const useNames = { fastStart: 'Fast start', longRunning: 'Long-running work', highThroughput: 'High throughput', limitedMemory: 'Limited memory', bestQuality: 'Best quality', codingAgent: 'Coding agent' } as const;

function words(summary: RunSummary): string {
  const models = summary.models.map(({ id, recommendation }) => {
    if (recommendation === undefined) return `${id}\n  no recommendation yet: the run is not finished`;
    const settings = recommendation.settings;
    const values =
      settings === undefined
        ? []
        : [
            `  Base URL ${settings.openAiBaseUrl}, model ${settings.modelId}`,
            `  context window ${settings.contextWindow}, max output ${settings.maxOutputTokens}, temperature ${settings.temperature}, time limit ${settings.requestTimeoutMs / 1000} s`,
          ];
    const flags = recommendation.serverFlags.map((flag) => `  server flag ${flag.flag} — ${flag.reason}`);
    return [id, ...values, ...recommendation.reasons.map((reason) => `  ${reason}`), ...flags].join('\n');
  });
  const uses = summary.uses.map((use) => `${useNames[use.use]}: ${use.model ?? (use.verdict === 'tie' ? 'tie' : '–')}. ${use.reason}`);
  return [...models, '', ...uses].join('\n');
}

async function runRecommend(folder: string, context: CliContext): Promise<CommandOutcome> {
  const answer = await callEngine({ call: 'summarise', runFolder: path.resolve(folder) }, context);
  if (answer.say === 'failed') return failureOutcome(answer.failure);
  if (answer.say !== 'done' || answer.summary === undefined) return failureOutcome({ kind: 'internal', detail: 'The engine ended without a result.', advice: '' });
  const { summary } = answer;
  const models = summary.models.map(({ id, recommendation }) => ({ id, recommendation }));
  return { exitCode: 0, json: { schema: 'plimsoll.recommend/v1', runId: summary.runId, models, uses: summary.uses }, text: words(summary) };
}

export const recommendCommand: CliCommand = {
  id: 'recommend',
  register: (program: Command, context: CliContext) => {
    program
      .command('recommend')
      .description('what a run recommends, with reasons')
      .requiredOption('--run <folder>', 'the run folder')
      .option('--json', 'print one JSON document')
      .action(async (options: { readonly run: string; readonly json?: boolean }) => context.finish(options, () => runRecommend(options.run, context)));
  },
};
