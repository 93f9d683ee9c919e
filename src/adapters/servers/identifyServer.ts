/** Finds out by its fingerprint which product answers at an address; a port proves nothing. */
import { z } from 'zod';
import { fail, ok, type Failure, type Result } from '../../domain/failure.ts';
import type { ServerIdentity, ServerKind } from '../../domain/server.ts';
import { defined } from '../../domain/defined.ts';
import { askJson } from './shared/http/askJson.ts';
import type { Connection } from './shared/http/connection.ts';
import { modelListSchema, type ModelList } from './shared/openAi/modelList.ts';
import { propsSchema, type Props } from './llamacpp/llamaCppReplies.ts';

const limits = { connectMs: 1_500, idleMs: 1_800, totalMs: 1_800 };

const fingerprints = {
  serviceInfo: { path: '/.well-known/serviceinfo', schema: z.looseObject({ software: z.looseObject({ name: z.string(), version: z.string().optional().catch(undefined) }) }) },
  ollamaVersion: { path: '/api/version', schema: z.looseObject({ version: z.string() }) },
  ollamaTags: { path: '/api/tags', schema: z.looseObject({ models: z.array(z.unknown()) }) },
  lmStudioV1: { path: '/api/v1/models', schema: z.looseObject({ models: z.array(z.looseObject({ key: z.string() })) }) },
  lmStudioV0: { path: '/api/v0/models', schema: z.looseObject({ data: z.array(z.looseObject({ id: z.string(), state: z.string() })) }) },
  version: { path: '/version', schema: z.looseObject({ version: z.string() }) },
  models: { path: '/v1/models', schema: modelListSchema },
  props: { path: '/props', schema: propsSchema },
} as const;

type Answers = { readonly [K in keyof typeof fingerprints]: Result<z.infer<(typeof fingerprints)[K]['schema']>> };

interface Verdict {
  readonly kind: ServerKind;
  readonly version?: string;
}

export async function identifyServer(connection: Connection, signal: AbortSignal): Promise<Result<ServerIdentity>> {
  const answers = await askAll(connection, signal);
  if (signal.aborted) return fail('cancelled', 'The search for servers was cancelled.', '');
  const verdict = judge(answers);
  if (verdict === undefined) return { ok: false, failure: explain(answers, connection) };
  const { url, location } = connection.address;
  const refusal = refusedKey(verdict.kind, answers);
  return refusal === undefined ? ok({ url, location, ...verdict }) : { ok: false, failure: refusal };
}

async function askAll(connection: Connection, signal: AbortSignal): Promise<Answers> {
  const context = { kind: 'openai', url: connection.address.url, hasKey: connection.hasKey } as const;
  const asked = Object.entries(fingerprints).map(async ([name, question]) => [name, await askJson<unknown>(connection, { ...question, signal, limits }, context)] as const);
  return Object.fromEntries(await Promise.all(asked)) as unknown as Answers;
}

/** The order matters: TabbyAPI answers llama.cpp's `/props` too, and several products imitate Ollama's or OpenAI's lists. */
function judge(answers: Answers): Verdict | undefined {
  const { serviceInfo, ollamaVersion, ollamaTags, lmStudioV1, lmStudioV0, version, models, props } = answers;
  if (serviceInfo.ok && serviceInfo.value.software.name === 'TabbyAPI') return { kind: 'tabby', ...defined({ version: serviceInfo.value.software.version }) };
  if (ollamaVersion.ok && ollamaTags.ok) return { kind: 'ollama', version: ollamaVersion.value.version };
  if (lmStudioV1.ok || lmStudioV0.ok) return { kind: 'lmstudio' };
  if (version.ok && isVllm(models)) return { kind: 'vllm', version: version.value.version };
  if (isLlamaCpp(props, models)) return { kind: 'llamacpp', ...defined({ version: props.ok ? props.value.build_info : undefined }) };
  return models.ok ? { kind: 'openai' } : undefined;
}

function isVllm(models: Result<ModelList>): boolean {
  if (!models.ok) return models.failure.kind === 'unauthorised'; // /version is open when /v1 asks for a key
  return models.value.data.some((model) => model.owned_by === 'vllm' || typeof model.max_model_len === 'number');
}

function isLlamaCpp(props: Result<Props>, models: Result<ModelList>): boolean {
  if (models.ok && models.value.data.some((model) => model.owned_by === 'llamacpp')) return true;
  return props.ok && (typeof props.value.default_generation_settings?.n_ctx === 'number' || props.value.role === 'router');
}

/** The endpoint that needs the key, where the product's other endpoints are open. */
function refusedKey(kind: ServerKind, answers: Answers): Failure | undefined {
  const guarded = kind === 'llamacpp' ? answers.props : answers.models;
  return !guarded.ok && guarded.failure.kind === 'unauthorised' ? guarded.failure : undefined;
}

// What says most about a server that is none of ours, first.
const telling = ['unauthorised', 'redirected', 'insecureAddress', 'busy', 'outOfMemory', 'notAnApi', 'serverError', 'badReply', 'wrongPath', 'noFirstByte', 'serverGone'] as const;

function explain(answers: Answers, connection: Connection): Failure {
  const failures = [answers.models, ...Object.values(answers)].flatMap((answer) => (answer.ok ? [] : [answer.failure]));
  for (const kind of telling) {
    const found = failures.find((failure) => failure.kind === kind);
    if (found !== undefined) return found;
  }
  return failures[0] ?? { kind: 'notAnApi', detail: `${connection.address.url} is not an inference server that Plimsoll knows.`, advice: 'Check the address.' };
}
