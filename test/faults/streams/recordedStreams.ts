/** Streams whose meaning is known, in all framings that servers and proxies produce. */
import { createOllamaDecoder } from '../../../src/adapters/servers/ollama/decodeOllamaLine.ts';
import type { DecodeEvent } from '../../../src/adapters/servers/shared/stream/streamPiece.ts';
import type { FoldOptions } from './foldBytes.ts';
import { capturedBody, vllmVersions, captureNames } from '../../fakes/protocols/vllmCaptures.ts';

export interface RecordedStream {
  readonly name: string;
  readonly bytes: Buffer;
  readonly text: string;
  readonly decode?: () => DecodeEvent;
  readonly contentType?: string;
}

const said = ['Grüße', ' 안녕', ' 👩‍💻', ' ok'];
const text = said.join('');
const events = [
  JSON.stringify({ choices: [{ index: 0, delta: { role: 'assistant', content: null }, finish_reason: null }] }),
  ...said.map((content) => JSON.stringify({ choices: [{ index: 0, delta: { content }, finish_reason: null }] })),
  JSON.stringify({ choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] }),
  JSON.stringify({ choices: [], usage: { prompt_tokens: 11, completion_tokens: 4 } }),
  '[DONE]',
];

function framed(newline: string, prefix = 'data: ', before = ''): Buffer {
  return Buffer.from(before + events.map((event) => `${prefix}${event}${newline}${newline}`).join(''));
}

const ollamaLines = [...said.map((content) => ({ message: { role: 'assistant', content }, done: false })), { message: { content: '' }, done: true, done_reason: 'stop', prompt_eval_count: 11, eval_count: 4 }];

/** HTTP chunks of a recorded body joined to what the SSE parser gets. */
function dechunked(body: string): Buffer {
  const raw = Buffer.from(body);
  const parts: Buffer[] = [];
  for (let at = 0; at < raw.length; ) {
    const lineEnd = raw.indexOf('\r\n', at);
    const size = Number.parseInt(raw.subarray(at, lineEnd).toString(), 16);
    if (!(size > 0)) break;
    parts.push(raw.subarray(lineEnd + 2, lineEnd + 2 + size));
    at = lineEnd + 2 + size + 2;
  }
  return Buffer.concat(parts);
}

const captures = vllmVersions.flatMap((version) =>
  captureNames(version)
    .filter((name) => name.startsWith('chat_stream_'))
    .map((name): RecordedStream => ({ name: `vLLM ${version} ${name}`, bytes: dechunked(capturedBody(version, name)), text: 'The capital of France is Paris.' })),
);

export const recordedStreams: readonly RecordedStream[] = [
  { name: 'LF', bytes: framed('\n'), text },
  { name: 'CRLF', bytes: framed('\r\n'), text },
  { name: 'CR', bytes: framed('\r'), text },
  { name: 'no space after data:', bytes: framed('\n', 'data:'), text },
  { name: 'BOM', bytes: framed('\n', 'data: ', '\uFEFF'), text },
  { name: 'comments between events', bytes: Buffer.from(events.map((event) => `: keep-alive\n\ndata: ${event}\n\n`).join('')), text },
  { name: 'event names, ids and retry', bytes: Buffer.from(events.map((event, id) => `event: message\nid: ${id}\nretry: 3000\ndata: ${event}\n\n`).join('')), text },
  { name: 'data over several lines', bytes: Buffer.from(events.map((event) => `data: ${event.replaceAll(',"', ',\ndata: "')}\n\n`).join('')), text },
  { name: 'blank lines before the first event', bytes: framed('\n', 'data: ', '\n\n\n'), text },
  { name: 'no blank line after [DONE]', bytes: framed('\n').subarray(0, -2), text },
  { name: 'JSON lines instead of events', bytes: Buffer.from(events.slice(0, -1).join('\n')), text, contentType: 'application/x-ndjson' },
  { name: 'JSON lines with CRLF', bytes: Buffer.from(events.slice(0, -1).map((event) => `${event}\r\n`).join('')), text, contentType: 'application/x-ndjson' },
  { name: 'one JSON document, not streamed', bytes: Buffer.from(JSON.stringify({ choices: [{ index: 0, message: { role: 'assistant', content: text }, finish_reason: 'stop' }], usage: { prompt_tokens: 11, completion_tokens: 4 } }, undefined, 2)), text, contentType: 'application/json' },
  { name: 'Ollama’s lines', bytes: Buffer.from(ollamaLines.map((entry) => `${JSON.stringify(entry)}\n`).join('')), text, decode: createOllamaDecoder, contentType: 'application/x-ndjson' },
  ...captures,
];

export const optionsOf = (stream: RecordedStream): FoldOptions => ({
  ...(stream.decode === undefined ? {} : { decode: stream.decode() }),
  ...(stream.contentType === undefined ? {} : { contentType: stream.contentType }),
});
