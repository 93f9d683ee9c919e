/** Context overflow in the words and the code that agents recognise, so that they compact instead of stopping. */
import type { GuardedApi } from '../guardRequest.ts';

/** What a server's own error said; the recogniser of all servers' wordings lives with the server adapters. */
export interface RecognisedOverflow {
  readonly windowTokens?: number;
  readonly promptTokens?: number;
  readonly isLowerBound?: boolean;
}

export type RecogniseOverflow = (message: string, type: string, code: string) => RecognisedOverflow | undefined;

export interface OverflowFigures {
  readonly contextWindow?: number;
  readonly promptTokens?: number;
  readonly isLowerBound?: boolean;
  readonly requestedOutputTokens?: number;
  /** The server's own words, kept for people. */
  readonly original?: string;
}

/**
 * Cline (all bundles) looks for "maximum context", "context length" or code `context_length_exceeded` with status 400;
 * others look for OpenAI's sentence. llama.cpp's own "exceeds the available context size" matches neither.
 */
export function overflowMessage({ contextWindow, promptTokens, isLowerBound, requestedOutputTokens, original }: OverflowFigures): string {
  const window = contextWindow === undefined ? 'The maximum context length of this model is exceeded.' : `This model's maximum context length is ${contextWindow} tokens.`;
  const atLeast = isLowerBound === true ? 'at least ' : '';
  const output = requestedOutputTokens === undefined || requestedOutputTokens < 1 ? '' : ` and asks for ${requestedOutputTokens} more`;
  const prompt = promptTokens === undefined ? 'The prompt is too long.' : `However, your prompt has ${atLeast}${promptTokens} tokens${output}: the prompt is too long.`;
  const server = original === undefined ? '' : ` (server: ${original.slice(0, 300)})`;
  return `${window} ${prompt} Please reduce the length of the messages or completion.${server}`;
}

/** The error object of the API the agent speaks. */
export function overflowBody(api: GuardedApi | undefined, figures: OverflowFigures): string {
  const message = overflowMessage(figures);
  if (api === 'ollamaChat' || api === 'ollamaGenerate') return JSON.stringify({ error: `the prompt is longer than the context length: ${message}` });
  const { promptTokens, contextWindow } = figures;
  const sizes = { ...(promptTokens === undefined ? {} : { n_prompt_tokens: promptTokens }), ...(contextWindow === undefined ? {} : { n_ctx: contextWindow }) };
  return JSON.stringify({ error: { message, type: 'invalid_request_error', param: 'messages', code: 'context_length_exceeded', ...sizes } });
}

/** The translated body when a server's error is an overflow; undefined for every other text, which passes as it is. */
export function translateOverflow(bodyText: string, api: GuardedApi | undefined, recognise: RecogniseOverflow): string | undefined {
  const error = readError(bodyText);
  if (error === undefined) return undefined;
  const overflow = recognise(error.message, error.type, error.code);
  if (overflow === undefined) return undefined;
  return overflowBody(api, {
    original: error.message,
    ...(overflow.windowTokens === undefined ? {} : { contextWindow: overflow.windowTokens }),
    ...(overflow.promptTokens === undefined ? {} : { promptTokens: overflow.promptTokens }),
    ...(overflow.isLowerBound === undefined ? {} : { isLowerBound: overflow.isLowerBound }),
  });
}

interface ReadError {
  readonly message: string;
  readonly type: string;
  readonly code: string;
}

/** `{error: {...}}`, `{error: "..."}` (LM Studio, Ollama) and `{object: "error", message}` (older vLLM). */
function readError(text: string): ReadError | undefined {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return undefined;
  }
  const root = asObject(json);
  if (root === undefined) return undefined;
  if (typeof root['error'] === 'string') return { message: root['error'], type: '', code: '' };
  const error = asObject(root['error']) ?? (root['object'] === 'error' ? root : undefined);
  if (error === undefined || typeof error['message'] !== 'string') return undefined;
  return { message: error['message'], type: textOf(error['type']), code: textOf(error['code']) };
}

const asObject = (value: unknown): Readonly<Record<string, unknown>> | undefined =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : undefined;

const textOf = (value: unknown): string => (typeof value === 'string' || typeof value === 'number' ? String(value) : '');
