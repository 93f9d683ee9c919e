/** Reads what the guard must know from an agent's request: model, texts, tools, images and the output it asks for. */
import { z } from 'zod';
import type { ChatMessage, ToolSchema } from '../domain/chat.ts';

export type GuardedApi = 'openaiChat' | 'openaiCompletions' | 'ollamaChat' | 'ollamaGenerate';

/** Where a request names its output limit. */
export type OutputField = 'max_tokens' | 'max_completion_tokens' | 'options.num_predict';

export interface GuardRequest {
  readonly api: GuardedApi;
  readonly model: string;
  readonly stream: boolean;
  readonly messages: readonly ChatMessage[];
  readonly tools: readonly ToolSchema[];
  readonly images: number;
  /** undefined: the request names no limit; zero or less: it asks for no limit. */
  readonly requestedOutputTokens?: number;
  /** The limits the request names; all of them are clamped together. */
  readonly outputFields: readonly OutputField[];
  /** Ollama's `num_ctx`: the window this very request asks for. */
  readonly contextWindow?: number;
}

export type ReadRequest = { readonly guarded: true; readonly request: GuardRequest } | { readonly guarded: false; readonly why: string };

const guardedPaths: Readonly<Record<string, GuardedApi>> = {
  '/v1/chat/completions': 'openaiChat',
  '/v1/completions': 'openaiCompletions',
  '/api/chat': 'ollamaChat',
  '/api/generate': 'ollamaGenerate',
};

export const guardedApi = (method: string, path: string): GuardedApi | undefined => (method === 'POST' ? guardedPaths[path.replace(/\/+$/u, '')] : undefined);

const part = z.looseObject({ type: z.string().optional(), text: z.string().optional() });
const message = z.looseObject({
  role: z.string(),
  content: z.union([z.string(), z.array(part)]).nullish(),
  images: z.array(z.unknown()).nullish(),
  tool_calls: z.array(z.looseObject({ id: z.string().nullish(), function: z.looseObject({ name: z.string(), arguments: z.unknown() }) })).nullish(),
  tool_call_id: z.string().nullish(),
});
const tool = z.looseObject({ function: z.looseObject({ name: z.string(), description: z.string().nullish(), parameters: z.record(z.string(), z.unknown()).nullish() }) });
const limit = z.number().int().nullish();

const bodySchema = z.looseObject({
  model: z.string().default(''),
  stream: z.boolean().nullish(),
  messages: z.array(message).nullish(),
  prompt: z.union([z.string(), z.array(z.string())]).nullish(),
  system: z.string().nullish(),
  images: z.array(z.unknown()).nullish(),
  tools: z.array(tool).nullish(),
  max_tokens: limit,
  max_completion_tokens: limit,
  options: z.looseObject({ num_ctx: limit, num_predict: limit }).nullish(),
});

type Body = z.infer<typeof bodySchema>;
type Message = z.infer<typeof message>;

/** A body that is not understood is not guarded: the server shall judge it, not we. */
export function readGuardRequest(api: GuardedApi, bodyText: string): ReadRequest {
  let json: unknown;
  try {
    json = JSON.parse(bodyText);
  } catch {
    return { guarded: false, why: 'the body is not JSON' };
  }
  const parsed = bodySchema.safeParse(json);
  if (!parsed.success) return { guarded: false, why: `the body has an unknown form (${parsed.error.issues[0]?.path.join('.') ?? ''})` };
  return { guarded: true, request: requestOf(api, parsed.data) };
}

function requestOf(api: GuardedApi, body: Body): GuardRequest {
  const isOllama = api === 'ollamaChat' || api === 'ollamaGenerate';
  const named = outputLimits(body, isOllama);
  const values = named.map((one) => one.value);
  const contextWindow = isOllama ? body.options?.num_ctx : undefined;
  return {
    api,
    model: body.model,
    // Ollama streams unless told not to, everybody else the other way round
    stream: body.stream ?? isOllama,
    messages: messagesOf(body),
    tools: (body.tools ?? []).map(({ function: { name, description, parameters } }) => ({ name, description: description ?? '', parameters: parameters ?? {} })),
    images: imagesIn(body),
    outputFields: named.map((one) => one.field),
    // any limit that asks for "no limit" counts as that, else the largest would be served
    ...(values.length === 0 ? {} : { requestedOutputTokens: values.some((value) => value < 1) ? -1 : Math.max(...values) }),
    ...(typeof contextWindow === 'number' && contextWindow > 0 ? { contextWindow } : {}),
  };
}

function outputLimits(body: Body, isOllama: boolean): readonly { readonly field: OutputField; readonly value: number }[] {
  const limits: readonly (readonly [OutputField, number | null | undefined])[] = isOllama
    ? [['options.num_predict', body.options?.num_predict]]
    : [
        ['max_tokens', body.max_tokens],
        ['max_completion_tokens', body.max_completion_tokens],
      ];
  return limits.flatMap(([field, value]) => (typeof value === 'number' ? [{ field, value }] : []));
}

function messagesOf(body: Body): readonly ChatMessage[] {
  const prompts = typeof body.prompt === 'string' ? [body.prompt] : (body.prompt ?? []);
  return [
    ...(typeof body.system === 'string' ? [{ role: 'system' as const, content: body.system }] : []),
    ...(body.messages ?? []).map(chatMessage),
    ...prompts.map((content) => ({ role: 'user' as const, content })),
  ];
}

function chatMessage({ role, content, tool_calls, tool_call_id }: Message): ChatMessage {
  const text = typeof content === 'string' ? content : (content ?? []).map((one) => one.text ?? '').join('');
  const known = role === 'system' || role === 'assistant' || role === 'tool' ? role : role === 'developer' ? 'system' : 'user';
  const toolCalls = (tool_calls ?? []).map(({ id, function: { name, arguments: given } }) => ({
    id: id ?? '',
    name,
    argumentsText: typeof given === 'string' ? given : JSON.stringify(given ?? {}),
  }));
  return { role: known, content: text, ...(toolCalls.length === 0 ? {} : { toolCalls }), ...(typeof tool_call_id === 'string' ? { toolCallId: tool_call_id } : {}) };
}

function imagesIn(body: Body): number {
  const inMessages = (body.messages ?? []).map(
    ({ content, images }) => (Array.isArray(content) ? content.filter((one) => one.type === 'image_url' || one.type === 'input_image').length : 0) + (images?.length ?? 0),
  );
  return inMessages.reduce((sum, count) => sum + count, body.images?.length ?? 0);
}
