/** Addresses and keys from the command line's world: a key comes from the environment, never from an argument. */
import { fail, ok, type Result } from '../../domain/failure.ts';
import { serverNames } from '../../domain/server.ts';
import type { ServerAccess } from '../../protocol/engine.ts';
import type { CliContext } from './command.ts';
import { callEngine } from './engine.ts';

/** `PLIMSOLL_API_KEY` goes with the address that was named, and with no other. */
export function accessFor(url: string, env: NodeJS.ProcessEnv): ServerAccess {
  const apiKey = env['PLIMSOLL_API_KEY'];
  return apiKey === undefined || apiKey === '' ? { url } : { url, apiKey };
}

/** The address given, or the only server that answers on this machine's usual ports. */
export async function chooseServer(url: string | undefined, context: CliContext): Promise<Result<ServerAccess>> {
  if (url !== undefined) return ok(accessFor(url, context.env));
  context.note('Looking for a server on this machine …');
  const found = await callEngine({ call: 'probe', urls: [], discover: true }, context);
  if (found.say === 'failed') return { ok: false, failure: found.failure };
  const servers = found.say === 'probed' ? found.report.servers : [];
  const [first, second] = servers;
  if (first === undefined) {
    const failure = found.say === 'probed' ? found.report.failures[0]?.failure : undefined;
    return failure === undefined ? fail('serverGone', 'No server answers on this machine.', 'Start one, or give --url.') : { ok: false, failure };
  }
  if (second !== undefined) return fail('invalidInput', `Several servers answer: ${servers.map((server) => `${serverNames[server.kind]} at ${server.url}`).join(', ')}.`, 'Choose one with --url.');
  context.note(`Using ${serverNames[first.kind]} at ${first.url}.`);
  // a server that was merely found gets no key: it could be anybody's
  return ok({ url: first.url });
}
