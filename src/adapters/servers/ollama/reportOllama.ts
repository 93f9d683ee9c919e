/** What Ollama has and what it has loaded: lists, details of each model, and the window that is really served. */
import { ok, type Result } from '../../../domain/failure.ts';
import type { ModelInfo } from '../../../domain/model.ts';
import type { ServerReport } from '../../../domain/server.ts';
import { defined } from '../../../domain/defined.ts';
import { askJson } from '../shared/http/askJson.ts';
import { replyContext, type ServerContext } from '../shared/openAi/serverContext.ts';
import { runningSchema, showSchema, tagsSchema, versionSchema, type Running, type Shown, type Tag } from './ollamaReplies.ts';

export async function reportOllama(context: ServerContext, signal: AbortSignal): Promise<Result<ServerReport>> {
  const { connection, identity } = context;
  const asked = replyContext(context);
  const [version, tags, running] = await Promise.all([
    askJson(connection, { path: '/api/version', schema: versionSchema, signal }, asked),
    askJson(connection, { path: '/api/tags', schema: tagsSchema, signal }, asked),
    askRunning(context, signal),
  ]);
  if (!tags.ok) return tags;
  if (!running.ok) return running;
  const models = await Promise.all(tags.value.models.map((tag) => describe(context, tag, running.value, signal)));
  return ok({ ...identity, ...(version.ok ? { version: version.value.version } : {}), models, notices: [] });
}

export async function askRunning(context: ServerContext, signal: AbortSignal): Promise<Result<readonly Running[]>> {
  const running = await askJson(context.connection, { path: '/api/ps', schema: runningSchema, signal }, replyContext(context));
  return running.ok ? ok(running.value.models) : running;
}

async function describe(context: ServerContext, tag: Tag, running: readonly Running[], signal: AbortSignal): Promise<ModelInfo> {
  const shown = await askJson(context.connection, { path: '/api/show', schema: showSchema, body: { model: tag.name }, signal }, replyContext(context, tag.name));
  const loaded = running.find((model) => model.name === tag.name);
  return {
    id: tag.name,
    loaded: loaded !== undefined,
    ...defined({
      family: nonEmpty(tag.details?.family),
      quantization: nonEmpty(tag.details?.quantization_level),
      sizeBytes: tag.size,
      digest: nonEmpty(tag.digest),
      vramBytes: loaded?.size_vram,
      cpuOffloadShare: cpuShare(loaded),
    }),
    ...(shown.ok ? abilities(shown.value, tag) : {}),
    ...servedWindow(loaded, shown.ok ? shown.value : undefined),
  };
}

function abilities(shown: Shown, tag: Tag): Partial<ModelInfo> {
  const info = shown.model_info ?? {};
  const can = shown.capabilities;
  const has = (name: string): boolean | undefined => can?.includes(name);
  return defined({
    parameterCount: numberOf(info['general.parameter_count']) ?? parameterCountOf(tag.details?.parameter_size),
    trainedContextWindow: numberOf(info[`${String(info['general.architecture'])}.context_length`]),
    supportsTools: has('tools'),
    supportsVision: has('vision'),
    isThinking: has('thinking'),
  });
}

/** A loaded model says it; for others only a Modelfile's num_ctx is certain (the default depends on VRAM and environment). */
function servedWindow(loaded: Running | undefined, shown: Shown | undefined): Partial<ModelInfo> {
  if (typeof loaded?.context_length === 'number' && loaded.context_length > 0) return { contextWindow: loaded.context_length, contextWindowSource: '/api/ps context_length' };
  const written = /^num_ctx\s+(\d+)\s*$/m.exec(shown?.parameters ?? '')?.[1];
  return written === undefined ? {} : { contextWindow: Number(written), contextWindowSource: 'num_ctx of the Modelfile' };
}

function cpuShare(loaded: Running | undefined): number | undefined {
  if (typeof loaded?.size !== 'number' || typeof loaded.size_vram !== 'number' || loaded.size === 0) return undefined;
  return 1 - Math.min(1, loaded.size_vram / loaded.size);
}

/** "32.8B", "134.52M" */
function parameterCountOf(size: string | null | undefined): number | undefined {
  const [, figure, unit] = /^([\d.]+)([KMBT])$/.exec(size ?? '') ?? [];
  const factor = { K: 1e3, M: 1e6, B: 1e9, T: 1e12 }[unit ?? ''];
  return factor === undefined ? undefined : Math.round(Number(figure) * factor);
}

const numberOf = (value: unknown): number | undefined => (typeof value === 'number' ? value : undefined);
const nonEmpty = (value: string | null | undefined): string | undefined => (value === '' || value === null ? undefined : value);
