/** Who may use the guard: loopback clients that know the token; no browser page, whatever name it resolves to loopback. */
import { timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

export type Admission = { readonly admitted: true; readonly path: string } | { readonly admitted: false; readonly status: 403 | 404; readonly message: string };

const refuse = (message: string, status: 403 | 404 = 403): Admission => ({ admitted: false, status, message });

export function admitRequest(request: Pick<IncomingMessage, 'url' | 'headers'>, token: string, port: number): Admission {
  const { host, origin } = request.headers;
  // a page whose name was re-bound to 127.0.0.1 still sends its own name as Host
  if (host === undefined || !['127.0.0.1', 'localhost', '[::1]'].some((name) => host === `${name}:${port}`)) return refuse('This address is for programs on this machine only.');
  if (origin !== undefined || request.headers['sec-fetch-site'] !== undefined) return refuse('Web pages may not use the guard.');
  const url = request.url ?? '/';
  const [, given = '', rest = ''] = /^\/([^/?]*)(\/.*)?$/u.exec(url) ?? [];
  if (!sameText(given, token)) return refuse('The token in the address is wrong: use the whole address that `plimsoll guard` printed.');
  if (/^\/(v1|api|plimsoll)(\/|\?|$)/u.test(rest) && !/\/\.\.?(\/|\?|$)|%2e|%2f|\\/iu.test(rest)) return { admitted: true, path: rest };
  return refuse('The guard passes /v1/* and /api/* only.', 404);
}

/** In constant time; the length is no secret. */
function sameText(given: string, token: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(token)];
  return a.length === b.length && timingSafeEqual(a, b);
}
