/**
 * A scripted OpenAI-compatible server with an exact schedule and a log of what it really did; runs in a process of its own.
 * The model's name is the schedule: `ttft=50,itl=5,n=200` (milliseconds, tokens). `itl=0` streams as fast as the socket takes it.
 * The model `mock` has the schedule last set by `/schedule?…`, for clients that cannot spell such a name.
 */
import http, { type ServerResponse } from 'node:http';

export interface MockTruth {
  /** Moment of the first and last token's write, ms after the request had arrived whole. */
  readonly firstWriteMs: number;
  readonly lastWriteMs: number;
  readonly tokens: number;
}

interface Schedule {
  readonly ttft: number;
  readonly itl: number;
  readonly n: number;
}

/** Pieces a socket write carries in a saturated stream. */
const piecesPerWrite = 1;
const head = 'data: {"id":"c","object":"chat.completion.chunk","created":1,"model":"mock","choices":[{"index":0,"delta":';
const piece = (index: number): string => `${head}{"content":" w${index % 10}"},"finish_reason":null}]}\n\n`;
const ending = (n: number, promptTokens: number): string =>
  `${head}{},"finish_reason":"length"}]}\n\ndata: {"id":"c","object":"chat.completion.chunk","created":1,"model":"mock","choices":[],"usage":{"prompt_tokens":${promptTokens},"completion_tokens":${n},"total_tokens":${n + promptTokens}}}\n\ndata: [DONE]\n\n`;

let mockSchedule = 'ttft=0,itl=0,n=16';

function scheduleOf(name: string): Schedule {
  const model = name.includes('ttft=') ? name : mockSchedule;
  const value = (field: string): number => Number(new RegExp(`${field}=([\\d.]+)`).exec(model)?.[1] ?? 0);
  return { ttft: value('ttft'), itl: value('itl'), n: value('n') };
}

/** Sleeps, then spins the last 2 ms: timers alone are a millisecond late. */
async function until(deadlineMs: number): Promise<void> {
  const rest = deadlineMs - performance.now() - 2;
  if (rest > 0) await new Promise((resolve) => setTimeout(resolve, rest));
  while (performance.now() < deadlineMs);
}

/** A model that answers in about 25 ms, for tests that need many requests. */
export const fastModel = 'ttft=5,itl=1,n=20';

const truths: MockTruth[] = [];

async function stream(response: ServerResponse, { ttft, itl, n }: Schedule, promptTokens: number): Promise<void> {
  const arrived = performance.now();
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  response.socket?.setNoDelay(true);
  await until(arrived + ttft);
  const first = performance.now();
  let last = first;
  if (itl === 0) {
    for (let sent = 0; sent < n; sent += piecesPerWrite) {
      const count = Math.min(piecesPerWrite, n - sent);
      if (!response.write(Array.from({ length: count }, (_, index) => piece(sent + index)).join(''))) await new Promise((resolve) => response.once('drain', resolve));
    }
  } else {
    for (let index = 0; index < n; index++) {
      if (index > 0) await until(first + index * itl);
      last = performance.now();
      response.write(piece(index));
    }
  }
  response.end(ending(n, promptTokens));
  truths.push({ firstWriteMs: first - arrived, lastWriteMs: last - arrived, tokens: n });
}

const server = http.createServer((request, response) => {
  const json = (value: unknown): void => void response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(value));
  if (request.url === '/truths') return json(truths.splice(0));
  if (request.url === '/health') return json({ status: 'ok' });
  if (request.url === '/book.txt') return void response.end('The tide came in, the tide went out, and the harbour log was signed.\n'.repeat(2000));
  if (request.url?.startsWith('/schedule?') === true) {
    mockSchedule = decodeURIComponent(request.url.slice(10));
    return json({});
  }
  if (request.url === '/v1/models') return json({ object: 'list', data: ['mock', fastModel].map((id) => ({ id, object: 'model', owned_by: 'mock' })) });
  if (request.method !== 'POST') return void response.writeHead(404).end('{}');
  const parts: Buffer[] = [];
  request.on('data', (part: Buffer) => parts.push(part));
  request.on('end', () => {
    const body = Buffer.concat(parts).toString();
    // about what a tokeniser would say of English: too few would look like a truncated prompt
    const { model, stream: wantsStream } = JSON.parse(body) as { readonly model: string; readonly stream?: boolean };
    const promptTokens = Math.ceil(body.length / 3.5);
    if (wantsStream === true) void stream(response, scheduleOf(model), promptTokens);
    // some clients warm up without a stream
    else json({ id: 'c', object: 'chat.completion', created: 1, model, choices: [{ index: 0, message: { role: 'assistant', content: 'w' }, finish_reason: 'stop' }], usage: { prompt_tokens: promptTokens, completion_tokens: 1, total_tokens: promptTokens + 1 } });
  });
});
server.keepAliveTimeout = 60_000;
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  process.send?.(typeof address === 'object' && address !== null ? address.port : 0);
});
process.on('disconnect', () => process.exit(0));
