/** `plimsoll demo`: the main job on a real llama.cpp server and a small real model that Plimsoll gets for itself. */
import path from 'node:path';
import type { Command } from 'commander';
import { cacheFolder } from '../../../adapters/embedded/cacheFolder.ts';
import { provisionLlamaCpp } from '../../../adapters/embedded/provisionLlamaCpp.ts';
import { startLlamaCpp } from '../../../adapters/embedded/startLlamaCpp.ts';
import { type AccessOptions, selfSignedOption } from '../access.ts';
import { type CliCommand, type CliContext, type CommandOutcome, failureOutcome } from '../command.ts';
import { type BenchOptions, runBench } from './bench.ts';

export interface DemoOptions extends AccessOptions {
  readonly url?: string;
  readonly out: string;
  readonly json?: boolean;
}

/** Small enough for two CPU cores: about two minutes. */
const benchOptions = { suite: 'quick', repeats: 3, contexts: [1024, 2048] } as const satisfies Partial<BenchOptions>;

async function runDemo(options: DemoOptions, context: CliContext): Promise<CommandOutcome> {
  if (options.url !== undefined) return runBench({ ...options, ...benchOptions }, context);
  const parts = await provisionLlamaCpp(cacheFolder(context.env), context.note);
  if (!parts.ok) return failureOutcome(parts.failure);
  context.note('Starting the embedded llama.cpp server with SmolLM2-135M …');
  const server = await startLlamaCpp({ ...parts.value, contextWindow: 8192 });
  if (!server.ok) return failureOutcome(server.failure);
  try {
    context.note(`llama.cpp serves ${server.value.modelId} at ${server.value.url}`);
    const outcome = await runBench({ ...benchOptions, url: server.value.url, out: options.out }, context);
    if (outcome.exitCode !== 0) return outcome;
    return { ...outcome, text: `${outcome.text}\n\nThat was a toy model on the CPU. Now yours: plimsoll bench --url http://127.0.0.1:11434` };
  } finally {
    await server.value.stop();
  }
}

export const demoCommand: CliCommand = {
  id: 'demo',
  register: (program: Command, context: CliContext) => {
    program
      .command('demo')
      .description('the whole job on an embedded llama.cpp server with a small model')
      .option('--url <address>', 'use a running server instead of the embedded one (key: PLIMSOLL_API_KEY)')
      .option(...selfSignedOption)
      .option('--out <folder>', 'where the run folder is made', 'plimsoll-runs')
      .option('--json', 'print the summary as one JSON document')
      .action(async (options: DemoOptions) => context.finish(options, () => runDemo({ ...options, out: path.resolve(options.out) }, context)));
  },
};
