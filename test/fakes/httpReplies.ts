/** HTTP answers as bytes for the scripted server. */
import { bytes, type Step } from './scriptedServer.ts';

const reasons: Readonly<Record<number, string>> = { 200: 'OK', 307: 'Temporary Redirect', 400: 'Bad Request', 401: 'Unauthorized', 404: 'Not Found', 429: 'Too Many Requests', 500: 'Internal Server Error', 502: 'Bad Gateway', 503: 'Service Unavailable' };

export function reply(status: number, contentType: string, body: string, headers: Readonly<Record<string, string>> = {}): readonly Step[] {
  const lines = Object.entries({ 'Content-Type': contentType, 'Content-Length': String(Buffer.byteLength(body)), ...headers }).map(([name, value]) => `${name}: ${value}\r\n`);
  return [bytes(`HTTP/1.1 ${status} ${reasons[status] ?? 'Status'}\r\n${lines.join('')}\r\n${body}`)];
}

export const json = (value: unknown, status = 200): readonly Step[] => reply(status, 'application/json', JSON.stringify(value));

export const html = (status = 200): readonly Step[] =>
  reply(status, 'text/html', '<!DOCTYPE html><html><head><title>Welcome to nginx!</title></head><body><h1>Welcome</h1></body></html>');

export const streamHead = (contentType = 'text/event-stream'): Step => bytes(`HTTP/1.1 200 OK\r\nContent-Type: ${contentType}\r\nTransfer-Encoding: chunked\r\n\r\n`);

/** One HTTP chunk. */
export const chunk = (text: string | Uint8Array): Step => {
  const body = typeof text === 'string' ? Buffer.from(text) : text;
  return bytes(Buffer.concat([Buffer.from(`${body.length.toString(16)}\r\n`), body, Buffer.from('\r\n')]));
};

export const lastChunk: Step = bytes('0\r\n\r\n');

export const sse = (value: unknown): string => `data: ${typeof value === 'string' ? value : JSON.stringify(value)}\n\n`;
export const line = (value: unknown): string => `${JSON.stringify(value)}\n`;
