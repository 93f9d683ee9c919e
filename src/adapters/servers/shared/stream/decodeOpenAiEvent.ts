/** Reads one event of an OpenAI-compatible chat stream, with the extras of llama.cpp, vLLM and TabbyAPI. */
import { z } from 'zod';
import type { PromptProgress, ServerTimings } from '../../../../domain/sample.ts';
import { defined } from '../../../../domain/defined.ts';
import { parseJson } from '../parseJson.ts';
import { finishReasonOf } from './finishReasonOf.ts';
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

const promptProgress = z.looseObject({ total: count, cache: count, processed: count, time_ms: count });

const event = z.looseObject({
  choices: z.array(z.looseObject({ index: count, delta: delta.nullish().catch(undefined), message: delta.nullish().catch(undefined), finish_reason: text })).nullish().catch(undefined),
  usage: usage.nullish().catch(undefined),
  timings: timings.nullish().catch(undefined),
  // llama.cpp with return_progress
  prompt_progress: promptProgress.nullish().catch(undefined),
  error: z.unknown().optional(),
  object: text,
});

type Delta = z.infer<typeof delta>;
type Usage = z.infer<typeof usage>;

export function decodeOpenAiEvent(data: string): readonly StreamPiece[] {
  if (data.trim() === '[DONE]') return [{ kind: 'done' }];
  const parsed = event.safeParse(parseJson(data));
  if (!parsed.success) return [{ kind: 'unreadable', text: data }];
  const { choices, usage: used, timings: timed, prompt_progress: read, error, object } = parsed.data;
  if ((error !== undefined && error !== null) || object === 'error') return [{ kind: 'error', text: data }];
  // such an event has an empty delta of its own, which is no chunk of the answer
  if (read !== undefined && read !== null) return [{ kind: 'promptProgress', progress: progressOf(read) }];
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
      ...defined({
        index: call.index,
        id: nonEmpty(call.id),
        name: nonEmpty(call.function?.name),
        argumentsText: typeof written === 'object' && written !== null ? JSON.stringify(written) : written,
      }),
    });
  }
  return pieces;
}

function piecesOfUsage(used: Usage): StreamPiece[] {
  const counts: StreamPiece = {
    kind: 'usage',
    ...defined({ promptTokens: used.prompt_tokens, completionTokens: used.completion_tokens, cachedTokens: used.prompt_tokens_details?.cached_tokens }),
  };
  if (typeof used.completion_time !== 'number' && typeof used.prompt_time !== 'number') return [counts];
  const seconds: ServerTimings = defined({
    promptMs: inMs(used.prompt_time),
    promptTokens: used.prompt_tokens,
    predictedMs: inMs(used.completion_time),
    predictedTokens: used.completion_tokens,
  });
  return [counts, { kind: 'timings', timings: seconds }];
}

function timingsOf(timed: z.infer<typeof timings>): ServerTimings {
  return defined({
    promptMs: timed.prompt_ms,
    promptTokens: timed.prompt_n,
    cachedTokens: timed.cache_n,
    predictedMs: timed.predicted_ms,
    predictedTokens: timed.predicted_n,
  });
}

const progressOf = (read: z.infer<typeof promptProgress>): PromptProgress => ({ totalTokens: read.total ?? 0, processedTokens: read.processed ?? 0, cachedTokens: read.cache ?? 0, atMs: read.time_ms ?? 0 });

const nonEmpty = (value: string | null | undefined): string | undefined => (value === '' || value === null ? undefined : value);
const inMs = (seconds: number | null | undefined): number | undefined => (typeof seconds === 'number' ? seconds * 1000 : undefined);
