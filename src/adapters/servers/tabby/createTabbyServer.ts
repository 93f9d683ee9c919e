/** TabbyAPI (ExLlama): one loaded model with its window, its own tokeniser, and usage with times. */
import type { TokenCount } from '../../../domain/budget.ts';
import { ok, type Result } from '../../../domain/failure.ts';
import type { ModelInfo } from '../../../domain/model.ts';
import type { ServerReport } from '../../../domain/server.ts';
import type { InferenceServer } from '../../../ports/inferenceServer.ts';
import { defined } from '../../../domain/defined.ts';
import { askJson } from '../shared/http/askJson.ts';
import { openAiMessage, type JsonObject } from '../shared/openAi/chatBody.ts';
import { completeOpenAi } from '../shared/openAi/completeOpenAi.ts';
import { modelListSchema } from '../shared/openAi/modelList.ts';
import { measureRoundTrip, replyContext, unsupported, type ServerContext } from '../shared/openAi/serverContext.ts';
import { quantizationOf } from '../shared/quantizationOf.ts';
import { loadTabby, unloadTabby } from './loadTabby.ts';
import { loadedModelSchema, tokenCountSchema, type LoadedModel } from './tabbyReplies.ts';

export function createTabbyServer(context: ServerContext): InferenceServer {
  return {
    identity: context.identity,
    report: (signal) => report(context, signal),
    complete: (request, options) => completeOpenAi(context, request, options),
    countPrompt: (model, prompt, signal) => {
      const hasTools = prompt.tools !== undefined && prompt.tools.length > 0;
      if (hasTools) return Promise.resolve(unsupported(context, 'count a prompt with tools', 'Plimsoll counts the tool schemas with tiktoken instead.'));
      return count(context, model, { text: prompt.messages.map(openAiMessage), add_bos_token: true }, signal);
    },
    countText: (model, text, signal) => count(context, model, { text, add_bos_token: false }, signal),
    load: (model, signal) => loadTabby(context, model, signal),
    unload: (model, signal) => unloadTabby(context, model, signal),
    activity: () => Promise.resolve(unsupported(context, 'say how busy it is')),
    roundTripMs: (signal) => measureRoundTrip(context, '/health', signal),
  };
}

async function report(context: ServerContext, signal: AbortSignal): Promise<Result<ServerReport>> {
  const asked = replyContext(context);
  const [listed, loaded] = await Promise.all([
    askJson(context.connection, { path: '/v1/models', schema: modelListSchema, signal }, asked),
    askJson(context.connection, { path: '/v1/model', schema: loadedModelSchema, signal }, asked),
  ]);
  if (!listed.ok) return listed;
  // Without a loaded model the second answer is an error, and that is no failure of the probe.
  const running = loaded.ok ? loaded.value : undefined;
  const ids = new Set([...(running === undefined ? [] : [running.id]), ...listed.value.data.map((model) => model.id)]);
  const models = [...ids].map((id) => modelInfo(id, running?.id === id ? running : undefined));
  return ok({ ...context.identity, models, notices: [], ...defined({ parallelSlots: running?.parameters?.max_batch_size }) });
}

function modelInfo(id: string, loaded: LoadedModel | undefined): ModelInfo {
  const window = loaded?.parameters?.max_seq_len;
  return {
    id,
    loaded: loaded !== undefined,
    ...defined({ contextWindow: window, contextWindowSource: typeof window === 'number' ? '/v1/model max_seq_len' : undefined, supportsVision: loaded?.parameters?.use_vision, quantization: quantizationOf(id) }),
  };
}

async function count(context: ServerContext, model: string, body: JsonObject, signal: AbortSignal): Promise<Result<TokenCount>> {
  const counted = await askJson(context.connection, { path: '/v1/token/encode', schema: tokenCountSchema, body, signal }, replyContext(context, model));
  return counted.ok ? ok({ tokens: counted.value.length, method: 'server', errorShare: 0 }) : counted;
}
