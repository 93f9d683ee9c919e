/** The fast estimate for the common case: a request so small that it fits in any tokeniser is recognised without being parsed. */

export interface QuickLook {
  readonly model: string;
  readonly stream: boolean;
  /** No tokeniser in use makes more tokens of the request than this. */
  readonly mostPromptTokens: number;
  /** The largest limit the request names; undefined: none. */
  readonly requestedOutputTokens?: number;
}

const model = /"model"\s*:\s*"([^"\\]*)"/gu;
// one pattern each: a search for a fixed text takes 5 µs in a body of 15 kB, one for alternatives 80 µs
const limits = [/"max_tokens"\s*:\s*([^\s,}]+)/gu, /"max_completion_tokens"\s*:\s*([^\s,}]+)/gu, /"num_predict"\s*:\s*([^\s,}]+)/gu];
const streaming = /"stream"\s*:\s*true/u;
/** An image costs more tokens than its address has bytes; a window of its own is the parsed path's business; so are escaped key names. */
const needsParsing = /"image_url"|"input_image"|"images"|"num_ctx"|\\u005[fF]/u;
const message = /"role"\s*:/gu;

const mostTokensPerMessage = 32;
const mostTemplateTokens = 1_024;

/** undefined: look closely. A name inside a text is followed by an escaped quote and is not found. */
export function quickLook(bodyText: string, bodyBytes: number): QuickLook | undefined {
  if (needsParsing.test(bodyText)) return undefined;
  const [named, second] = [...bodyText.matchAll(model)];
  if (named?.[1] === undefined || second !== undefined) return undefined;
  const asked = limits.flatMap((limit) => [...bodyText.matchAll(limit)]).map((match) => Number(match[1]));
  // null, -1 and the like mean "no limit", each server in its own way
  if (asked.some((limit) => !Number.isSafeInteger(limit) || limit < 1)) return undefined;
  const messages = bodyText.match(message)?.length ?? 0;
  return {
    model: named[1],
    stream: streaming.test(bodyText),
    mostPromptTokens: bodyBytes + messages * mostTokensPerMessage + mostTemplateTokens,
    ...(asked.length === 0 ? {} : { requestedOutputTokens: Math.max(...asked) }),
  };
}

/** True when prompt and output are certain to fit. */
export function quickPass({ mostPromptTokens, requestedOutputTokens }: QuickLook, contextWindow: number | undefined, overrunsWithoutLimit: boolean): boolean {
  if (contextWindow === undefined || (requestedOutputTokens === undefined && overrunsWithoutLimit)) return false;
  return mostPromptTokens + (requestedOutputTokens ?? 1) <= contextWindow;
}
