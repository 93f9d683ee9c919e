/** One request of the agent from its first byte to its record: read, judge, send or refuse, relay, remember. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { messageOf } from '../../domain/failure.ts';
import type { GuardDecision } from '../../guard/decideRequest.ts';
import { detectTruncation } from '../../guard/detectTruncation.ts';
import { guardedApi, type GuardedApi, type GuardRequest, readGuardRequest } from '../../guard/guardRequest.ts';
import type { GuardEnding, GuardRecord } from '../../guard/guardStats.ts';
import { overflowBody, type RecogniseOverflow } from '../../guard/overflowReply.ts';
import { withOutputLimit } from '../../guard/rewriteBody.ts';
import { describeDecision } from './describeDecision.ts';
import { errorBody } from './relay/errorReply.ts';
import type { GuardSettings } from './guardSettings.ts';
import type { Judge, Judgement } from './judgeRequest.ts';
import { createKeepAlive, type KeepAlive } from './relay/keepAlive.ts';
import { readBody } from './readBody.ts';
import { relayReply, sendError } from './relay/relayReply.ts';
import { guardHeader, noteHeader } from './relay/replyHeaders.ts';
import { sendUpstream, type Upstream } from './sendUpstream.ts';
import { type StreamWatch, watchStream } from './relay/streamWatch.ts';
import type { UpstreamView } from './upstreamView.ts';

export interface GuardContext {
  readonly settings: GuardSettings;
  readonly upstream: Upstream;
  readonly view: UpstreamView;
  readonly judge: Judge;
  readonly recognise: RecogniseOverflow;
  /** Streams running now, for the live figures. */
  readonly live: Set<StreamWatch>;
  readonly remember: (record: GuardRecord) => void;
}

/** What is known of a request once its body was read. */
interface Judged {
  readonly api: GuardedApi | undefined;
  readonly request?: GuardRequest;
  readonly judgement?: Judgement;
  readonly body: Buffer;
  readonly note?: string;
}

export async function handleRequest(context: GuardContext, incoming: IncomingMessage, response: ServerResponse, path: string): Promise<void> {
  const startedMs = performance.now();
  const abort = new AbortController();
  // the agent left: the server's slot must be free at once
  response.once('close', () => {
    if (!response.writableFinished) abort.abort();
  });
  const body = await readBody(incoming, context.settings.maxBodyBytes);
  if (body.kind === 'agentLeft') return;
  if (body.kind === 'tooLarge') {
    discard(incoming);
    sendError(response, 413, errorBody(`the request is larger than ${context.settings.maxBodyBytes} bytes.`, 'request_too_large'), 'refused, body too large');
    return;
  }
  const judged = await judgeBody(context, incoming, path, body.bytes);
  const watch = watchStream(startedMs);
  const passing: Passing = { incoming, response, path, judged, watch, abort };
  const ending = refuses(judged) ? refuse(response, judged) : await passOn(context, passing);
  const note = [judged.note, passing.serverNote].filter((one) => one !== undefined).join('; ');
  remember(context, { path, judged, watch, startedMs, note, ending: abort.signal.aborted ? 'agentLeft' : ending, status: response.statusCode });
}

/** Closing with unread input would reset the connection before the agent has read why. */
function discard(incoming: IncomingMessage): void {
  const patience = setTimeout(() => incoming.destroy(), 10_000);
  patience.unref();
  incoming.once('close', () => clearTimeout(patience));
  incoming.resume();
}

async function judgeBody({ judge }: GuardContext, incoming: IncomingMessage, path: string, bytes: Buffer): Promise<Judged> {
  const api = guardedApi(incoming.method ?? 'GET', path.split('?')[0] ?? path);
  if (api === undefined) return { api, body: bytes };
  const text = bytes.toString('utf8');
  const read = readGuardRequest(api, text);
  if (!read.guarded) return { api, body: bytes, note: `passed uncounted: ${read.why}` };
  const judgement = await judge.judge(read.request);
  const note = describeDecision(judgement, read.request);
  const known = { api, request: read.request, judgement, ...(note === undefined ? {} : { note }) };
  if (judgement.decision.action !== 'clamp') return { ...known, body: bytes };
  return { ...known, body: Buffer.from(withOutputLimit(text, api, read.request.outputFields, judgement.decision.maxTokens)) };
}

const refuses = ({ judgement }: Judged): boolean => judgement?.decision.action === 'refuse';

function refuse(response: ServerResponse, { api, request, judgement, note }: Judged): GuardEnding {
  const { decision, size } = judgement ?? {};
  const figures = decision === undefined || !('contextWindow' in decision) ? {} : { contextWindow: decision.contextWindow, promptTokens: decision.promptTokens };
  const requested = request?.requestedOutputTokens;
  const body = overflowBody(api, { ...figures, isLowerBound: size?.isExact !== true, ...(requested === undefined ? {} : { requestedOutputTokens: requested }) });
  sendError(response, 400, body, note);
  return 'refused';
}

