/** `plimsoll guard`: stands between an agent and its server until it is told to stop. */
import type { Command } from 'commander';
import { fail, type Result } from '../../../domain/failure.ts';
import { learnedProfile } from '../../../guard/guardStats.ts';
import { saveLearnedPrompt } from '../../../adapters/agents/shared/learnedPrompt.ts';
import { defaultGuardSettings } from '../../guardServer/guardSettings.ts';
import { type Guard, startGuard } from '../../guardServer/startGuard.ts';
import { accessFor, type AccessOptions, selfSignedOption } from '../access.ts';
import { type CliCommand, type CliContext, failureOutcome } from '../command.ts';
import { readOriginSettings } from '../originSettings.ts';
import { wholeNumber } from '../wholeNumber.ts';

export interface GuardOptions extends AccessOptions {
  readonly upstream: string;
  readonly port?: number;
  readonly leastOutput?: number;
  readonly keepAliveSeconds?: number;
  readonly silenceLimitSeconds?: number;
  readonly endWithStdin?: boolean;
  readonly json?: boolean;
}

export async function openGuard(options: GuardOptions, { env, note }: Pick<CliContext, 'env' | 'note'>): Promise<Result<Guard>> {
  const upstream = URL.parse(options.upstream);
  if (upstream === null || !['http:', 'https:'].includes(upstream.protocol)) {
    return fail('invalidInput', `${options.upstream} is not an address.`, 'Give --upstream http://127.0.0.1:8080, for example.');
  }
  const settings = readOriginSettings(env);
  if (!settings.ok) return settings;
  return startGuard({
    ...defaultGuardSettings,
    upstream: accessFor(options.upstream, env, options),
    ...(options.port === undefined ? {} : { port: options.port }),
    ...(options.leastOutput === undefined ? {} : { leastOutputTokens: options.leastOutput }),
    ...(options.keepAliveSeconds === undefined ? {} : { keepAliveMs: options.keepAliveSeconds * 1000 }),
    ...(options.silenceLimitSeconds === undefined ? {} : { silenceLimitMs: options.silenceLimitSeconds * 1000 }),
    onNotice: ({ text }) => note(text),
  });
}

async function runGuard(options: GuardOptions, context: CliContext): Promise<void> {
  const guard = await openGuard(options, context);
  if (!guard.ok) {
    await context.finish(options, () => Promise.resolve(failureOutcome(guard.failure)));
    return;
  }
  const { url, ollamaUrl, statsUrl, stats, stop } = guard.value;
  // scripts read this line while the guard goes on, so it cannot wait for the command's end
  if (options.json === true) process.stdout.write(`${JSON.stringify({ schema: 'plimsoll.guard/v1', url, ollamaUrl, statsUrl, pid: process.pid })}\n`);
  else process.stdout.write(`The guard listens.\n  OpenAI-compatible agents: ${url}\n  Ollama agents:            ${ollamaUrl}\n  Figures:                  ${statsUrl}\nStop it with Ctrl-C; streams in flight are finished first.\n`);
  await ended(context.signal, options.endWithStdin === true);
  await stop();
  const learned = learnedProfile(stats());
  if (learned !== undefined) await saveLearnedPrompt(context.env, { at: new Date().toISOString(), ...learned });
  process.exitCode = 0;
}

/** A guard that belongs to an editor window ends with it, however the window ends. */
function ended(signal: AbortSignal, withStdin: boolean): Promise<void> {
  return new Promise((resolve) => {
    signal.addEventListener('abort', () => resolve(), { once: true });
    if (signal.aborted) resolve();
    if (withStdin) process.stdin.on('end', resolve).on('error', resolve).resume();
  });
}

export const guardCommand: CliCommand = {
  id: 'guard',
  register: (program: Command, context: CliContext) => {
    program
      .command('guard')
      .description('stand between an agent and its server: requests that cannot fit never reach it')
      .requiredOption('--upstream <url>', 'the server behind (its key for counting, if any, in PLIMSOLL_API_KEY)')
      .option(...selfSignedOption)
      .option('--port <port>', 'port on 127.0.0.1; 0 for any free one', wholeNumber(0), 0)
      .option('--least-output <tokens>', `refuse rather than leave less room for the answer (default ${defaultGuardSettings.leastOutputTokens})`, wholeNumber(1))
      .option('--keep-alive-seconds <seconds>', 'silence after which a streaming agent is kept waiting (default 10)', wholeNumber(1))
      .option('--silence-limit-seconds <seconds>', 'silence after which the server counts as hung (default 1800)', wholeNumber(1))
      .option('--end-with-stdin', 'end when standard input closes')
      .option('--json', 'print one JSON line when it listens')
      .action(async (options: GuardOptions) => runGuard(options, context));
  },
};

