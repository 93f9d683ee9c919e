/** Sends one chat request, takes the raw answer with its times, and reads it when the stream has closed. */
import type { Completion } from '../../../../domain/sample.ts';
import { failed, type Result } from '../../../../domain/failure.ts';
import type { CompleteOptions } from '../../../../ports/inferenceServer.ts';
import { failureOfReply, type ReplyContext } from '../failures/failureOfReply.ts';
import { bodyText } from '../http/bodyText.ts';
import type { Connection } from '../http/connection.ts';
import { CompletionFold } from './completionFold.ts';
import { createLiveTicks } from './liveTicks.ts';
import type { DecodeEvent } from './streamPiece.ts';

export interface ChatCall {
  readonly path: string;
  readonly body: unknown;
  readonly decode: DecodeEvent;
  readonly context: ReplyContext;
}

const connectTimeoutMs = 5_000;

export async function streamChat(connection: Connection, call: ChatCall, options: CompleteOptions): Promise<Result<Completion>> {
  const { path, body, context } = call;
  const fold = new CompletionFold(call.decode);
  const ticks = options.onTick === undefined ? undefined : createLiveTicks(fold, options.onTick);
  const sent = await connection.send({
    path,
    body,
    signal: options.signal,
    limits: { connectMs: connectTimeoutMs, idleMs: options.idleTimeoutMs },
    ...(ticks === undefined ? {} : { onRead: ticks.onRead }),
  });
  ticks?.finish();
  if (!sent.ok) return sent;
  const { status, headers, reads } = sent.value;
  if (status < 400) return fold.finish(sent.value, context, path);
  return failed(failureOfReply({ status, text: bodyText(reads), contentType: headers['content-type'] ?? '', path }, context));
}
