/** Sends one request to the server behind; a kept connection that died unnoticed is opened anew once. */
import http from 'node:http';
import https from 'node:https';
import type { IncomingHttpHeaders, IncomingMessage, ClientRequest, Agent } from 'node:http';
import { ownHeaders } from '../../adapters/servers/shared/http/ownHeaders.ts';
import { codeOf, ok, type Result } from '../../domain/failure.ts';
import type { ServerAccess } from '../../domain/server.ts';

export interface Upstream {
  readonly base: URL;
  readonly agent: Agent;
  /** The user's own for this server; they go before the agent's. */
  readonly headers: Readonly<Record<string, string>>;
  /** False only by the user's explicit choice for this server. */
  readonly rejectUnauthorized: boolean;
}

/** Meaningful for one connection only, or decided by the guard. */
const notForwarded = new Set(['host', 'connection', 'keep-alive', 'proxy-connection', 'transfer-encoding', 'te', 'trailer', 'upgrade', 'expect', 'content-length', 'accept-encoding']);

export function openUpstream({ url, headers, acceptsSelfSigned }: ServerAccess): Result<Upstream> {
  const own = ownHeaders(headers);
  if (!own.ok) return own;
  const base = new URL(url.replace(/\/+$/u, '').replace(/\/v1$/u, ''));
  const rejectUnauthorized = acceptsSelfSigned !== true;
  const keeping = { keepAlive: true, scheduling: 'lifo' } as const;
  const agent = base.protocol === 'https:' ? new https.Agent({ ...keeping, rejectUnauthorized }) : new http.Agent(keeping);
  return ok({ base, agent, headers: own.value, rejectUnauthorized });
}

export interface UpstreamRequest {
  readonly method: string;
  /** `/v1/…` with its query. */
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  /** Ends the request at the server too. */
  readonly signal: AbortSignal;
}

/** Rejects with the socket's error. */
export function sendUpstream(upstream: Upstream, request: UpstreamRequest): Promise<IncomingMessage> {
  return sendOnce(upstream, request, upstream.agent).catch((thrown: unknown) => {
    const died = thrown instanceof DeadConnection && !request.signal.aborted;
    if (!died) throw thrown instanceof DeadConnection ? thrown.cause : thrown;
    // no agent: a new connection that is used once
    return sendOnce(upstream, request, false);
  });
}

/** A re-used connection that the server had closed before our request reached it. */
class DeadConnection extends Error {}

function sendOnce({ base, headers: own, rejectUnauthorized }: Upstream, { method, path, headers, body, signal }: UpstreamRequest, agent: Agent | false): Promise<IncomingMessage> {
  const options: https.RequestOptions = {
    method,
    protocol: base.protocol,
    hostname: base.hostname.replace(/^\[|\]$/gu, ''),
    port: base.port,
    path: `${base.pathname.replace(/\/+$/u, '')}${path}`,
    headers: { ...forwardedHeaders(headers), ...own, host: base.host, ...(body.length > 0 || method === 'POST' ? { 'content-length': body.length } : {}) },
    agent,
    signal,
    rejectUnauthorized,
  };
  return new Promise((resolve, reject) => {
    const outgoing: ClientRequest = (base.protocol === 'https:' ? https : http).request(options, resolve);
    outgoing.setNoDelay(true);
    outgoing.once('error', (error) => {
      const isStale = outgoing.reusedSocket && ['ECONNRESET', 'EPIPE'].includes(codeOf(error) ?? '');
      reject(isStale ? new DeadConnection('', { cause: error }) : error);
    });
    outgoing.end(body);
  });
}

function forwardedHeaders(headers: IncomingHttpHeaders): http.OutgoingHttpHeaders {
  // identity, because the guard reads what passes
  return { ...Object.fromEntries(Object.entries(headers).filter(([name]) => !notForwarded.has(name))), 'accept-encoding': 'identity' };
}
