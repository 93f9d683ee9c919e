/** What a server can say about a model's file: Ollama its metadata, llama.cpp the file's path. For the VRAM fit. */
import { fail, ok, type Result } from '../../domain/failure.ts';
import type { ModelFile } from '../../domain/fit.ts';
import { type ServerAccess, serverNames } from '../../domain/server.ts';
import { hideSecretsOf } from './hidingSecrets.ts';
import { identifyServer } from './identifyServer.ts';
import { propsSchema } from './llamacpp/llamaCppReplies.ts';
import { runningSchema, showSchema, tagsSchema } from './ollama/ollamaReplies.ts';
import { askJson } from './shared/http/askJson.ts';
import { type Connection, openConnection } from './shared/http/connection.ts';
import { replyContext, type ServerContext } from './shared/openAi/serverContext.ts';

export type ServedModelFile =
  | { readonly kind: 'metadata'; readonly model: string; readonly file: ModelFile; readonly loadedBytes?: number; readonly loadedContextWindow?: number }
  /** On the server's machine, which is this one only for a loopback address. */
  | { readonly kind: 'path'; readonly model: string; readonly path: string; readonly contextWindow?: number };

async function ofOllama(context: ServerContext, wanted: string | undefined, signal: AbortSignal): Promise<Result<ServedModelFile>> {
  const asked = replyContext(context, wanted);
  const [tags, running] = await Promise.all([
    askJson(context.connection, { path: '/api/tags', schema: tagsSchema, signal }, asked),
    askJson(context.connection, { path: '/api/ps', schema: runningSchema, signal }, asked),
  ]);
  if (!tags.ok) return tags;
  const loadedFirst = running.ok ? running.value.models[0]?.name : undefined;
  const tag = tags.value.models.find((model) => model.name === (wanted ?? loadedFirst ?? tags.value.models[0]?.name));
  if (tag?.size == null) return fail('modelMissing', `${context.identity.url} has no model ${wanted ?? 'at all'}.`, `It has: ${tags.value.models.map((model) => model.name).join(', ') || 'nothing'}.`);
  const shown = await askJson(context.connection, { path: '/api/show', schema: showSchema, body: { model: tag.name }, signal }, asked);
  if (!shown.ok) return shown;
  const loaded = running.ok ? running.value.models.find((model) => model.name === tag.name) : undefined;
  return ok({
    kind: 'metadata',
    model: tag.name,
    file: { metadata: shown.value.model_info ?? {}, weightsBytes: tag.size },
    ...(loaded?.size == null ? {} : { loadedBytes: loaded.size }),
    ...(loaded?.context_length == null ? {} : { loadedContextWindow: loaded.context_length }),
  });
}

async function ofLlamaCpp(context: ServerContext, signal: AbortSignal): Promise<Result<ServedModelFile>> {
  const props = await askJson(context.connection, { path: '/props', schema: propsSchema, signal }, replyContext(context));
  if (!props.ok) return props;
  const { model_path: path, default_generation_settings: settings } = props.value;
  if (path == null || path === '') return fail('unsupported', 'This llama.cpp server does not tell where its model file is.', 'Give the file with --gguf.');
  if (context.identity.location !== 'loopback') return fail('unsupported', `The model file ${path} lies on the server’s machine.`, 'Run plimsoll fit there, or give a copy with --gguf.');
  return ok({ kind: 'path', model: path, path, ...(settings?.n_ctx == null ? {} : { contextWindow: settings.n_ctx }) });
}

export async function servedModelFile(access: ServerAccess, model: string | undefined, signal: AbortSignal): Promise<Result<ServedModelFile>> {
  const connection = openConnection(access);
  if (!connection.ok) return connection;
  return hideSecretsOf(access)(await askKind(connection.value, model, signal));
}

async function askKind(connection: Connection, model: string | undefined, signal: AbortSignal): Promise<Result<ServedModelFile>> {
  const identity = await identifyServer(connection, signal);
  if (!identity.ok) return identity;
  const context = { connection, identity: identity.value };
  switch (identity.value.kind) {
    case 'ollama':
      return ofOllama(context, model, signal);
    case 'llamacpp':
      return ofLlamaCpp(context, signal);
    default:
      return fail('unsupported', `${serverNames[identity.value.kind]} says nothing about the model’s layers.`, 'Give the model itself: --gguf FILE, or --hf FOLDER for safetensors.');
  }
}
