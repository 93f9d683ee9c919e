/** What llama-server serves: window per slot, slots, template abilities; for a router one entry for each model it knows. */
import { ok, type Result } from '../../../domain/failure.ts';
import type { ModelInfo } from '../../../domain/model.ts';
import type { ServerReport } from '../../../domain/server.ts';
import { defined } from '../../../domain/defined.ts';
import { askJson } from '../shared/http/askJson.ts';
import { modelListSchema, type ListedModel, type ModelList } from '../shared/openAi/modelList.ts';
import { replyContext, type ServerContext } from '../shared/openAi/serverContext.ts';
import { quantizationOf } from '../shared/quantizationOf.ts';
import { propsSchema, routerModelsSchema, type Props } from './llamaCppReplies.ts';

export async function reportLlamaCpp(context: ServerContext, signal: AbortSignal): Promise<Result<ServerReport>> {
  const asked = replyContext(context);
  const [props, listed, router] = await Promise.all([
    askProps(context, '/props', signal),
    askJson(context.connection, { path: '/v1/models', schema: modelListSchema, signal }, asked),
    askRouterModels(context, signal),
  ]);
  if (!listed.ok) return listed;
  if (router.length > 0) return ok({ ...context.identity, models: await Promise.all(router.map((model) => routedModel(context, model, signal))), notices: [] });
  if (!props.ok) return props;
  const models = listed.value.data.map((model) => ({ ...modelInfo(model, props.value), ...familyOf(listed.value, model.id) }));
  return ok({ ...context.identity, models, notices: [], ...defined({ version: props.value.build_info, parallelSlots: props.value.total_slots }) });
}

/** A router lists models with a status; a single server answers the same path without one. */
export async function isRouter(context: ServerContext, signal: AbortSignal): Promise<Result<boolean>> {
  const props = await askProps(context, '/props', signal);
  if (props.ok && props.value.role === 'router') return ok(true);
  const routed = await askRouterModels(context, signal);
  return ok(routed.length > 0);
}

function askProps(context: ServerContext, path: string, signal: AbortSignal): Promise<Result<Props>> {
  return askJson(context.connection, { path, schema: propsSchema, signal }, replyContext(context));
}

interface RoutedModel {
  readonly id: string;
  readonly loaded: boolean;
}

async function askRouterModels(context: ServerContext, signal: AbortSignal): Promise<readonly RoutedModel[]> {
  const routed = await askJson(context.connection, { path: '/models', schema: routerModelsSchema, signal }, replyContext(context));
  return routed.ok ? routed.value.data.map(({ id, status }) => ({ id, loaded: status.value === 'loaded' })) : [];
}

/** Properties are asked of loaded models only: asking for another one would load it. */
async function routedModel(context: ServerContext, model: RoutedModel, signal: AbortSignal): Promise<ModelInfo> {
  const name = { id: model.id, loaded: model.loaded, ...defined({ quantization: quantizationOf(model.id) }) };
  if (!model.loaded) return name;
  const props = await askProps(context, `/props?model=${encodeURIComponent(model.id)}&autoload=false`, signal);
  return props.ok ? { ...name, ...propertiesOf(props.value) } : name;
}

function modelInfo(listed: ListedModel, props: Props): ModelInfo {
  const { meta } = listed;
  const quantization = meta?.ftype ?? props.model_ftype ?? quantizationOf(props.model_path ?? listed.id);
  return {
    id: listed.id,
    loaded: true,
    ...defined({ parameterCount: meta?.n_params, sizeBytes: meta?.size, trainedContextWindow: meta?.n_ctx_train, quantization }),
    ...propertiesOf(props),
  };
}

/** Builds of 2026 leave it empty; the file itself knows it, which is what `plimsoll fit` reads. */
function familyOf(list: ModelList, id: string): Pick<ModelInfo, 'family'> {
  const family = list.models?.find((model) => model.name === id)?.details?.family;
  return typeof family === 'string' && family !== '' ? { family } : {};
}

function propertiesOf(props: Props): Partial<ModelInfo> {
  const caps = props.chat_template_caps;
  const contextWindow = props.default_generation_settings?.n_ctx;
  return defined({
    contextWindow,
    contextWindowSource: typeof contextWindow === 'number' ? '/props n_ctx per slot' : undefined,
    supportsTools: caps?.supports_tools ?? caps?.supports_tool_calls,
    supportsVision: props.modalities?.vision,
    isThinking: typeof props.chat_template === 'string' ? /<think>|enable_thinking|reasoning_content/.test(props.chat_template) : undefined,
  });
}
