/** Headers of the server's answer as the agent gets them: no hop-by-hop headers, no CORS, a word from the guard. */
import type { IncomingMessage, OutgoingHttpHeaders } from 'node:http';

const notPassed = /^(connection|keep-alive|proxy-connection|transfer-encoding|te|trailer|upgrade|access-control-.*|timing-allow-origin)$/u;

/** `length`: of a body the guard changed; undefined leaves the server's. */
export function replyHeaders(reply: IncomingMessage, guardNote: string | undefined, length?: number): OutgoingHttpHeaders {
  const passed = Object.fromEntries(Object.entries(reply.headers).filter(([name]) => !notPassed.test(name)));
  return { ...passed, ...(length === undefined ? {} : { 'content-length': length }), ...noteHeader(guardNote) };
}

export const guardHeader = 'x-plimsoll-guard';

/** Header values are latin-1 without line ends. */
export const noteHeader = (note: string | undefined): OutgoingHttpHeaders => (note === undefined ? {} : { [guardHeader]: note.replaceAll(/[^\x20-\x7e]/gu, '?').slice(0, 400) });
