/** A chat completion at `/v1/chat/completions`, with the extra fields a product understands. */
import type { ChatRequest } from '../../../../domain/chat.ts';
import type { Result } from '../../../../domain/failure.ts';
import type { Completion } from '../../../../domain/sample.ts';
import type { CompleteOptions } from '../../../../ports/inferenceServer.ts';
import { createOpenAiDecoder } from '../stream/openAiDecoder.ts';
import { streamChat } from '../stream/streamChat.ts';
import { chatBody, type JsonObject } from './chatBody.ts';
import { replyContext, type ServerContext } from './serverContext.ts';

export function completeOpenAi(context: ServerContext, request: ChatRequest, options: CompleteOptions, extra: JsonObject = {}): Promise<Result<Completion>> {
  const call = {
    path: '/v1/chat/completions',
    body: { ...chatBody(request), ...extra },
    decode: createOpenAiDecoder(),
    context: replyContext(context, request.model),
  };
  return streamChat(context.connection, call, options);
}
