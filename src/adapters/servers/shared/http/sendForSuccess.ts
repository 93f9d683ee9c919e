/** A request of which only the status counts; some products answer it with null or with nothing. */
import { failed, ok, type Result } from '../../../../domain/failure.ts';
import { failureOfReply, type ReplyContext } from '../failures/failureOfReply.ts';
import { bodyText } from './bodyText.ts';
import type { Connection, ConnectionRequest } from './connection.ts';

export async function sendForSuccess(connection: Connection, request: ConnectionRequest, context: ReplyContext): Promise<Result<undefined>> {
  const sent = await connection.send(request);
  if (!sent.ok) return sent;
  const { status, headers, reads } = sent.value;
  if (status < 400) return ok(undefined);
  return failed(failureOfReply({ status, text: bodyText(reads), contentType: headers['content-type'] ?? '', path: request.path }, context));
}
