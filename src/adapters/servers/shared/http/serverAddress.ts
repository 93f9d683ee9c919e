/** Turns what a user typed as a server's address into a base address without `/v1`, its origin and its place. */
import { fail, ok, type Result } from '../../../../domain/failure.ts';
import type { ServerLocation } from '../../../../domain/server.ts';
import { locationOf } from './locationOf.ts';

export interface ServerAddress {
  /** Without a trailing slash and without `/v1`. */
  readonly url: string;
  readonly origin: string;
  readonly location: ServerLocation;
  readonly isEncrypted: boolean;
}

// People paste what their client shows: the endpoint itself, or Ollama's native root.
const knownEndings = /\/(v1(\/(chat\/completions|completions|models))?|api(\/(chat|generate|tags))?)?\/*$/;

/** Accepts `localhost:8080`, `http://host/v1/`, `https://host/prefix/v1`; refuses other schemes and keys inside the address. */
export function parseServerAddress(text: string): Result<ServerAddress> {
  const trimmed = text.trim();
  const withScheme = /^[a-z][a-z0-9+.-]*:\/\//i.test(trimmed) ? trimmed : `http://${trimmed}`;
  const advice = 'Give an address such as http://127.0.0.1:8080 (with or without /v1).';
  const url = URL.parse(withScheme);
  if (url === null || url.hostname === '') return fail('invalidInput', `"${trimmed}" is not an address.`, advice);
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    return fail('invalidInput', `The address starts with ${url.protocol}//, but servers are reached by http:// or https://.`, advice);
  }
  if (url.username !== '' || url.password !== '') {
    return fail('invalidInput', `The address of ${url.host} carries a user name or password.`, 'Leave it out of the address and give the key apart.');
  }
  // 0.0.0.0 is what servers print as "listening on"; Windows cannot connect to it.
  if (url.hostname === '0.0.0.0') url.hostname = '127.0.0.1';
  if (url.hostname === '[::]') url.hostname = '[::1]';
  return ok({
    url: url.origin + url.pathname.replace(knownEndings, '').replace(/\/+$/, ''),
    origin: url.origin,
    location: locationOf(url.hostname),
    isEncrypted: url.protocol === 'https:',
  });
}
