/** One configured server: where it is, its key, its sockets. The key goes to this origin only; other origins are never followed. */
import { fail, type Result } from '../../../../domain/failure.ts';
import type { ServerAccess } from '../../../../domain/server.ts';
import type { BodyRead, Exchange, TimeLimits } from './exchange.ts';
import { createOriginAgents } from './originAgents.ts';
import { ownHeaders } from './ownHeaders.ts';
import { sendExchange } from './sendExchange.ts';
import { parseServerAddress, type ServerAddress } from './serverAddress.ts';

export interface ConnectionRequest {
  /** Appended to the base address, e.g. `/v1/models`. */
  readonly path: string;
  /** Given: sent as JSON by POST. */
  readonly body?: unknown;
  readonly limits?: TimeLimits;
  readonly signal: AbortSignal;
  readonly onRead?: (reads: readonly BodyRead[]) => void;
}

export interface Connection {
  readonly address: ServerAddress;
  readonly hasKey: boolean;
  readonly send: (request: ConnectionRequest) => Promise<Result<Exchange>>;
}

const defaultLimits: TimeLimits = { connectMs: 5_000, idleMs: 15_000 };
const maxBodyBytes = 256 * 1024 * 1024;
const maxRedirects = 3;

export function openConnection(access: ServerAccess): Result<Connection> {
  const address = parseServerAddress(access.url);
  if (!address.ok) return address;
  const key = access.apiKey === '' ? undefined : access.apiKey;
  const own = ownHeaders(access.headers);
  if (!own.ok) return own;
  const { isEncrypted, location, origin } = address.value;
  const headers = { ...own.value, ...keyHeaders(key) };
  if (Object.keys(headers).length > 0 && !isEncrypted && location === 'public') {
    return fail('insecureAddress', `The key or the headers for ${origin} would cross the internet unencrypted.`, 'Use https:// for this address, or reach the server through a VPN or an SSH tunnel.');
  }
  const agents = createOriginAgents(isEncrypted, access.acceptsSelfSigned === true);
  const send = (request: ConnectionRequest): Promise<Result<Exchange>> => sendFollowing(address.value, request, headers, agents);
  return { ok: true, value: { address: address.value, hasKey: 'authorization' in headers, send } };
}

/** TabbyAPI reads both; everybody else reads the first. */
function keyHeaders(key: string | undefined): Record<string, string> {
  return key === undefined ? {} : { authorization: `Bearer ${key}`, 'x-api-key': key };
}

async function sendFollowing(
  address: ServerAddress,
  request: ConnectionRequest,
  headers: Readonly<Record<string, string>>,
  agents: ReturnType<typeof createOriginAgents>,
): Promise<Result<Exchange>> {
  const body = request.body === undefined ? undefined : JSON.stringify(request.body);
  const contentHeaders = body === undefined ? {} : { 'content-type': 'application/json', 'content-length': String(Buffer.byteLength(body)) };
  let url = new URL(address.url + request.path);
  for (let hop = 0; hop <= maxRedirects; hop += 1) {
    const sent = await sendExchange(
      {
        url,
        method: body === undefined ? 'GET' : 'POST',
        headers: { accept: 'application/json, text/event-stream', 'accept-encoding': 'identity', ...headers, ...contentHeaders },
        limits: request.limits ?? defaultLimits,
        signal: request.signal,
        maxBodyBytes,
        ...(body === undefined ? {} : { body }),
        ...(request.onRead === undefined ? {} : { onRead: request.onRead }),
      },
      agents,
    );
    if (!sent.ok || !isRedirect(sent.value.status)) return sent;
    const next = redirectTarget(sent.value, url, body !== undefined);
    if (!next.ok) return next;
    url = next.value;
  }
  return fail('redirected', `${address.origin} redirects in a circle.`, 'Check the address: a proxy in front of the server is set up wrongly.');
}

const isRedirect = (status: number): boolean => status >= 300 && status < 400 && status !== 304;

function redirectTarget(answer: Exchange, from: URL, isPost: boolean): Result<URL> {
  const target = URL.parse(answer.headers.location ?? '', from.href);
  const keepsMethod = !isPost || answer.status === 307 || answer.status === 308;
  if (target !== null && target.origin === from.origin && keepsMethod) return { ok: true, value: target };
  const where = target === null ? 'an address that cannot be read' : target.origin + target.pathname;
  return fail('redirected', `${from.origin} redirects to ${where}; neither the prompt nor the key was sent there.`, 'If that is the right server, enter its address instead.', {
    httpStatus: answer.status,
  });
}
