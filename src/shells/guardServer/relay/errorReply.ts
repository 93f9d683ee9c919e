/** Errors in the form each API's clients read, as a body or as the last event of a stream. */
import type { ServerResponse } from 'node:http';
import type { GuardedApi } from '../../../guard/guardRequest.ts';

export const errorBody = (message: string, code: string): string => JSON.stringify({ error: { message: `Plimsoll guard: ${message}`, type: 'server_error', param: null, code } });

/** `body` is the JSON of an error; text that is no JSON is wrapped. */
export function writeStreamError(response: ServerResponse, api: GuardedApi | undefined, body: string): void {
  const json = isJson(body) ? body : errorBody(body.slice(0, 300), 'plimsoll_guard_upstream');
  const isOllama = api === 'ollamaChat' || api === 'ollamaGenerate';
  // an empty line first: the stream may have been cut in the middle of one
  response.end(isOllama ? `\n${ollamaError(json)}\n` : `\n\ndata: ${json.replaceAll(/[\r\n]+/gu, ' ')}\n\n`);
}

function ollamaError(json: string): string {
  const { error } = JSON.parse(json) as { error?: unknown };
  return JSON.stringify({ error: typeof error === 'object' && error !== null && 'message' in error ? error.message : (error ?? json) });
}

function isJson(text: string): boolean {
  try {
    return typeof JSON.parse(text) === 'object';
  } catch {
    return false;
  }
}
