/** Reads one event of an OpenAI-compatible chat stream, with the extras of llama.cpp, vLLM and TabbyAPI. */
import { z } from 'zod';
import type { FinishReason } from '../../../../domain/chat.ts';
import type { ServerTimings } from '../../../../domain/sample.ts';
import type { StreamPiece } from './streamPiece.ts';

// Wrong types in one field must not cost the whole stream: they read as absent.
const text = z.string().nullish().catch(undefined);
const count = z.number().nullish().catch(undefined);

const toolCall = z.looseObject({
  index: count,
  id: text,
  function: z.looseObject({ name: text, arguments: z.union([z.string(), z.record(z.string(), z.unknown())]).nullish().catch(undefined) }).nullish().catch(undefined),
});

const delta = z.looseObject({
  content: text,
  reasoning_content: text,
  reasoning: text,
  tool_calls: z.array(toolCall).nullish().catch(undefined),
});

const usage = z.looseObject({
  prompt_tokens: count,
  completion_tokens: count,
  prompt_tokens_details: z.looseObject({ cached_tokens: count }).nullish().catch(undefined),
  // TabbyAPI, in seconds
  prompt_time: count,
  completion_time: count,
});

// llama.cpp
const timings = z.looseObject({ cache_n: count, prompt_n: count, prompt_ms: count, predicted_n: count, predicted_ms: count });

const event = z.looseObject({
  choices: z.array(z.looseObject({ index: count, delta: delta.nullish().catch(undefined), message: delta.nullish().catch(undefined), finish_reason: text })).nullish().catch(undefined),
  usage: usage.nullish().catch(undefined),
  timings: timings.nullish().catch(undefined),
  error: z.unknown().optional(),
  object: text,
});

type Delta = z.infer<typeof delta>;
type Usage = z.infer<typeof usage>;

export function decodeOpenAiEvent(data: string): readonly StreamPiece[] {
  if (data.trim() === '[DONE]') return [{ kind: 'done' }];
  const json = parse(data);
  const parsed = event.safeParse(json);
  if (!parsed.success) return [{ kind: 'unreadable', text: data }];
  const { choices, usage: used, timings: timed, error, object } = parsed.data;
  if ((error !== undefined && error !== null) || object === 'error') return [{ kind: 'error', text: data }];
  const pieces: StreamPiece[] = [];
  // only the first choice is ours: we never ask for more
  const choice = choices?.find((candidate) => (candidate.index ?? 0) === 0);
  // `message`: a server that does not stream although asked to
  const said = choice?.delta ?? choice?.message;
  if (said !== undefined && said !== null) pieces.push({ kind: 'delta' }, ...piecesOfDelta(said));
  if (typeof choice?.finish_reason === 'string' && choice.finish_reason !== '') pieces.push({ kind: 'finish', reason: finishReasonOf(choice.finish_reason) });
  if (used !== undefined && used !== null) pieces.push(...piecesOfUsage(used));
  if (timed !== undefined && timed !== null) pieces.push({ kind: 'timings', timings: timingsOf(timed) });
  return pieces;
}

function piecesOfDelta(said: Delta): StreamPiece[] {
  const pieces: StreamPiece[] = [];
  const thinking = nonEmpty(said.reasoning_content) ?? nonEmpty(said.reasoning);
  if (thinking !== undefined) pieces.push({ kind: 'thinking', text: thinking });
  const content = nonEmpty(said.content);
  if (content !== undefined) pieces.push({ kind: 'text', text: content });
  for (const call of said.tool_calls ?? []) {
    const written = call.function?.arguments;
    pieces.push({
      kind: 'toolCall',
      ...defined('index', call.index),
      ...defined('id', nonEmpty(call.id)),
      ...defined('name', nonEmpty(call.function?.name)),
      ...defined('argumentsText', typeof written === 'object' && written !== null ? JSON.stringify(written) : written),
    });
  }
  return pieces;
}

function piecesOfUsage(used: Usage): StreamPiece[] {
  const counts: StreamPiece = {
    kind: 'usage',
    ...defined('promptTokens', used.prompt_tokens),
    ...defined('completionTokens', used.completion_tokens),
    ...defined('cachedTokens', used.prompt_tokens_details?.cached_tokens),
  };
  if (typeof used.completion_time !== 'number' && typeof used.prompt_time !== 'number') return [counts];
  const seconds: ServerTimings = {
    ...defined('promptMs', inMs(used.prompt_time)),
    ...defined('promptTokens', used.prompt_tokens),
    ...defined('predictedMs', inMs(used.completion_time)),
    ...defined('predictedTokens', used.completion_tokens),
  };
  return [counts, { kind: 'timings', timings: seconds }];
}

function timingsOf(timed: z.infer<typeof timings>): ServerTimings {
  return {
    ...defined('promptMs', timed.prompt_ms),
    ...defined('promptTokens', timed.prompt_n),
    ...defined('cachedTokens', timed.cache_n),
    ...defined('predictedMs', timed.predicted_ms),
    ...defined('predictedTokens', timed.predicted_n),
  };
}

export function finishReasonOf(said: string): FinishReason {
  switch (said) {
    case 'stop':
    case 'eos':
    case 'end_turn':
      return 'stop';
    case 'length':
    case 'max_tokens':
      return 'length';
    case 'tool_calls':
    case 'function_call':
      return 'toolCalls';
    case 'content_filter':
      return 'contentFilter';
    default:
      return 'other';
  }
}

function parse(data: string): unknown {
  try {
    return JSON.parse(data) as unknown;
  } catch {
    return undefined;
  }
}

const nonEmpty = (value: string | null | undefined): string | undefined => (value === '' || value === null ? undefined : value);
const inMs = (seconds: number | null | undefined): number | undefined => (typeof seconds === 'number' ? seconds * 1000 : undefined);

/** A property that is left out when there is no value, as exactOptionalPropertyTypes wants. */
function defined<K extends string, V>(key: K, value: V | null | undefined): Partial<Record<K, V>> {
  return value === undefined || value === null ? {} : ({ [key]: value } as Record<K, V>);
}
