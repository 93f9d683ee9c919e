/** One request of the agent from its first byte to its record: read, judge, send or refuse, relay, remember. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { messageOf } from '../../domain/failure.ts';
import type { GuardDecision } from '../../guard/decideRequest.ts';
import { detectTruncation } from '../../guard/reply/detectTruncation.ts';
import { guardedApi, type GuardedApi, type GuardRequest, readGuardRequest } from '../../guard/guardRequest.ts';
import type { GuardEnding, GuardRecord } from '../../guard/guardStats.ts';
import { overflowBody, type RecogniseOverflow } from '../../guard/reply/overflowReply.ts';
import { quickLook } from '../../guard/quickPass.ts';
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
  readonly stream: boolean;
  readonly request?: GuardRequest;
  readonly judgement?: Judgement;
  readonly body: Buffer;
  readonly note?: string;
}

export async function handleRequest(context: GuardContext, incoming: IncomingMessage, response: ServerResponse, path: string): Promise<void> {
  const startedMs = performance.now();
  const stop = new AbortController();
  const agent = { hasLeft: false };
  // the agent left: the server's slot must be free at once
  response.once('close', () => {
    if (response.writableFinished) return;
    agent.hasLeft = true;
    stop.abort();
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
  const passing: Passing = { incoming, response, path, judged, watch, stop, agent };
  const ending = refuses(judged) ? refuse(response, judged) : await passOn(context, passing);
  const note = [judged.note, passing.serverNote].filter((one) => one !== undefined).join('; ');
  remember(context, { path, judged, watch, startedMs, note, ending: agent.hasLeft ? 'agentLeft' : ending, status: response.statusCode });
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
  if (api === undefined) return { api, stream: false, body: bytes };
  const text = bytes.toString('utf8');
  const look = quickLook(text, bytes.length);
  // parsed and counted for its record when the answer is through
  if (look !== undefined && judge.passesQuickly(look)) return { api, stream: look.stream, body: bytes };
  const read = readGuardRequest(api, text);
  if (!read.guarded) return { api, stream: false, body: bytes, note: `passed uncounted: ${read.why}` };
  const judgement = await judge.judge(read.request);
  const note = describeDecision(judgement, read.request);
  const known = { api, stream: read.request.stream, request: read.request, judgement, ...(note === undefined ? {} : { note }) };
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
  /** Ends the request at the server. */
  readonly stop: AbortController;
  readonly agent: { readonly hasLeft: boolean };
  /** Set when the server answers with an error. */
  serverNote?: string;
}

async function passOn(context: GuardContext, passing: Passing): Promise<GuardEnding> {
  const { incoming, response, path, judged, watch, stop } = passing;
  const { upstream, live, recognise } = context;
  const silence = { isTooLong: false };
  const keepAlive = keepAliveFor(context, passing, () => {
    silence.isTooLong = true;
    stop.abort();
  });
  live.add(watch);
  try {
    const reply = await sendUpstream(upstream, { method: incoming.method ?? 'GET', path, headers: incoming.headers, body: judged.body, signal: stop.signal });
    const ending = await relayReply({ reply, response, api: judged.api, note: judged.note, watch, recognise, keepAlive, explain: (text) => (passing.serverNote = text) });
    return silence.isTooLong ? 'upstreamSilent' : ending;
  } catch (thrown) {
    return passing.agent.hasLeft ? 'agentLeft' : endWithoutReply(context, passing, silence.isTooLong, messageOf(thrown));
  } finally {
    keepAlive.stop();
    live.delete(watch);
  }
}

function keepAliveFor({ settings }: GuardContext, { response, judged }: Passing, onHung: () => void): KeepAlive {
  const isOpenAi = judged.api === 'openaiChat' || judged.api === 'openaiCompletions';
  return createKeepAlive({
    response,
    everyMs: settings.keepAliveMs,
    silenceLimitMs: settings.silenceLimitMs,
    mayBegin: isOpenAi && judged.stream,
    headers: judged.note === undefined ? {} : { [guardHeader]: String(noteHeader(judged.note)[guardHeader]) },
    onHung,
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

/** Reads and counts what was passed quickly, now that nobody waits for it. */
function countLate({ judge, view }: GuardContext, judged: Judged): Pick<Judged, 'request' | 'judgement'> {
  if (judged.judgement !== undefined || judged.api === undefined || judged.note !== undefined) return judged;
  const read = readGuardRequest(judged.api, judged.body.toString('utf8'));
  if (!read.guarded) return {};
  const contextWindow = view.knownWindow(read.request.model);
  const size = judge.sizeOf(read.request);
  const decision: GuardDecision = contextWindow === undefined ? { action: 'pass', reason: 'windowUnknown' } : { action: 'pass', reason: 'fits', contextWindow, promptTokens: size.likely };
  return { request: read.request, judgement: { decision, size } };
}

function remember(context: GuardContext, { path, judged, watch, startedMs, note, ending, status }: Finished): void {
  if (judged.api === undefined) return;
  const { judge, view, remember: keep } = context;
  const totalMs = performance.now() - startedMs;
  const { request, judgement } = countLate(context, judged);
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
    totalMs,
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
