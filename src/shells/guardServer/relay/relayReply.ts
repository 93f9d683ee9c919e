/** Passes the server's answer to the agent: streams byte for byte with back-pressure, errors in words the agent understands. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { GuardedApi } from '../../../guard/guardRequest.ts';
import type { GuardEnding } from '../../../guard/guardStats.ts';
import { createLineGate } from '../../../guard/reply/lineGate.ts';
import { type RecogniseOverflow, translateOverflow } from '../../../guard/reply/overflowReply.ts';
import { errorBody, writeStreamError } from './errorReply.ts';
import { noteHeader, replyHeaders } from './replyHeaders.ts';
import type { KeepAlive } from './keepAlive.ts';
import { serverErrorNote } from './serverErrorNote.ts';
import type { StreamWatch } from './streamWatch.ts';

export interface Relay {
  readonly reply: IncomingMessage;
  readonly response: ServerResponse;
  readonly api: GuardedApi | undefined;
  readonly note: string | undefined;
  readonly watch: StreamWatch;
  readonly recognise: RecogniseOverflow;
  readonly keepAlive: KeepAlive;
  /** What a server's error means, for the log. */
  readonly explain: (note: string) => void;
}

const largestErrorBytes = 1024 * 1024;

export function relayReply(relay: Relay): Promise<GuardEnding> {
  const { reply } = relay;
  const status = reply.statusCode ?? 502;
  const type = reply.headers['content-type'] ?? '';
  // a redirect would take the prompt, and perhaps a key, to another server than the one the user named
  if (status >= 300 && status < 400 && status !== 304) return replaceReply(relay, 502, `The server redirects to ${reply.headers.location ?? 'another address'}; the guard does not follow it.`);
  if (relay.api !== undefined && type.startsWith('text/html')) {
    return replaceReply(relay, 502, `The server answered ${status} with an HTML page instead of JSON: the address is wrong or a proxy stands in between.`);
  }
  const isStream = type.startsWith('text/event-stream') || type.includes('ndjson');
  // keep-alive comments have begun a stream: whatever comes now must be an event of it
  if (status >= 400 || (relay.response.headersSent && !isStream)) return relayWhole(relay, status);
  return relayStream(relay, status, isStream);
}

function replaceReply({ reply, response, note }: Relay, status: number, message: string): Promise<GuardEnding> {
  reply.resume();
  sendError(response, status, errorBody(message, 'plimsoll_guard_upstream'), note);
  return Promise.resolve('serverError');
}

/** Before the headers went out as JSON; after keep-alive comments began a stream, as an event of that stream. */
export function sendError(response: ServerResponse, status: number, body: string, note: string | undefined): void {
  if (response.headersSent) {
    writeStreamError(response, 'openaiChat', body);
    return;
  }
  response.writeHead(status, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body), ...noteHeader(note) });
  response.end(body);
}

async function relayWhole({ reply, response, api, note, recognise, explain }: Relay, status: number): Promise<GuardEnding> {
  const chunks: Buffer[] = [];
  let length = 0;
  try {
    for await (const chunk of reply as AsyncIterable<Buffer>) {
      length += chunk.length;
      if (length <= largestErrorBytes) chunks.push(chunk);
    }
  } catch {
    // the error's own body was cut off: what came of it is still the best there is to say
  }
  const bytes = Buffer.concat(chunks);
  const translated = translateOverflow(bytes.toString('utf8'), api, recognise);
  if (response.headersSent) writeStreamError(response, api, translated ?? bytes.toString('utf8'));
  else {
    const body = translated === undefined ? bytes : Buffer.from(translated);
    // agents look for an overflow under 400 only; servers used 500 for it as well
    response.writeHead(translated === undefined ? status : 400, replyHeaders(reply, translated === undefined ? note : 'overflow, translated', body.length));
    response.end(body);
  }
  explain(serverErrorNote(bytes.toString('utf8')));
  if (translated !== undefined) return 'overflow';
  return status >= 400 ? 'serverError' : 'complete';
}

function relayStream(relay: Relay, status: number, isStream: boolean): Promise<GuardEnding> {
  const { reply, response, watch } = relay;
  const gate = isStream ? createLineGate(relay.api, relay.recognise) : undefined;
  if (!response.headersSent) response.writeHead(status, replyHeaders(reply, relay.note));
  // headers go out with the first piece where that comes at once, and alone where the server takes its time
  if (isStream) setImmediate(() => response.flushHeaders());
  const isEvents = gate !== undefined && (reply.headers['content-type'] ?? '').startsWith('text/event-stream');
  relay.keepAlive.allow(isEvents ? gate.isBetweenLines : undefined);
  return new Promise((resolve) => {
    reply.on('data', (chunk: Buffer) => {
      relay.keepAlive.touch();
      const out = gate === undefined ? chunk : gate.pass(chunk);
      if (out.length > 0 && !response.write(out)) reply.pause();
      watch.see(chunk);
    });
    response.on('drain', () => reply.resume());
    reply.once('end', () => {
      if (!reply.complete) return;
      response.end(gate?.end());
      resolve(gate?.sawOverflow() === true ? 'overflow' : 'complete');
    });
    reply.once('close', () => {
      if (!reply.complete) endBroken(relay, isStream);
      resolve('upstreamDied');
    });
    // the `close` that follows says all there is to say
    reply.on('error', () => undefined);
  });
}

/** Three of the five ways a stream dies look like a clean end to the agent: it is told in the stream, or by a broken connection. */
function endBroken({ response, api }: Relay, isStream: boolean): void {
  if (response.destroyed || response.writableEnded) return;
  if (isStream) writeStreamError(response, api, errorBody('The server closed the connection in the middle of its answer.', 'plimsoll_guard_upstream'));
  else response.destroy();
}
