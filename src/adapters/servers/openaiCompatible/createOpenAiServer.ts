/** Any server that speaks `/v1/chat/completions` and nothing else that we know. */
import { ok, type Result } from '../../../domain/failure.ts';
import type { ModelInfo } from '../../../domain/model.ts';
import type { ServerReport } from '../../../domain/server.ts';
import type { InferenceServer } from '../../../ports/inferenceServer.ts';
import { defined } from '../../../domain/defined.ts';
import { askJson } from '../shared/http/askJson.ts';
import { askActivity } from '../shared/metrics/askActivity.ts';
import { completeOpenAi } from '../shared/openAi/completeOpenAi.ts';
import { modelListSchema, type ListedModel } from '../shared/openAi/modelList.ts';
import { measureRoundTrip, replyContext, unsupported, type ServerContext } from '../shared/openAi/serverContext.ts';
import { quantizationOf } from '../shared/quantizationOf.ts';

export function createOpenAiServer(context: ServerContext): InferenceServer {
  return {
    identity: context.identity,
    report: (signal) => report(context, signal),
    complete: (request, options) => completeOpenAi(context, request, options),
    countPrompt: () => Promise.resolve(unsupported(context, 'count tokens', 'Plimsoll counts with tiktoken, corrected by the usage this server reports.')),
    countText: () => Promise.resolve(unsupported(context, 'count tokens', 'Plimsoll counts with tiktoken, corrected by the usage this server reports.')),
    load: () => Promise.resolve(unsupported(context, 'load a model')),
    unload: () => Promise.resolve(unsupported(context, 'unload a model')),
    activity: (signal) => askActivity(context, signal),
    roundTripMs: (signal) => measureRoundTrip(context, '/v1/models', signal),
  };
}

async function report(context: ServerContext, signal: AbortSignal): Promise<Result<ServerReport>> {
  const listed = await askJson(context.connection, { path: '/v1/models', schema: modelListSchema, signal }, replyContext(context));
  if (!listed.ok) return listed;
  return ok({ ...context.identity, models: listed.value.data.map(modelInfo), notices: [] });
}

function modelInfo(listed: ListedModel): ModelInfo {
  const contextWindow = listed.max_model_len ?? listed.context_length ?? listed.context_window ?? listed.max_context_length ?? listed.meta?.n_ctx;
  return {
    id: listed.id,
    ...defined({ contextWindow, quantization: quantizationOf(listed.id), contextWindowSource: typeof contextWindow === 'number' ? '/v1/models' : undefined }),
  };
}
