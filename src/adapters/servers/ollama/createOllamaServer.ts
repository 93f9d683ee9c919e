/** Ollama by its native API: `/v1` hides the window, the timings and errors in the middle of a stream. */
import type { InferenceServer } from '../../../ports/inferenceServer.ts';
import { measureRoundTrip, replyContext, unsupported, type ServerContext } from '../shared/openAi/serverContext.ts';
import { streamChat } from '../shared/stream/streamChat.ts';
import { createOllamaDecoder } from './decodeOllamaLine.ts';
import { ollamaChatBody } from './ollamaChatBody.ts';
import { reportOllama } from './reportOllama.ts';
import { loadOllama } from './loadOllama.ts';
import { unloadOllama } from './unloadOllama.ts';

export function createOllamaServer(context: ServerContext): InferenceServer {
  const cannotCount = (): Promise<ReturnType<typeof unsupported>> =>
    Promise.resolve(unsupported(context, 'count tokens', 'Plimsoll counts with tiktoken, corrected by the prompt_eval_count of real answers.'));
  return {
    identity: context.identity,
    report: (signal) => reportOllama(context, signal),
    complete: (request, options) =>
      streamChat(context.connection, { path: '/api/chat', body: ollamaChatBody(request), decode: createOllamaDecoder(), context: replyContext(context, request.model) }, options),
    countPrompt: cannotCount,
    countText: cannotCount,
    load: (model, signal) => loadOllama(context, model, signal),
    unload: (model, signal) => unloadOllama(context, model, signal),
    activity: () => Promise.resolve(unsupported(context, 'say how busy it is')),
    roundTripMs: (signal) => measureRoundTrip(context, '/api/version', signal),
  };
}
