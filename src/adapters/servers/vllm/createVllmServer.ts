/** vLLM: one model a process, its own tokeniser that counts messages together with tools. */
import { z } from 'zod';
import type { TokenCount } from '../../../domain/budget.ts';
import { ok, type Result } from '../../../domain/failure.ts';
import type { ModelInfo } from '../../../domain/model.ts';
import type { ServerReport } from '../../../domain/server.ts';
import type { InferenceServer, PromptToCount } from '../../../ports/inferenceServer.ts';
import { defined } from '../../../domain/defined.ts';
import { askJson } from '../shared/http/askJson.ts';
import { openAiMessage, openAiTool, type JsonObject } from '../shared/openAi/chatBody.ts';
import { askActivity } from '../shared/metrics/askActivity.ts';
import { completeOpenAi } from '../shared/openAi/completeOpenAi.ts';
import { modelListSchema, type ListedModel } from '../shared/openAi/modelList.ts';
import { measureRoundTrip, replyContext, unsupported, type ServerContext } from '../shared/openAi/serverContext.ts';
import { quantizationOf } from '../shared/quantizationOf.ts';

const versionSchema = z.looseObject({ version: z.string() });
const countSchema = z.looseObject({ count: z.number() });

export function createVllmServer(context: ServerContext): InferenceServer {
  return {
    identity: context.identity,
    report: (signal) => report(context, signal),
    complete: (request, options) => completeOpenAi(context, request, options),
    countPrompt: (model, prompt, signal) => count(context, model, promptFields(prompt), signal),
    countText: (model, text, signal) => count(context, model, { prompt: text, add_special_tokens: false }, signal),
    load: () => Promise.resolve(unsupported(context, 'load another model', 'End the server and start it with that model: vllm serve MODEL.')),
    unload: () => Promise.resolve(unsupported(context, 'unload its only model', 'End the server and start it again for a cold start.')),
    activity: (signal) => askActivity(context, signal, 'Start vLLM without --disable-log-stats.'),
    roundTripMs: (signal) => measureRoundTrip(context, '/version', signal),
  };
}

async function report(context: ServerContext, signal: AbortSignal): Promise<Result<ServerReport>> {
  const asked = replyContext(context);
  const [listed, version] = await Promise.all([
    askJson(context.connection, { path: '/v1/models', schema: modelListSchema, signal }, asked),
    askJson(context.connection, { path: '/version', schema: versionSchema, signal }, asked),
  ]);
  if (!listed.ok) return listed;
  return ok({ ...context.identity, ...(version.ok ? { version: version.value.version } : {}), models: listed.value.data.map(modelInfo), notices: [] });
}

function modelInfo(listed: ListedModel): ModelInfo {
  const window = listed.max_model_len;
  return {
    id: listed.id,
    loaded: true,
    ...defined({ contextWindow: window, contextWindowSource: typeof window === 'number' ? '/v1/models max_model_len' : undefined, quantization: quantizationOf(listed.root ?? '') ?? quantizationOf(listed.id) }),
  };
}

function promptFields({ messages, tools }: PromptToCount): JsonObject {
  const fields = { messages: messages.map(openAiMessage), add_generation_prompt: true };
  return tools === undefined || tools.length === 0 ? fields : { ...fields, tools: tools.map(openAiTool) };
}

async function count(context: ServerContext, model: string, fields: JsonObject, signal: AbortSignal): Promise<Result<TokenCount>> {
  const counted = await askJson(context.connection, { path: '/tokenize', schema: countSchema, body: { model, ...fields }, signal }, replyContext(context, model));
  return counted.ok ? ok({ tokens: counted.value.count, method: 'server', errorShare: 0 }) : counted;
}
