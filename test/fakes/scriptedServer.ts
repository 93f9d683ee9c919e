/** A server on raw sockets that follows a script: bytes, pauses, a clean end, a reset, or silence. */
import net from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';

export type Step =
  | { readonly kind: 'bytes'; readonly bytes: string | Uint8Array }
  | { readonly kind: 'pause'; readonly ms: number }
  /** FIN. */
  | { readonly kind: 'end' }
  /** RST. */
  | { readonly kind: 'reset' }
  /** Nothing more, with the connection left open. */
  | { readonly kind: 'hang' };

export interface SeenRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** Numbers the connections of this server from 1. */
  readonly connection: number;
  /** Numbers the requests of this connection from 1. */
  readonly turn: number;
}

export type Route = (request: SeenRequest) => readonly Step[];

export interface ScriptedServer {
  readonly url: string;
  readonly port: number;
  readonly requests: readonly SeenRequest[];
  /** Resolves when the client has closed the connection that made the request at `path`. */
  readonly closedBy: (path: string) => Promise<undefined>;
  readonly close: () => Promise<void>;
}

export const bytes = (text: string | Uint8Array): Step => ({ kind: 'bytes', bytes: text });
export const pause = (ms: number): Step => ({ kind: 'pause', ms });
export const end: Step = { kind: 'end' };
export const reset: Step = { kind: 'reset' };
export const hang: Step = { kind: 'hang' };

/** `port` 0: any free one. */
export async function startScriptedServer(route: Route, port = 0): Promise<ScriptedServer> {
  const requests: SeenRequest[] = [];
  const sockets = new Set<net.Socket>();
  const closed = new Map<string, PromiseWithResolvers<undefined>>();
  const closedAt = (path: string): PromiseWithResolvers<undefined> => {
    const known = closed.get(path) ?? Promise.withResolvers<undefined>();
    closed.set(path, known);
    return known;
  };
  let connections = 0;
  const server = net.createServer((socket) => {
    connections += 1;
    sockets.add(socket);
    socket.setNoDelay(true);
    socket.on('error', () => undefined); // resets are part of the script
    const own: SeenRequest[] = [];
    socket.on('close', () => {
      sockets.delete(socket);
      for (const { path } of own) closedAt(path).resolve(undefined);
    });
    readRequests(socket, connections, (request) => {
      own.push(request);
      requests.push(request);
      void play(socket, route(request));
    });
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the scripted server has no port');
  return {
    url: `http://127.0.0.1:${address.port}`,
    port: address.port,
    requests,
    closedBy: (path) => closedAt(path).promise,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

function readRequests(socket: net.Socket, connection: number, onRequest: (request: SeenRequest) => void): void {
  let pending = Buffer.alloc(0);
  let turn = 0;
  socket.on('data', (chunk: Buffer) => {
    pending = Buffer.concat([pending, chunk]);
    for (;;) {
      const headEnd = pending.indexOf('\r\n\r\n');
      if (headEnd === -1) return;
      const [requestLine = '', ...headerLines] = pending.subarray(0, headEnd).toString('latin1').split('\r\n');
      const headers = Object.fromEntries(headerLines.map((line) => [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 1).trim()]));
      const bodyEnd = headEnd + 4 + Number(headers['content-length'] ?? 0);
      if (pending.length < bodyEnd) return;
      const [method = '', path = ''] = requestLine.split(' ');
      turn += 1;
      const body = pending.subarray(headEnd + 4, bodyEnd).toString('utf8');
      pending = pending.subarray(bodyEnd);
      onRequest({ method, path, headers, body, connection, turn });
    }
  });
}

async function play(socket: net.Socket, steps: readonly Step[]): Promise<void> {
  for (const step of steps) {
    if (socket.destroyed) return;
    switch (step.kind) {
      case 'bytes':
        socket.write(step.bytes);
        break;
      case 'pause':
        await wait(step.ms);
        break;
      case 'end':
        socket.end();
        return;
      case 'reset':
        socket.resetAndDestroy();
        return;
      case 'hang':
        return;
    }
  }
}