interface Passing {
  readonly incoming: IncomingMessage;
  readonly response: ServerResponse;
  readonly path: string;
  readonly judged: Judged;
  readonly watch: StreamWatch;
  readonly abort: AbortController;
  /** Set when the server answers with an error. */
  serverNote?: string;
}

async function passOn(context: GuardContext, passing: Passing): Promise<GuardEnding> {
  const { incoming, response, path, judged, watch, abort } = passing;
  const { upstream, live, recognise } = context;
  const hung = new AbortController();
  const keepAlive = keepAliveFor(context, passing, hung);
  live.add(watch);
  try {
    const signal = AbortSignal.any([abort.signal, hung.signal]);
    const reply = await sendUpstream(upstream, { method: incoming.method ?? 'GET', path, headers: incoming.headers, body: judged.body, signal });
    const ending = await relayReply({ reply, response, api: judged.api, note: judged.note, watch, recognise, keepAlive, explain: (text) => (passing.serverNote = text) });
    return hung.signal.aborted ? 'upstreamSilent' : ending;
  } catch (thrown) {
    if (abort.signal.aborted) return 'agentLeft';
    return endWithoutReply(context, passing, hung.signal.aborted, messageOf(thrown));
  } finally {
    keepAlive.stop();
    live.delete(watch);
  }
}

function keepAliveFor({ settings }: GuardContext, { response, judged }: Passing, hung: AbortController): KeepAlive {
  const isOpenAi = judged.api === 'openaiChat' || judged.api === 'openaiCompletions';
  return createKeepAlive({
    response,
    everyMs: settings.keepAliveMs,
    silenceLimitMs: settings.silenceLimitMs,
    mayBegin: isOpenAi && judged.request?.stream === true,
    headers: judged.note === undefined ? {} : { [guardHeader]: String(noteHeader(judged.note)[guardHeader]) },
    onHung: () => hung.abort(),
  });
}

function endWithoutReply({ upstream, settings, view }: GuardContext, { response, judged }: Passing, isHung: boolean, cause: string): GuardEnding {
  view.askAgain();
  const [status, message] = isHung
    ? ([504, `the server at ${upstream.base.origin} was silent for ${Math.round(settings.silenceLimitMs / 1000)} s.`] as const)
    : ([502, `the server at ${upstream.base.origin} cannot be reached (${cause}). Is it running?`] as const);
  sendError(response, status, errorBody(message, 'plimsoll_guard_upstream'), judged.note);
  return isHung ? 'upstreamSilent' : 'upstreamDied';
}

interface Finished {
  readonly path: string;
  readonly judged: Judged;
  readonly watch: StreamWatch;
  readonly startedMs: number;
  readonly note: string;
  readonly ending: GuardEnding;
  readonly status: number;
}

function remember({ judge, view, remember: keep }: GuardContext, { path, judged, watch, startedMs, note, ending, status }: Finished): void {
  if (judged.api === undefined) return;
  const { request, judgement } = judged;
  const { promptTokens, completionTokens, ttftMs, decodeTokensPerSecond } = watch.result();
  const decision = judgement?.decision;
  const window = decision !== undefined && 'contextWindow' in decision ? decision.contextWindow : request?.contextWindow;
  const truncation = judgement === undefined || ending !== 'complete' ? undefined : detectTruncation(judgement.size, promptTokens, window);
  if (ending === 'overflow' || truncation !== undefined || window === undefined) view.askAgain();
  if (request !== undefined && judgement?.size.isExact === false && promptTokens !== undefined && truncation === undefined) judge.learn(request.model, judgement.size, promptTokens);
  keep({
    at: new Date().toISOString(),
    path: path.split('?')[0] ?? path,
    model: request?.model ?? '',
    outcome: outcomeOf(decision),
    ending,
    status,
    totalMs: performance.now() - startedMs,
    ...(window === undefined ? {} : { contextWindow: window }),
    ...(judgement === undefined ? {} : { promptTokens: judgement.size.likely, isExactCount: judgement.size.isExact }),
    ...(promptTokens === undefined ? {} : { reportedPromptTokens: promptTokens }),
    ...(completionTokens === undefined ? {} : { completionTokens }),
    ...(request?.requestedOutputTokens === undefined ? {} : { requestedOutputTokens: request.requestedOutputTokens }),
    ...(decision?.action === 'clamp' ? { maxTokens: decision.maxTokens } : {}),
    ...(request === undefined ? {} : { messages: request.messages.length }),
    // of an answer that comes in one piece the first token cannot be told from the last
    ...(ttftMs === undefined || request?.stream !== true ? {} : { ttftMs }),
    ...(decodeTokensPerSecond === undefined ? {} : { decodeTokensPerSecond }),
    ...(note === '' ? {} : { note }),
    ...(truncation === undefined ? {} : { truncation: truncation.text }),
  });
}

function outcomeOf(decision: GuardDecision | undefined): GuardRecord['outcome'] {
  if (decision === undefined || (decision.action === 'pass' && decision.reason === 'windowUnknown')) return 'uncounted';
  return ({ pass: 'passed', clamp: 'clamped', refuse: 'refused' } as const)[decision.action];
}
