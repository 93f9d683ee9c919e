/** `plimsoll worker`: measures cells of submitted studies on this host. The code that speaks to the queue is loaded only now. */
import os from 'node:os';
import type { Command } from 'commander';
import { thisMachine } from '../../../../adapters/hardware/thisMachine.ts';
import { fail, ok, type Result } from '../../../../domain/failure.ts';
import type { ServerAccess, ServerReport } from '../../../../domain/server.ts';
import { EngineProcess } from '../../../engineClient/engineProcess.ts';
import { accessFor, accessWithoutKey } from '../../access.ts';
import { type CliCommand, type CliContext, type CommandOutcome, failureOutcome } from '../../command.ts';
import { callEngine, engineProgram } from '../../engine.ts';
import { queueAddress, queueOption } from './queueOption.ts';

interface WorkerOptions {
  readonly queue?: string;
  readonly name: string;
  readonly server?: readonly string[];
  readonly json?: boolean;
}

interface Offered {
  /** As plans spell it. */
  readonly url: string;
  readonly access: ServerAccess;
}

const trimmed = (url: string): string => url.replace(/\/+$/u, '').replace(/\/v1$/u, '');

/** `http://gpu1:8000=http://localhost:8000`: plans call it by the first address, this host reaches it by the second. */
function offeredBy(given: readonly string[], env: NodeJS.ProcessEnv): readonly Offered[] {
  return given.map((text) => {
    const [url = '', local = url] = text.split('=');
    // the key of the environment names no server: it goes along only when there is no second one
    return { url: trimmed(url), access: given.length === 1 ? accessFor(local, env) : accessWithoutKey(local, env) };
  });
}

async function probe(offered: readonly Offered[], context: CliContext): Promise<Result<readonly (Offered & { readonly report: ServerReport })[]>> {
  const answer = await callEngine({ call: 'probe', urls: offered.map(({ access }) => access), discover: offered.length === 0 }, context);
  if (answer.say === 'failed') return { ok: false, failure: answer.failure };
  if (answer.say !== 'probed') return fail('internal', 'The engine ended without a result.', '');
  const { servers, failures } = answer.report;
  const [failure] = failures;
  if (offered.length > 0 && failure !== undefined) return { ok: false, failure: failure.failure };
  if (servers.length === 0) return fail('serverGone', 'No server answers on this machine: there is nothing to offer.', 'Start one, or name it with --server.');
  return ok(
    servers.map((report) => {
      const named = offered.find(({ access }) => trimmed(access.url) === trimmed(report.url));
      const url = named?.url ?? trimmed(report.url);
      return { url, access: named?.access ?? { url: report.url }, report: { ...report, url } };
    }),
  );
}

async function work(options: WorkerOptions, context: CliContext): Promise<CommandOutcome> {
  const queue = queueAddress(options.queue, context);
  if (!queue.ok) return failureOutcome(queue.failure);
  if (!/^[\w.-]+$/u.test(options.name)) return failureOutcome(fail('invalidInput', `"${options.name}" is no name for a worker.`, 'Use letters, digits, dots, hyphens and underscores.').failure);
  const offered = await probe(offeredBy(options.server ?? [], context.env), context);
  if (!offered.ok) return failureOutcome(offered.failure);
  const [{ runWorker }, { performWithEngine }] = await Promise.all([import('../../../fleet/runWorker.ts'), import('../../../fleet/performWithEngine.ts')]);
  const engine = new EngineProcess(engineProgram, (line) => {
    if (context.env['PLIMSOLL_DEBUG']) context.note(line);
  });
  try {
    const machine = await thisMachine().describe();
    const perform = performWithEngine(engine, { machine, servers: new Map(offered.value.map(({ url, access }) => [url, access])) });
    const servers = offered.value.map(({ report }) => report);
    const ended = await runWorker({ queue: queue.value, name: options.name, machine, servers, perform, note: context.note, signal: context.signal });
    if (!ended.ok) return failureOutcome(ended.failure);
    return { exitCode: 0, json: { schema: 'plimsoll.worker/v1', name: options.name, ended: 'stopped' }, text: `Worker "${options.name}" has stopped; what it held is back in the queue.` };
  } finally {
    engine.dispose();
  }
}

export const workerCommand: CliCommand = {
  id: 'worker',
  register: (program: Command, context: CliContext) => {
    program
      .command('worker')
      .description('measure cells of submitted studies on this host, one at a time, until told to stop (see docs/fleet.md)')
      .option(...queueOption)
      .option('--name <name>', 'its place: one worker a name, one cell at a time', os.hostname())
      .option('--server <address>', 'a server it offers, or PLAN_ADDRESS=OWN_ADDRESS where plans call it otherwise; may be given several times; without it those found on this machine', (url: string, urls: readonly string[] | undefined) => [...(urls ?? []), url])
      .option('--json', 'print how it ended as one JSON document')
      .action(async (options: WorkerOptions) => context.finish(options, () => work(options, context)));
  },
};
