/** One process of the guard's benchmark: the server, the bare pipe or the guard itself. Tells its address and its own CPU time over IPC. */
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { defaultGuardSettings } from '../../src/shells/guardServer/guardSettings.ts';
import { startGuard } from '../../src/shells/guardServer/startGuard.ts';

const [role = '', upstream = ''] = process.argv.slice(2);

const text = (index: number): string => `data: {"id":"chatcmpl-1","object":"chat.completion.chunk","created":1,"model":"m","choices":[{"index":0,"delta":{"content":" tok${index % 10}"},"finish_reason":null}]}\n\n`;

/** Streams as many events as the user message asks for, each in a write of its own; waits `everyMs` between them when that is above 0. */
function stream(response: http.ServerResponse, events: number, everyMs: number): void {
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  let index = 0;
  const end = (): void => void response.end('data: {"choices":[],"usage":{"prompt_tokens":4400,"completion_tokens":1}}\n\ndata: [DONE]\n\n');
  const pump = (): void => {
    while (index < events) {
      const isFree = response.write(text(index));
      index += 1;
      if (everyMs > 0) return void setTimeout(pump, everyMs);
      if (!isFree) return void response.once('drain', pump);
    }
    end();
  };
  pump();
}

function serve(): void {
  const server = http.createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (piece: string) => (body += piece));
    request.on('end', () => {
      const json = (value: object): void => void response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(value));
      if (request.url === '/version') json({ version: '0.20.2' });
      else if (request.url === '/v1/models') json({ object: 'list', data: [{ id: 'm', object: 'model', owned_by: 'vllm', max_model_len: 131_072 }] });
      else if (request.url === '/v1/chat/completions') {
        const [, events = '1', everyMs = '0'] = /events=(\d+) everyMs=(\d+)/u.exec(body) ?? [];
        stream(response, Number(events), Number(everyMs));
      } else response.writeHead(404).end('{}');
    });
  });
  listen(server);
}

function pipe(): void {
  const agent = new http.Agent({ keepAlive: true });
  listen(
    http.createServer((request, response) => {
      const target = new URL(request.url ?? '/', upstream);
      const outgoing = http.request(target, { method: request.method, headers: { ...request.headers, host: target.host }, agent }, (reply) => {
        response.writeHead(reply.statusCode ?? 502, reply.headers);
        reply.pipe(response);
      });
      request.pipe(outgoing);
    }),
  );
}

function listen(server: http.Server): void {
  server.listen(0, '127.0.0.1', () => process.send?.({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1` }));
}

async function guard(): Promise<void> {
  const started = await startGuard({ ...defaultGuardSettings, upstream: { url: upstream } });
  if (!started.ok) throw new Error(started.failure.detail);
  process.send?.({ url: started.value.url });
}

process.on('message', () => {
  const { user, system } = process.cpuUsage();
  global.gc?.();
  process.send?.({ cpuMs: (user + system) / 1_000, residentBytes: process.memoryUsage.rss() });
});
process.on('disconnect', () => process.exit(0));

if (role === 'server') serve();
else if (role === 'pipe') pipe();
else await guard();
