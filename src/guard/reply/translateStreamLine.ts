/** An overflow error inside a stream that began with status 200, line by line. */
import type { GuardedApi } from '../guardRequest.ts';
import { type RecogniseOverflow, translateOverflow } from './overflowReply.ts';

/** Text inside an answer cannot contain this unescaped, so a look for it finds error events and little else. */
export const errorMark = '"error"';

const eventLine = /^(?<field>data:|error:)? ?(?<json>\{.*\})\s*$/u;

/** The line (without its line end) with an overflow put into the words agents recognise; undefined when it is none. */
export function translateStreamLine(line: string, api: GuardedApi | undefined, recognise: RecogniseOverflow): string | undefined {
  const groups = eventLine.exec(line)?.groups;
  const json = groups?.['json'];
  if (json === undefined) return undefined;
  // llama.cpp of 2025 writes `error: {...}` with the error object itself; parsers of event streams ignore that field
  const isBareError = groups?.['field'] === 'error:' && !json.includes(errorMark);
  const translated = translateOverflow(isBareError ? `{"error":${json}}` : json, api, recognise);
  if (translated === undefined) return undefined;
  return groups?.['field'] === undefined ? translated : `data: ${translated}`;
}
