/** What LM Studio has downloaded and loaded, by its v1 list or, before 0.4, by its v0 list. */
import { ok, type Result } from '../../../domain/failure.ts';
import type { ModelInfo } from '../../../domain/model.ts';
import type { ServerReport } from '../../../domain/server.ts';
import { defined } from '../../../domain/defined.ts';
import { askJson } from '../shared/http/askJson.ts';
import { replyContext, type ServerContext } from '../shared/openAi/serverContext.ts';
import { modelsV0Schema, modelsV1Schema, type ModelV0, type ModelV1 } from './lmStudioReplies.ts';

export async function reportLmStudio(context: ServerContext, signal: AbortSignal): Promise<Result<ServerReport>> {
  const asked = replyContext(context);
  const [v1, v0] = await Promise.all([askV1(context, signal), askJson(context.connection, { path: '/api/v0/models', schema: modelsV0Schema, signal }, asked)]);
  if (v1.ok) {
    const parallelSlots = v1.value.flatMap((model) => model.loaded_instances ?? []).find((instance) => typeof instance.config?.parallel === 'number')?.config?.parallel;
    return ok({ ...context.identity, models: v1.value.filter(canChat).map(modelOfV1), notices: [], ...defined({ parallelSlots }) });
  }
  if (!v0.ok) return v1; // the failure of the API that current versions have
  return ok({ ...context.identity, models: v0.value.data.filter(canChat).map(modelOfV0), notices: [] });
}

export async function askV1(context: ServerContext, signal: AbortSignal): Promise<Result<readonly ModelV1[]>> {
  const listed = await askJson(context.connection, { path: '/api/v1/models', schema: modelsV1Schema, signal }, replyContext(context));
  return listed.ok ? ok(listed.value.models) : listed;
}

const canChat = ({ type }: { readonly type?: string | null | undefined }): boolean => type !== 'embedding' && type !== 'embeddings';

function modelOfV1(model: ModelV1): ModelInfo {
  const instance = model.loaded_instances?.[0];
  const window = instance?.config?.context_length;
  return {
    id: model.key,
    loaded: instance !== undefined,
    ...defined({
      family: model.architecture,
      quantization: model.quantization?.name,
      sizeBytes: model.size_bytes,
      parameterCount: parameterCountOf(model.params_string),
      trainedContextWindow: model.max_context_length,
      contextWindow: window,
      contextWindowSource: typeof window === 'number' ? '/api/v1/models loaded_instances' : undefined,
      supportsTools: model.capabilities?.trained_for_tool_use,
      supportsVision: model.capabilities?.vision,
      isThinking: model.capabilities?.reasoning === undefined ? undefined : Boolean(model.capabilities.reasoning),
    }),
  };
}

function modelOfV0(model: ModelV0): ModelInfo {
  const window = model.loaded_context_length;
  return {
    id: model.id,
    loaded: model.state === 'loaded',
    ...defined({
      family: model.arch,
      quantization: model.quantization,
      trainedContextWindow: model.max_context_length,
      contextWindow: window,
      contextWindowSource: typeof window === 'number' ? '/api/v0/models loaded_context_length' : undefined,
      supportsTools: model.capabilities?.includes('tool_use'),
      supportsVision: model.type === 'vlm',
    }),
  };
}

/** "32B", "1.5B", "30B-A3B" */
function parameterCountOf(size: string | null | undefined): number | undefined {
  const [, figure, unit] = /^([\d.]+)\s*([MB])/i.exec(size ?? '') ?? [];
  if (figure === undefined) return undefined;
  return Math.round(Number(figure) * (unit?.toUpperCase() === 'M' ? 1e6 : 1e9));
}
