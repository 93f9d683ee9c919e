/** Cuts a body into events: server-sent events, JSON lines or one JSON document, told apart by the first character. */
import { createParser, type ParseError } from 'eventsource-parser';
import { parseJson } from '../parseJson.ts';

export interface Framer {
  readonly push: (bytes: Uint8Array) => void;
  /** Delivers what is left: a last event without its blank line, a last line without its line feed. */
  readonly end: () => void;
}

interface TextFramer {
  readonly push: (text: string) => void;
  readonly end: () => void;
}

export function createFramer(onEvent: (data: string) => void): Framer {
  const decoder = new TextDecoder(); // keeps cut UTF-8 sequences, drops the BOM
  let opening = '';
  let inner: TextFramer | undefined;
  const pushText = (text: string): void => {
    if (inner !== undefined) {
      inner.push(text);
      return;
    }
    opening += text;
    const first = opening.trimStart()[0];
    if (first === undefined) return;
    inner = first === '{' ? jsonLines(onEvent) : serverSentEvents(onEvent);
    inner.push(opening);
  };
  return {
    push: (bytes) => pushText(decoder.decode(bytes, { stream: true })),
    end: () => inner?.end(),
  };
}

function serverSentEvents(onEvent: (data: string) => void): TextFramer {
  const onError = (error: ParseError): void => {
    if (error.type !== 'unknown-field') return;
    // Older llama.cpp wrote "error: {…}" instead of "data: …"; some proxies drop a bare JSON line into the stream.
    if (error.field === 'error') onEvent(`{"error":${error.value ?? '""'}}`);
    else if (error.line?.startsWith('{') === true) onEvent(error.line);
  };
  const parser = createParser({ onEvent: (event) => onEvent(event.data), onError });
  return { push: (text) => parser.feed(text), end: () => parser.feed('\n\n') };
}

function jsonLines(onEvent: (data: string) => void): TextFramer {
  const pending: string[] = [];
  let isDocument: boolean | undefined; // a document printed over several lines
  const take = (line: string): void => {
    const data = line.trim();
    if (data === '') return;
    isDocument ??= parseJson(data) === undefined;
    if (isDocument) pending.push(line);
    else onEvent(data);
  };
  let rest: string[] = [];
  return {
    push: (text) => {
      const lines = text.split('\n');
      const last = lines.pop() ?? '';
      for (const line of lines) {
        take(rest.join('') + line);
        rest = [];
      }
      rest.push(last);
    },
    end: () => {
      take(rest.join(''));
      if (pending.length > 0) onEvent(pending.join('\n'));
    },
  };
}
