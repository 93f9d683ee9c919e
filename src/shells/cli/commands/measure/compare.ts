/** `plimsoll compare`: the same prompts to a local and a remote endpoint (or two models), and whether the difference is real. */
import { randomUUID } from 'node:crypto';
import type { Command } from 'commander';
import { tcpConnectMs } from '../../../../adapters/servers/tcpConnectMs.ts';
import type { EndpointName } from '../../../../domain/comparison.ts';
import { fail, ok, type Result } from '../../../../domain/failure.ts';
import type { ServerAccess } from '../../../../domain/server.ts';
import { judgeComparison } from '../../../../measure/compare/judgeComparison.ts';
import { type Endpoint, runComparison } from '../../../../measure/compare/runComparison.ts';
import { openTarget, type Target } from '../../../measure/openTarget.ts';
import { type AccessOptions, accessWithoutKey, chooseServer, withKey } from '../../access.ts';
import { type CliCommand, type CliContext, type CommandOutcome, failureOutcome } from '../../command.ts';
import { wholeNumber } from '../../wholeNumber.ts';
import { compareText, requestLine } from './compareText.ts';

interface CompareOptions extends AccessOptions {
  readonly local?: string;
  readonly remote?: string;
  readonly model?: string;
  readonly remoteModel?: string;
  readonly requests: number;
  readonly promptTokens: number;
  readonly maxTokens: number;
  readonly onlyLocal?: boolean;
  readonly onlyRemote?: boolean;
  readonly json?: boolean;
}

interface Wanted {
  readonly name: EndpointName;
  readonly access: ServerAccess;
  readonly model: string | undefined;
}

/** Two servers, two keys: neither is ever sent to the other. */
function keyed(url: string, name: EndpointName, options: AccessOptions, env: NodeJS.ProcessEnv): ServerAccess {
  return withKey(accessWithoutKey(url, env, options), env[name === 'local' ? 'PLIMSOLL_LOCAL_API_KEY' : 'PLIMSOLL_REMOTE_API_KEY']);
}

async function wantedEndpoints(options: CompareOptions, context: CliContext): Promise<Result<readonly Wanted[]>> {
  const { onlyLocal, onlyRemote, remote, model } = options;
  if (onlyLocal === true && onlyRemote === true) return fail('invalidInput', '--only-local and --only-remote exclude each other.', 'Give one of them, or neither to compare.');
  const wanted: Wanted[] = [];
  if (onlyRemote !== true) {
    const local = options.local === undefined ? await chooseServer(undefined, context) : ok(keyed(options.local, 'local', options, context.env));
    if (!local.ok) return local;
    wanted.push({ name: 'local', access: local.value, model });
  }
  if (onlyLocal === true) return ok(wanted);
  if (remote === undefined) return fail('invalidInput', 'No remote endpoint was given.', 'Give --remote <address>, or --only-local.');
  return ok([...wanted, { name: 'remote', access: keyed(remote, 'remote', options, context.env), model: options.remoteModel ?? model }]);
}

async function openEndpoint({ name, access, model }: Wanted, signal: AbortSignal): Promise<Result<{ readonly endpoint: Endpoint; readonly target: Target }>> {
  const target = await openTarget(access, model, signal);
  if (!target.ok) {
    const { failure } = target;
    const hint = failure.kind === 'modelMissing' && name === 'remote' ? ' Its name there is given with --remote-model.' : ` Or measure the other one alone: --only-${name === 'local' ? 'remote' : 'local'}.`;
    return { ok: false, failure: { ...failure, detail: `${name}: ${failure.detail}`, advice: `${failure.advice}${hint}` } };
  }
  const { server, model: info, countTokens } = target.value;
  return ok({ endpoint: { name, server, model: info.id, countTokens, tcpConnectMs: () => tcpConnectMs(access.url, signal) }, target: target.value });
}

export async function runCompare(options: CompareOptions, context: CliContext): Promise<CommandOutcome> {
  const { signal } = context;
  const wanted = await wantedEndpoints(options, context);
  if (!wanted.ok) return failureOutcome(wanted.failure);
  const opened: { readonly endpoint: Endpoint; readonly target: Target }[] = [];
  for (const one of wanted.value) {
    const endpoint = await openEndpoint(one, signal);
    if (!endpoint.ok) return failureOutcome(endpoint.failure);
    opened.push(endpoint.value);
    context.note(`${one.name}: ${endpoint.value.endpoint.model} on ${endpoint.value.target.report.url}`);
  }
  const run = await runComparison({
    endpoints: opened.map(({ endpoint }) => endpoint),
    ...{ requests: options.requests, promptTokens: options.promptTokens, maxOutputTokens: options.maxTokens, seed: 1, nonce: randomUUID(), idleTimeoutMs: 600_000, signal },
    onRequest: (request) => context.note(requestLine(request)),
  });
  if (signal.aborted) return failureOutcome({ kind: 'cancelled', detail: `The comparison was cancelled after ${run.requests.length} requests.`, advice: '' });
  const comparison = judgeComparison(opened.map(({ endpoint, target }) => ({ name: endpoint.name, url: target.report.url, model: endpoint.model })), run, new Date().toISOString());
  const nothingWorked = comparison.endpoints.every((endpoint) => endpoint.time === undefined);
  return { exitCode: nothingWorked ? 1 : 0, json: comparison, text: compareText(comparison) };
}

export const compareCommand: CliCommand = {
  id: 'compare',
  register: (program: Command, context: CliContext) => {
    program
      .command('compare')
      .description('send the same prompts to a local and a remote endpoint (or to two models) in turn; say which is faster and how sure that is')
      .option('--local <address>', 'the local server; without it the one on this machine (key: PLIMSOLL_LOCAL_API_KEY)')
      .option('--remote <address>', 'the other server (key: PLIMSOLL_REMOTE_API_KEY)')
      .option('--self-signed', 'accept self-signed certificates of the given addresses')
      .option('--model <id>', 'the model; without it the one that is loaded')
      .option('--remote-model <id>', 'the model on the other server, when it has another name or is another model')
      .option('-n, --requests <n>', 'requests per endpoint', wholeNumber(1), 10)
      .option('--prompt-tokens <n>', 'size of each prompt', wholeNumber(64), 256)
      .option('--max-tokens <n>', 'longest answer', wholeNumber(1), 128)
      .option('--only-local', 'measure the local endpoint alone')
      .option('--only-remote', 'measure the remote endpoint alone')
      .option('--json', 'print one JSON document')
      .action(async (options: CompareOptions) => context.finish(options, () => runCompare(options, context)));
  },
};
