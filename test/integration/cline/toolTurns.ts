/** A pass-through that plays a model's first turns: tool calls a tiny model would never make; everything else is the real server's own. */
import http from 'node:http';
import type { AddressInfo } from 'node:net';

export interface ToolTurns {
  readonly url: string;
  /** Requests for an answer that reached the real server, with their statuses. */
  readonly reached: readonly { readonly body: string; readonly status: number }[];
  readonly close: () => void;
}

export interface ToolCallTurn {
  readonly name: string;
  readonly arguments: object;
}

const event = (value: object | string): string => `data: ${typeof value === 'string' ? value : JSON.stringify(value)}\n\n`;

const chunkOf = (index: number, delta: object, finishReason: string | null): string => event({ id: `c${index}`, object: 'chat.completion.chunk', created: 1, model: 'm', choices: [{ index: 0, delta, finish_reason: finishReason }] });

function playDone(response: http.ServerResponse, index: number): void {
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  response.end(chunkOf(index, { role: 'assistant', content: 'Done.' }, null) + chunkOf(index, {}, 'stop') + event('[DONE]'));
}

/** A tiny model babbles to any limit; a few tokens prove as much. */
const shortened = (body: Buffer): Buffer => Buffer.from(body.toString('utf8').replace(/"max_tokens":\d+/u, '"max_tokens":48'));

function playTurn(response: http.ServerResponse, { name, arguments: given }: ToolCallTurn, index: number): void {
  const call = { index: 0, id: `call_${index}`, type: 'function', function: { name, arguments: JSON.stringify(given) } };
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  response.end(chunkOf(index, { role: 'assistant', content: null, tool_calls: [call] }, null) + chunkOf(index, {}, 'tool_calls') + event('[DONE]'));
}

/**
 * The first chat requests get the turns in order, the next go to `upstream` until it has answered one, and then the model
 * is done. Every other path goes to `upstream`.
 */
export async function playToolTurns(upstream: string, turns: readonly ToolCallTurn[]): Promise<ToolTurns> {
  const reached: { body: string; status: number }[] = [];
  let played = 0;
  const server = http.createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const isChat = request.url === '/v1/chat/completions';
      const body = isChat ? shortened(Buffer.concat(chunks)) : Buffer.concat(chunks);
      const turn = turns[played];
      if (isChat && turn !== undefined) {
        played += 1;
        playTurn(response, turn, played);
        return;
      }
      if (isChat && reached.some((one) => one.status === 200)) {
        playDone(response, played + reached.length);
        return;
      }
      const forward = http.request(new URL(request.url ?? '/', upstream), { method: request.method, headers: { ...request.headers, connection: 'close', 'content-length': body.length }, agent: false }, (reply) => {
        if (isChat) reached.push({ body: body.toString('utf8'), status: reply.statusCode ?? 0 });
        response.writeHead(reply.statusCode ?? 502, reply.headers);
        reply.pipe(response);
      });
      forward.on('error', () => response.destroy());
      response.on('close', () => forward.destroy());
      forward.end(body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const close = (): void => {
    server.closeAllConnections();
    server.close();
  };
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, reached, close };
}
