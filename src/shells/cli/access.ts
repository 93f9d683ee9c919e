/** Addresses and the ways in from the command line's world: keys and headers come from the environment, never from an argument. */
import { fail, ok, type Result } from '../../domain/failure.ts';
import { type ServerAccess, serverNames } from '../../domain/server.ts';
import type { CliContext } from './command.ts';
import { callEngine } from './engine.ts';
import { originOf, readOriginSettings } from './originSettings.ts';

/** What a command's own words say about the address it names. */
export interface AccessOptions {
  readonly selfSigned?: boolean;
}

/** For every command that names a server. */
export const selfSignedOption = ['--self-signed', 'accept a self-signed certificate of the given address'] as const;

/** `PLIMSOLL_API_KEY` goes with the address that was named, and with no other. */
export function accessFor(url: string, env: NodeJS.ProcessEnv, options: AccessOptions = {}): ServerAccess {
  return withKey(accessWithoutKey(url, env, options), env['PLIMSOLL_API_KEY']);
}

/** With what the environment says of this origin by name: that may go along where a key, which names none, may not. */
export function accessWithoutKey(url: string, env: NodeJS.ProcessEnv, { selfSigned }: AccessOptions = {}): ServerAccess {
  const settings = readOriginSettings(env);
  const own = settings.ok ? settings.value.get(originOf(url) ?? '') : undefined;
  return { url, ...own, ...(selfSigned === true ? { acceptsSelfSigned: true } : {}) };
}

export const withKey = (access: ServerAccess, apiKey: string | undefined): ServerAccess => (apiKey === undefined || apiKey === '' ? access : { ...access, apiKey });

/** The address given, or the only server that answers on this machine's usual ports. */
export async function chooseServer(url: string | undefined, context: CliContext, options: AccessOptions = {}): Promise<Result<ServerAccess>> {
  if (url !== undefined) return ok(accessFor(url, context.env, options));
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
