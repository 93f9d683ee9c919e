/** A guard before a server made of one function, and a client that keeps every byte. */
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { fail, ok } from '../../../src/domain/failure.ts';
import type { ServerKind } from '../../../src/domain/server.ts';
import type { GuardRecord } from '../../../src/guard/guardStats.ts';
import { defaultGuardSettings, type GuardSettings } from '../../../src/shells/guardServer/guardSettings.ts';
import { type Guard, startGuard } from '../../../src/shells/guardServer/startGuard.ts';
import type { Connect } from '../../../src/shells/guardServer/upstreamView.ts';
import { fakeServer } from '../../fakes/fakeServer.ts';

export type UpstreamHandler = (request: http.IncomingMessage, response: http.ServerResponse, body: string) => void;

export interface GuardBench {
  readonly guard: Guard;
  readonly upstreamUrl: string;
  readonly records: readonly GuardRecord[];
  readonly notices: readonly string[];
  readonly close: () => Promise<void>;
}

export interface BenchOptions {
  readonly handler: UpstreamHandler;
  readonly settings?: Partial<GuardSettings>;
  readonly kind?: ServerKind;
  /** undefined: the server does not say. */
  readonly contextWindow?: number;
  /** Exact count for any prompt; undefined: the server cannot count. */
  readonly promptTokens?: number;
}

const open = new Set<() => Promise<void>>();

/** After a failed test too: a guard left open would keep the test process alive. */
export async function closeGuardBenches(): Promise<void> {
  await Promise.all([...open].map((close) => close()));
}

export async function openGuardBench({ handler, settings = {}, kind = 'vllm', contextWindow, promptTokens }: BenchOptions): Promise<GuardBench> {
  const upstream = http.createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (text: string) => (body += text));
    request.on('end', () => handler(request, response, body));
  });
  await new Promise<void>((resolve) => upstream.listen(0, '127.0.0.1', resolve));
  const upstreamUrl = `http://127.0.0.1:${(upstream.address() as AddressInfo).port}`;
  const records: GuardRecord[] = [];
  const notices: string[] = [];
  const model = { id: 'm', loaded: true, ...(contextWindow === undefined ? {} : { contextWindow }) };
  const identity = { url: upstreamUrl, kind, location: 'loopback' as const };
  const known = { ...fakeServer({ report: ok({ ...identity, models: [model], notices: [] }) }), identity };
  const count = () => Promise.resolve(promptTokens === undefined ? fail('unsupported', 'no tokeniser', '') : ok({ tokens: promptTokens, method: 'server' as const, errorShare: 0 }));
  const connect: Connect = () => Promise.resolve(ok({ ...known, countPrompt: count }));
  const all: GuardSettings = {
    ...defaultGuardSettings,
    ...settings,
    upstream: settings.upstream ?? { url: upstreamUrl },
    onRecord: (record) => void records.push(record),
    onNotice: ({ text }) => void notices.push(text),
  };
  const guard = await startGuard(all, connect);
  if (!guard.ok) throw new Error(guard.failure.detail);
  const close = async (): Promise<void> => {
    open.delete(close);
    upstream.closeAllConnections();
    upstream.close();
    await guard.value.stop();
  };
  open.add(close);
  return { guard: guard.value, upstreamUrl, records, notices, close };
}

export interface Answer {
  readonly status: number;
  readonly headers: http.IncomingHttpHeaders;
  readonly body: string;
  /** False when the connection broke before the answer's end. */
  readonly complete: boolean;
}

export interface Sending {
  readonly body?: string | Buffer;
  readonly headers?: http.OutgoingHttpHeaders;
  readonly method?: string;
  readonly signal?: AbortSignal;
}

export function send(url: string, { body, headers = {}, method = body === undefined ? 'GET' : 'POST', signal }: Sending = {}): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const request = http.request(url, { method, headers: { 'content-type': 'application/json', ...headers }, ...(signal === undefined ? {} : { signal }) }, (response) => {
      const chunks: Buffer[] = [];
      const finish = (): void => resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks).toString('utf8'), complete: response.complete });
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', () => undefined);
      response.on('close', finish);
    });
    request.on('error', reject);
    request.end(body);
  });
}

export const chat = (more: object = {}): string => JSON.stringify({ model: 'm', stream: true, max_tokens: 100, messages: [{ role: 'user', content: 'hello' }], ...more });

export const until = async (holds: () => boolean, limitMs = 2_000): Promise<void> => {
  for (const end = Date.now() + limitMs; !holds(); ) {
    if (Date.now() > end) throw new Error('waited in vain');
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
};

export const delta = (content: string): string => `data: ${JSON.stringify({ choices: [{ index: 0, delta: { content } }] })}\n\n`;

export const eventStream = { 'content-type': 'text/event-stream' };
