/** Token counts a server reports at the end of an answer, streamed or not. */

export interface ReportedUsage {
  readonly promptTokens?: number;
  readonly completionTokens?: number;
  /** Of the server's own stopwatch, where it has one. */
  readonly decodeTokensPerSecond?: number;
}

/** `tail`: the last kilobytes of the answer. The last object that reports tokens wins; an empty result when none does. */
export function readUsage(tail: string): ReportedUsage {
  const lines = tail.split('\n').reverse();
  for (const line of lines) {
    const json = line.startsWith('data:') ? line.slice(5) : line;
    if (!json.includes('usage') && !json.includes('eval_count') && !json.includes('timings')) continue;
    const found = usageOf(json);
    if (found !== undefined) return found;
  }
  // a whole JSON document may be spread over several lines, or begin before the tail does
  return usageOf(tail) ?? usageByPattern(tail);
}

function usageOf(text: string): ReportedUsage | undefined {
  try {
    const root = asObject(JSON.parse(text));
    if (root === undefined) return undefined;
    const usage = asObject(root['usage']);
    const timings = asObject(root['timings']);
    if (usage !== undefined || timings !== undefined) return openAiUsage(usage ?? {}, timings ?? {});
    return root['eval_count'] === undefined && root['prompt_eval_count'] === undefined ? undefined : ollamaUsage(root);
  } catch {
    return undefined;
  }
}

function openAiUsage(usage: JsonObject, timings: JsonObject): ReportedUsage {
  // llama.cpp's prompt_n leaves cached tokens out
  const timed = sum(numberIn(timings, 'prompt_n'), numberIn(timings, 'cache_n'));
  return withoutUndefined({
    promptTokens: numberIn(usage, 'prompt_tokens') ?? timed,
    completionTokens: numberIn(usage, 'completion_tokens') ?? numberIn(timings, 'predicted_n'),
    decodeTokensPerSecond: numberIn(timings, 'predicted_per_second'),
  });
}

function ollamaUsage(root: JsonObject): ReportedUsage {
  const tokens = numberIn(root, 'eval_count');
  const nanoseconds = numberIn(root, 'eval_duration');
  const rate = tokens !== undefined && nanoseconds !== undefined && nanoseconds > 0 ? tokens / (nanoseconds / 1e9) : undefined;
  return withoutUndefined({ promptTokens: numberIn(root, 'prompt_eval_count'), completionTokens: tokens, decodeTokensPerSecond: rate });
}

function usageByPattern(tail: string): ReportedUsage {
  const prompt = /"prompt_(?:tokens|eval_count)"\s*:\s*(\d+)/u.exec(tail)?.[1];
  const completion = /"(?:completion_tokens|eval_count)"\s*:\s*(\d+)/u.exec(tail)?.[1];
  return withoutUndefined({
    promptTokens: prompt === undefined ? undefined : Number(prompt),
    completionTokens: completion === undefined ? undefined : Number(completion),
    decodeTokensPerSecond: undefined,
  });
}

type JsonObject = Readonly<Record<string, unknown>>;

const asObject = (value: unknown): JsonObject | undefined => (typeof value === 'object' && value !== null ? (value as JsonObject) : undefined);

const numberIn = (root: JsonObject, key: string): number | undefined => (typeof root[key] === 'number' ? root[key] : undefined);

const sum = (a: number | undefined, b: number | undefined): number | undefined => (a === undefined ? undefined : a + (b ?? 0));

function withoutUndefined(usage: { readonly [Key in keyof ReportedUsage]-?: number | undefined }): ReportedUsage {
  const { promptTokens, completionTokens, decodeTokensPerSecond } = usage;
  return {
    ...(promptTokens === undefined ? {} : { promptTokens }),
    ...(completionTokens === undefined ? {} : { completionTokens }),
    ...(decodeTokensPerSecond === undefined ? {} : { decodeTokensPerSecond }),
  };
}
