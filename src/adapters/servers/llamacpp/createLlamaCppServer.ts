/** llama.cpp's llama-server, with one model or as a router of several. */
import type { ChatRequest } from '../../../domain/chat.ts';
import type { InferenceServer } from '../../../ports/inferenceServer.ts';
import { completeOpenAi } from '../shared/openAi/completeOpenAi.ts';
import { measureRoundTrip, type ServerContext } from '../shared/openAi/serverContext.ts';
import { countPrompt, countText } from './countTokens.ts';
import { llamaCppActivity } from './llamaCppActivity.ts';
import { reportLlamaCpp } from './reportLlamaCpp.ts';
import { loadRouted, unloadRouted } from './routedModels.ts';

export function createLlamaCppServer(context: ServerContext): InferenceServer {
  return {
    identity: context.identity,
    report: (signal) => reportLlamaCpp(context, signal),
    complete: (request, options) => completeOpenAi(context, request, options, ownFields(request)),
    countPrompt: (model, prompt, signal) => countPrompt(context, model, prompt, signal),
    countText: (model, text, signal) => countText(context, model, text, signal),
    load: (model, signal) => loadRouted(context, model, signal),
    unload: (model, signal) => unloadRouted(context, model, signal),
    activity: (signal) => llamaCppActivity(context, signal),
    roundTripMs: (signal) => measureRoundTrip(context, '/health', signal),
  };
}

function ownFields({ mayUsePromptCache, reportsPromptProgress }: ChatRequest): { readonly cache_prompt?: boolean; readonly return_progress?: boolean } {
  return { ...(mayUsePromptCache === undefined ? {} : { cache_prompt: mayUsePromptCache }), ...(reportsPromptProgress === true ? { return_progress: true } : {}) };
}
