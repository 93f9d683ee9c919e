/** Headers of the user's own, checked before they are used: none of them may change what a request means. */
import { validateHeaderName, validateHeaderValue } from 'node:http';
import { fail, ok, type Result } from '../../../../domain/failure.ts';

/** They describe the body or the connection, which are not the user's to describe. */
const decidedByPlimsoll: ReadonlySet<string> = new Set(['host', 'connection', 'keep-alive', 'content-length', 'content-type', 'transfer-encoding', 'accept-encoding', 'te', 'trailer', 'upgrade', 'expect']);

/** Names in lower case. A refusal names the header and never shows its value. */
export function ownHeaders(headers: Readonly<Record<string, string>> = {}): Result<Readonly<Record<string, string>>> {
  const checked: Record<string, string> = {};
  for (const [given, value] of Object.entries(headers)) {
    const name = given.toLowerCase();
    if (decidedByPlimsoll.has(name)) return fail('invalidInput', `The header "${given}" is set by Plimsoll itself.`, 'Leave it out of the headers of this server.');
    if (!isWritable(name, value)) return fail('invalidInput', `The header "${given}" has characters that HTTP does not allow, in its name or its value.`, 'Check the headers of this server for stray characters.');
    checked[name] = value;
  }
  return ok(checked);
}

function isWritable(name: string, value: string): boolean {
  try {
    validateHeaderName(name);
    validateHeaderValue(name, value);
    return true;
  } catch {
    return false;
  }
}
