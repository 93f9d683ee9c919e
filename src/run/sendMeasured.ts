/** One request of a run: refused before sending when it cannot fit, else measured, and recorded as a sample or as void. */
import { createHash } from 'node:crypto';
import { decideBudget } from '../budget/decideBudget.ts';
import { servedFacts } from '../budget/servedFacts.ts';
import type { ChatMessage } from '../domain/chat.ts';
import type { Completion, VoidSample } from '../domain/sample.ts';
import { sleepFailure } from '../measure/clientQuality.ts';
import { gpuPhases } from '../measure/gpuPhases.ts';
import { sampleOf } from '../measure/sampleOf.ts';
import { throttleFailure } from '../measure/throttling.ts';
import { truncationFailure } from '../measure/truncation.ts';
import type { StreamTick } from '../ports/inferenceServer.ts';
import type { ModelSession } from './modelSession.ts';
import type { SampleStep } from './steps.ts';

export interface MeasuredRequest {
  readonly messages: readonly ChatMessage[];
  readonly maxOutputTokens: number;
  readonly temperature: number;
  readonly seed: number;
  readonly coldStart?: string;
}

const hashOf = (completion: Completion): string => createHash('sha256').update(completion.thinking).update(completion.text).digest('hex').slice(0, 16);

function onTick(session: ModelSession, step: SampleStep): (tick: StreamTick) => void {
  return ({ chunks, elapsedMs, firstTokenMs, textDelta }) => {
    const streamingSeconds = firstTokenMs === undefined ? 0 : (elapsedMs - firstTokenMs) / 1000;
    const event = { type: 'token', key: step.key, chunks, elapsedMs, textDelta } as const;
    const seen = firstTokenMs === undefined ? {} : { firstTokenMs };
    const rate = streamingSeconds > 0.05 && chunks > 1 ? { tokensPerSecond: (chunks - 1) / streamingSeconds } : {};
    // for display only: not recorded, not awaited
    void session.ports.emit({ ...event, ...seen, ...rate });
  };
}

/** True when the request may be sent. An unknown window cannot be checked and is sent: the server's answer tells. */
async function fits(session: ModelSession, step: SampleStep, tokens: Awaited<ReturnType<ModelSession['counter']['count']>>, request: MeasuredRequest): Promise<boolean> {
  const info = session.info();
  if (info?.contextWindow === undefined) return true;
  const verdict = decideBudget({
    ...servedFacts(info, session.parallelSlots),
    promptCount: tokens,
    requestedOutputTokens: request.maxOutputTokens,
    serverKind: session.plan.serverKind,
    model: session.model,
  });
  if (verdict.fits) return true;
  const contextTokens = step.contextTokens ?? verdict.neededTokens;
  await session.recorder.record({ type: 'cannotFit', key: step.key, entry: { model: session.model, contextTokens, verdict } });
  return false;
}

const recordVoid = (session: ModelSession, sample: VoidSample): Promise<void> => session.recorder.record({ type: 'sampleVoid', sample });

/** The completion of a valid request; undefined when it was refused, failed or cancelled (which is then recorded). */
export async function sendMeasured(session: ModelSession, step: SampleStep, request: MeasuredRequest): Promise<Completion | undefined> {
  const { ports, recorder, signal, plan, model } = session;
  const count = await session.counter.count(request.messages, signal);
  if (!(await fits(session, step, count, request))) return undefined;
  const startedAt = ports.clock.wallClock();
  const startMs = ports.clock.nowMs();
  const { messages, maxOutputTokens, temperature, seed } = request;
  const result = await ports.server.complete({ model, messages, maxOutputTokens, temperature, seed, mayUsePromptCache: false }, { signal, idleTimeoutMs: plan.idleTimeoutMs, onTick: onTick(session, step) });
  const named = {
    key: step.key,
    model,
    phase: step.phase,
    startedAt,
    ...(step.contextTokens === undefined ? {} : { contextTokens: step.contextTokens }),
  };
  if (!result.ok) {
    if (result.failure.kind === 'cancelled') recorder.stopBecause(result.failure);
    else await recordVoid(session, { ...named, failure: result.failure });
    if (result.failure.kind === 'serverGone') recorder.stopBecause(result.failure);
    return undefined;
  }
  const completion = result.value;
  const slept = sleepFailure(startedAt, ports.clock.wallClock(), ports.clock.nowMs() - startMs);
  if (slept !== undefined) {
    await recordVoid(session, { ...named, failure: slept });
    return completion;
  }
  const window = session.info()?.contextWindow;
  const truncated = truncationFailure({ sent: count, reportedTokens: completion.promptTokens, ...(window === undefined ? {} : { contextWindow: window }) });
  if (truncated !== undefined) {
    await recordVoid(session, { ...named, failure: truncated });
    return undefined;
  }
  if (completion.promptTokens !== undefined) await session.counter.learn(messages, completion.promptTokens);
  const gpu = gpuPhases(session.gpu.readings(), { startMs, firstTokenMs: startMs + completion.firstTokenMs, endMs: startMs + completion.totalMs });
  const throttled = throttleFailure(gpu);
  if (throttled !== undefined) {
    await recordVoid(session, { ...named, failure: throttled });
    // its speed says nothing, its words are as good as ever
    return completion;
  }
  const sample = sampleOf(completion, {
    ...named,
    ...(request.coldStart === undefined ? {} : { coldStart: request.coldStart }),
    ...(step.scenario === undefined ? {} : { scenario: step.scenario }),
    ...(gpu.length === 0 ? {} : { gpu }),
    sentTokens: count,
    roundTripMs: session.roundTripMs,
    outputHash: hashOf(completion),
  });
  await recorder.record({ type: 'sampleDone', sample });
  return completion;
}
