/** A running guard: listens on loopback only, passes the agent's traffic to one server, and drains before it stops. */
import { randomBytes } from 'node:crypto';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { recogniseOverflow } from '../../adapters/servers/shared/failures/overflowWording.ts';
import { codeOf, fail, messageOf, ok, type Result } from '../../domain/failure.ts';
import { addRecord, emptyGuardStats, type GuardStats, learnedProfile } from '../../guard/guardStats.ts';
import { prometheusText } from '../../guard/prometheusText.ts';
import { admitRequest } from './admitRequest.ts';
import { errorBody } from './relay/errorReply.ts';
import { lineOf } from './guardLog.ts';
import type { GuardSettings } from './guardSettings.ts';
import { type GuardContext, handleRequest } from './handleRequest.ts';
import { createJudge } from './judgeRequest.ts';
import { sendError } from './relay/relayReply.ts';
import { openUpstream } from './sendUpstream.ts';
import type { StreamWatch } from './relay/streamWatch.ts';
import { type Connect, upstreamView } from './upstreamView.ts';

export interface Guard {
  /** Base URL for OpenAI-compatible agents, token included. */
  readonly url: string;
  /** Base URL for agents that speak Ollama's own API. */
  readonly ollamaUrl: string;
  readonly statsUrl: string;
  readonly stats: () => GuardStats;
  /** Stops listening, waits for the streams in flight, then ends. */
  readonly stop: () => Promise<void>;
}

export async function startGuard(settings: GuardSettings, connect?: Connect): Promise<Result<Guard>> {
  const token = settings.token ?? randomBytes(18).toString('base64url');
  const upstream = openUpstream(settings.upstream);
  if (!upstream.ok) return upstream;
  const view = upstreamView(settings.upstream, connect);
  const live = new Set<StreamWatch>();
  let stats = emptyGuardStats(new Date().toISOString());
  const context: GuardContext = {
    settings,
    upstream: upstream.value,
    view,
    judge: createJudge(view, settings),
    recognise: recogniseOverflow,
    live,
    remember: (record) => {
      stats = addRecord(stats, record);
      settings.onRecord?.(record);
      const line = lineOf(record);
      if (line !== undefined) settings.onNotice?.({ level: record.truncation === undefined ? 'info' : 'warning', text: line });
    },
  };
  const server = http.createServer({ requestTimeout: 0, keepAliveTimeout: 75_000 }, (request, response) => {
    const admission = admitRequest(request, token, portOf(server));
    if (!admission.admitted) sendError(response, admission.status, errorBody(admission.message, 'plimsoll_guard_refused'), undefined);
    else if (admission.path.startsWith('/plimsoll/')) sendFigures(response, admission.path, () => stats, live);
    else void handleRequest(context, request, response, admission.path);
  });
  const listening = await listen(server, settings.port);
  if (!listening.ok) return listening;
  // a first look at the server, so that the first request finds its window known
  void view.windowFor('');
  const base = `http://127.0.0.1:${portOf(server)}/${token}`;
  const stop = async (): Promise<void> => {
    await closeServer(server);
    view.close();
    context.upstream.agent.destroy();
  };
  return ok({ url: `${base}/v1`, ollamaUrl: base, statsUrl: `${base}/plimsoll/stats`, stats: () => stats, stop });
}

const portOf = (server: http.Server): number => (server.address() as AddressInfo).port;

function listen(server: http.Server, port: number): Promise<Result<undefined>> {
  return new Promise((resolve) => {
    server.once('error', (error) => {
      const advice = codeOf(error) === 'EADDRINUSE' ? 'Choose another with --port, or 0 for any free one.' : 'Choose another with --port.';
      resolve(fail('invalidInput', `The guard cannot listen on port ${port}.`, advice, { cause: messageOf(error) }));
    });
    server.listen({ port, host: '127.0.0.1' }, () => resolve(ok(undefined)));
  });
}

function closeServer(server: http.Server): Promise<void> {
  return new Promise((resolve) => {
    // a kept connection becomes idle when its last stream ends, and would hold the guard open until the agent lets go
    const closingIdle = setInterval(() => server.closeIdleConnections(), 20);
    server.close(() => {
      clearInterval(closingIdle);
      resolve();
    });
  });
}

function sendFigures(response: http.ServerResponse, path: string, stats: () => GuardStats, live: ReadonlySet<StreamWatch>): void {
  const figures = { inFlight: live.size, tokensPerSecond: [...live].reduce((sum, watch) => sum + watch.liveTokensPerSecond(), 0) };
  const name = path.split('?')[0];
  if (name === '/plimsoll/metrics') send(response, 'text/plain; version=0.0.4', prometheusText(stats(), figures));
  else if (name === '/plimsoll/stats') {
    const learned = learnedProfile(stats());
    send(response, 'application/json', JSON.stringify({ ...stats(), live: figures, ...(learned === undefined ? {} : { learnedProfile: learned }) }));
  } else sendError(response, 404, errorBody('There are /plimsoll/stats and /plimsoll/metrics.', 'plimsoll_guard_refused'), undefined);
}

function send(response: http.ServerResponse, type: string, body: string): void {
  response.writeHead(200, { 'content-type': type, 'content-length': Buffer.byteLength(body), 'cache-control': 'no-store' });
  response.end(body);
}
