/** What every adapter keeps: the connection to its server and who that server is. */
import { fail, ok, type Result } from '../../../../domain/failure.ts';
import { serverNames, type ServerIdentity } from '../../../../domain/server.ts';
import type { ReplyContext } from '../failures/failureOfReply.ts';
import type { Connection } from '../http/connection.ts';

export interface ServerContext {
  readonly connection: Connection;
  readonly identity: ServerIdentity;
}

export function replyContext({ connection, identity }: ServerContext, model?: string): ReplyContext {
  return { kind: identity.kind, url: identity.url, hasKey: connection.hasKey, ...(model === undefined ? {} : { model }) };
}

/** The server has no such call. */
export function unsupported(context: ServerContext, ability: string, advice = ''): ReturnType<typeof fail> {
  return fail('unsupported', `${serverNames[context.identity.kind]} cannot ${ability}.`, advice);
}

/** Time from handing a small GET to the socket to the first byte of its answer. */
export async function measureRoundTrip(context: ServerContext, path: string, signal: AbortSignal): Promise<Result<number>> {
  const sent = await context.connection.send({ path, signal });
  return sent.ok ? ok(sent.value.firstByteMs) : sent;
}
