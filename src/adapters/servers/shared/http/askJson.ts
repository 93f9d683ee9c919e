/** One JSON question to a server: sent, checked against a schema, every refusal turned into a Failure. */
import type { z } from 'zod';
import { fail, failed, ok, type Result } from '../../../../domain/failure.ts';
import { failureOfReply, type ReplyContext } from '../failures/failureOfReply.ts';
import { parseJson } from '../parseJson.ts';
import { bodyText } from './bodyText.ts';
import type { Connection } from './connection.ts';
import type { TimeLimits } from './exchange.ts';

export interface JsonQuestion<T> {
  readonly path: string;
  readonly schema: z.ZodType<T>;
  readonly body?: unknown;
  readonly signal: AbortSignal;
  readonly limits?: TimeLimits;
}

export async function askJson<T>(connection: Connection, question: JsonQuestion<T>, context: ReplyContext): Promise<Result<T>> {
  const { path, schema, ...request } = question;
  const sent = await connection.send({ path, ...request });
  if (!sent.ok) return sent;
  const { status, headers, reads, ending } = sent.value;
  const text = bodyText(reads);
  const place = `${connection.address.origin}${path}`;
  if (status >= 400) return failed(failureOfReply({ status, text, contentType: headers['content-type'] ?? '', path }, context));
  if (ending.kind !== 'ended') return fail('badReply', `The answer of ${place} broke off.`, 'Look into the log of the server, then try again.', { cause: ending.kind });
  const parsed = schema.safeParse(parseJson(text));
  if (parsed.success) return ok(parsed.data);
  return failed(failureOfReply({ status, text, contentType: headers['content-type'] ?? '', path }, context));
}
