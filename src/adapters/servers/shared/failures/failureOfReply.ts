/** Turns an answer that is not what was asked for into a Failure with the figures and the cure. */
import type { Failure, FailureKind } from '../../../../domain/failure.ts';
import { serverNames, type ServerKind } from '../../../../domain/server.ts';
import { recogniseOverflow, type Overflow } from './overflowWording.ts';
import { replyMessage, type ReplyMessage } from './replyMessage.ts';
import { largerWindowAdvice, memoryAdvice, missingModelAdvice, toolCallsAdvice } from './serverAdvice.ts';

/** Who was asked and about which model. */
export interface ReplyContext {
  readonly kind: ServerKind;
  readonly url: string;
  readonly hasKey: boolean;
  readonly model?: string;
}

export interface Reply {
  /** 0 for an error event inside a stream. */
  readonly status: number;
  readonly text: string;
  readonly contentType: string;
  readonly path: string;
}

const outOfMemory = /out of memory|cudaMalloc failed|requires more (system|gpu) memory|insufficient (system |gpu )?(memory|resources)|failed to allocate|unable to allocate|No available memory for the cache|larger than the available KV cache memory|OutOfMemory/i;
const toolsOff = /--enable-auto-tool-choice|--tool-call-parser|does not support tools|tools? (param|parameter|calls?|calling) (requires?|is not|are not|not) |requires --jinja|tool use is not supported/i;
const noModel = /model\b.*\b(not found|does not exist|not loaded|no such)|no models? (is |are )?(currently )?loaded|model not found|unknown model|invalid model identifier|Failed to load model/i;
const busy = /loading model|model is loading|server (is )?(busy|overloaded)|maximum pending requests|too many requests|no slot available|queue (is )?full/i;

export function failureOfReply(reply: Reply, context: ReplyContext): Failure {
  const said = replyMessage(reply.text);
  const failure = said === undefined ? failureWithoutWords(reply, context) : failureOfWords(reply, said, context);
  return reply.status === 0 ? failure : { ...failure, httpStatus: reply.status };
}

function failureOfWords(reply: Reply, said: ReplyMessage, context: ReplyContext): Failure {
  const cause = said.message.slice(0, 600);
  const server = serverNames[context.kind];
  const as = (kind: FailureKind, detail: string, advice: string): Failure => ({ kind, detail, advice, cause });
  const overflow = recogniseOverflow(said.message, said.type, said.code);
  if (overflow !== undefined) return { ...failureOfOverflow(overflow, context), cause };
  if (reply.status === 401 || reply.status === 403) return unauthorised(context); // without the message: some servers repeat the key in it
  if (toolsOff.test(said.message)) return as('toolCallsDisabled', `${server} refuses tool calls${forModel(context)}.`, toolCallsAdvice(context.kind));
  if (outOfMemory.test(said.message)) return as('outOfMemory', `${server} ran out of memory${forModel(context)}.`, memoryAdvice(context.kind));
  if (busy.test(said.message) || reply.status === 429) return as('busy', `${server} is busy: ${cause}`, 'Wait until it has loaded the model or finished other requests, then try again.');
  if (noModel.test(said.message)) return as('modelMissing', `${server} does not have the model${context.model === undefined ? '' : ` "${context.model}"`}.`, missingModelAdvice(context.kind, context.model));
  return failureOfStatus(reply, cause, context);
}

function failureOfStatus(reply: Reply, cause: string, context: ReplyContext): Failure {
  const server = serverNames[context.kind];
  const { status } = reply;
  if (status === 404 || status === 405) return { ...wrongPath(reply, context), cause };
  if (status === 503) return { kind: 'busy', detail: `${server} cannot answer now (HTTP 503): ${cause}`, advice: 'Wait and try again; look into its log when it lasts.', cause };
  if (status >= 400 && status < 500) return { kind: 'invalidInput', detail: `${server} refused the request (HTTP ${status}): ${cause}`, advice: 'Change the request as the message says.', cause };
  const where = status === 0 ? 'in the middle of the answer' : `(HTTP ${status})`;
  return { kind: 'serverError', detail: `${server} reported an error ${where}: ${cause}`, advice: 'Look into the log of the server.', cause };
}

function failureWithoutWords(reply: Reply, context: ReplyContext): Failure {
  const { status, text } = reply;
  const start = text.trimStart();
  if (status === 401 || status === 403) return unauthorised(context);
  if (start.startsWith('<')) {
    const title = /<title[^>]*>([^<]{1,100})/i.exec(start)?.[1]?.trim();
    const named = title === undefined ? 'a web page' : `a web page ("${title}")`;
    return { kind: 'notAnApi', detail: `${context.url}${reply.path} answers ${named} instead of JSON.`, advice: 'A proxy, a login page or another program answers there: check the address and the port.' };
  }
  if (status === 404 || status === 405) return wrongPath(reply, context);
  if (status === 429 || status === 503) return { kind: 'busy', detail: `${context.url} is busy (HTTP ${status}).`, advice: 'Wait and try again.' };
  if (status >= 500) return { kind: 'serverError', detail: `${context.url}${reply.path} failed with HTTP ${status}.`, advice: 'Look into the log of the server or of the proxy before it.', ...shortCause(start) };
  if (status >= 400) return { kind: 'invalidInput', detail: `${context.url}${reply.path} refused the request with HTTP ${status}.`, advice: 'Look into the log of the server.', ...shortCause(start) };
  return { kind: 'badReply', detail: `${context.url}${reply.path} answered something else than expected.`, advice: 'Check that the address is that of an inference server and that its version is supported.', ...shortCause(start) };
}

function failureOfOverflow(overflow: Overflow, context: ReplyContext): Failure {
  const { promptTokens, requestedOutputTokens, windowTokens, isLowerBound } = overflow;
  const prompt = promptTokens === undefined ? 'The prompt' : `The prompt of ${isLowerBound ? 'at least ' : ''}${promptTokens} tokens`;
  const output = requestedOutputTokens === undefined ? '' : ` with ${requestedOutputTokens} tokens for the answer`;
  const window = windowTokens === undefined ? 'the context window' : `the context window of ${windowTokens} tokens`;
  const needed = promptTokens === undefined ? undefined : promptTokens + (requestedOutputTokens ?? 0);
  const detail = `${prompt}${output} does not fit into ${window} that ${serverNames[context.kind]} serves.`;
  return { kind: 'contextOverflow', detail, advice: largerWindowAdvice(context.kind, needed === undefined ? undefined : roundedUp(needed)) };
}

function unauthorised(context: ReplyContext): Failure {
  return context.hasKey
    ? { kind: 'unauthorised', detail: `${context.url} refuses the key.`, advice: 'Set the key that the server was started with (--api-key).' }
    : { kind: 'unauthorised', detail: `${context.url} asks for a key and none is set.`, advice: 'Set the key that the server was started with (--api-key).' };
}

function wrongPath(reply: Reply, context: ReplyContext): Failure {
  const detail = `${context.url} answers, but does not know ${reply.path} (HTTP ${reply.status}).`;
  return { kind: 'wrongPath', detail, advice: 'Check the address: give it without a path or ending in /v1, and without parts that belong to another API.' };
}

/** To whole 4096s: windows are served in round figures, and the next turn of the conversation needs room too. */
const roundedUp = (tokens: number): number => Math.ceil((tokens + 1) / 4096) * 4096;

const forModel = (context: ReplyContext): string => (context.model === undefined ? '' : ` for "${context.model}"`);
const shortCause = (text: string): { cause?: string } => (text === '' ? {} : { cause: text.slice(0, 300) });
