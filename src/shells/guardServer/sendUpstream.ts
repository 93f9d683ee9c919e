/** Sends one request to the server behind; a kept connection that died unnoticed is opened anew once. */
import http from 'node:http';
import https from 'node:https';
import type { IncomingHttpHeaders, IncomingMessage, ClientRequest, Agent } from 'node:http';
import { codeOf } from '../../domain/failure.ts';

export interface Upstream {
  readonly base: URL;
  readonly agent: Agent;
}

/** Meaningful for one connection only, or decided by the guard. */
const notForwarded = new Set(['host', 'connection', 'keep-alive', 'proxy-connection', 'transfer-encoding', 'te', 'trailer', 'upgrade', 'expect', 'content-length', 'accept-encoding']);

export function openUpstream(address: string): Upstream {
  const base = new URL(address.replace(/\/+$/u, '').replace(/\/v1$/u, ''));
  const agent = new (base.protocol === 'https:' ? https : http).Agent({ keepAlive: true, scheduling: 'lifo' });
  return { base, agent };
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

function sendOnce({ base }: Upstream, { method, path, headers, body, signal }: UpstreamRequest, agent: Agent | false): Promise<IncomingMessage> {
  const options: http.RequestOptions = {
    method,
    protocol: base.protocol,
    hostname: base.hostname.replace(/^\[|\]$/gu, ''),
    port: base.port,
    path: `${base.pathname.replace(/\/+$/u, '')}${path}`,
    headers: { ...forwardedHeaders(headers), host: base.host, ...(body.length > 0 || method === 'POST' ? { 'content-length': body.length } : {}) },
    agent,
    signal,
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
