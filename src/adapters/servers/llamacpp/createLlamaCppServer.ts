/** llama.cpp's llama-server, with one model or as a router of several. */
import { ok, type Result } from '../../../domain/failure.ts';
import type { ChatRequest } from '../../../domain/chat.ts';
import type { InferenceServer } from '../../../ports/inferenceServer.ts';
import { askJson } from '../shared/http/askJson.ts';
import { completeOpenAi } from '../shared/openAi/completeOpenAi.ts';
import { measureRoundTrip, replyContext, unsupported, type ServerContext } from '../shared/openAi/serverContext.ts';
import { countPrompt, countText } from './countTokens.ts';
import { successSchema } from './llamaCppReplies.ts';
import { isRouter, reportLlamaCpp } from './reportLlamaCpp.ts';

export function createLlamaCppServer(context: ServerContext): InferenceServer {
  return {
    identity: context.identity,
    report: (signal) => reportLlamaCpp(context, signal),
    complete: (request, options) => completeOpenAi(context, request, options, ownFields(request)),
    countPrompt: (model, prompt, signal) => countPrompt(context, model, prompt, signal),
    countText: (model, text, signal) => countText(context, model, text, signal),
    unload: (model, signal) => unload(context, model, signal),
    roundTripMs: (signal) => measureRoundTrip(context, '/health', signal),
  };
}

function ownFields({ mayUsePromptCache, reportsPromptProgress }: ChatRequest): { readonly cache_prompt?: boolean; readonly return_progress?: boolean } {
  return { ...(mayUsePromptCache === undefined ? {} : { cache_prompt: mayUsePromptCache }), ...(reportsPromptProgress === true ? { return_progress: true } : {}) };
}

async function unload(context: ServerContext, model: string, signal: AbortSignal): Promise<Result<{ readonly how: string }>> {
  const router = await isRouter(context, signal);
  if (!router.ok) return router;
  if (!router.value) return unsupported(context, 'unload its only model', 'End the server and start it again for a cold start, or start llama-server as a router (without -m).');
  const done = await askJson(context.connection, { path: '/models/unload', schema: successSchema, body: { model }, signal }, replyContext(context, model));
  return done.ok ? ok({ how: 'POST /models/unload' }) : done;
}
