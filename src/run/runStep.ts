/** What each kind of step sends, and what it does with the answer. */
import { fail } from '../domain/failure.ts';
import { gradeReply } from '../evaluate/gradeReply.ts';
import { scenarioMessages } from '../evaluate/scenarioMessages.ts';
import { findEffectiveContext } from '../measure/effectiveContext.ts';
import { sizedPrompt } from '../measure/sizedPrompt.ts';
import type { ModelSession } from './modelSession.ts';
import { readinessStep } from './readinessStep.ts';
import { sendMeasured } from './sendMeasured.ts';
import type { ContextStep, SampleStep, Step } from './steps.ts';

/** Unique per run and step, so that no prefix cache has seen it; the same after a resume, because it is part of the plan's record. */
const nonceOf = (session: ModelSession, step: Step): string => `${session.runId} ${step.key}`;

async function sized(session: ModelSession, step: SampleStep, targetTokens: number): ReturnType<typeof sizedPrompt> {
  return sizedPrompt({
    targetTokens,
    seed: session.plan.seed + step.repeat,
    nonce: nonceOf(session, step),
    countTokens: async (messages) => (await session.counter.count(messages, session.signal)).tokens,
  });
}

async function speedStep(session: ModelSession, step: SampleStep, promptTokens: number, coldStart?: string): Promise<void> {
  const { messages } = await sized(session, step, promptTokens);
  const { maxOutputTokens, seed } = session.plan;
  await sendMeasured(session, step, { messages, maxOutputTokens, temperature: 0, seed, ...(coldStart === undefined ? {} : { coldStart }) });
}

/** Unloads first where the server can; where it cannot, the first request is still told apart and the load is "not measured". */
async function coldStep(session: ModelSession, step: SampleStep): Promise<void> {
  const unloaded = await session.ports.server.unload(session.model, session.signal);
  if (unloaded.ok) return speedStep(session, step, session.plan.promptTokens, unloaded.value.how);
  await session.recorder.record({ type: 'notMeasured', key: `${step.key}/load`, model: session.model, what: 'load time', why: unloaded.failure.detail });
  return speedStep(session, step, session.plan.promptTokens, 'first request; the model was loaded already');
}

/** A size means prompt and answer together: what the window has to hold. */
async function sweepStep(session: ModelSession, step: SampleStep): Promise<void> {
  const size = step.contextTokens ?? 0;
  const window = session.info()?.contextWindow;
  if (window !== undefined && size > window) {
    const count = { tokens: size - session.plan.maxOutputTokens, method: 'given', errorShare: 0 } as const;
    const explanation = `Cannot fit: ${size.toLocaleString('en-US')} tokens of context, the server serves ${window.toLocaleString('en-US')}. Not sent.`;
    const verdict = { fits: false, contextWindow: window, promptTokens: count.tokens, promptCount: count, parts: [], requestedOutputTokens: session.plan.maxOutputTokens, neededTokens: size, largestMaxTokens: 0, explanation, advice: [] };
    await session.recorder.record({ type: 'cannotFit', key: step.key, entry: { model: session.model, contextTokens: size, verdict } });
    return;
  }
  await speedStep(session, step, Math.max(64, size - session.plan.maxOutputTokens));
}

/** A prompt larger than this takes minutes on most machines and is left to `plimsoll effective`. */
const largestProvenWindow = 131_072;

async function effectiveStep(session: ModelSession, step: ContextStep): Promise<void> {
  const { ports, plan, recorder, signal, model } = session;
  const claimedWindow = session.info()?.contextWindow;
  const what = 'effective context';
  if (claimedWindow !== undefined && claimedWindow > largestProvenWindow) {
    const why = `The window of ${claimedWindow.toLocaleString('en-US')} tokens would take long to fill; plimsoll effective does it.`;
    return recorder.record({ type: 'notMeasured', key: step.key, model, what, why });
  }
  const found = await findEffectiveContext({
    ...{ server: ports.server, model, signal, seed: plan.seed, nonce: nonceOf(session, step), idleTimeoutMs: plan.idleTimeoutMs },
    countTokens: (messages) => session.counter.count(messages, signal),
    ...(claimedWindow === undefined ? {} : { claimedWindow }),
  });
  if (found.ok) return recorder.record({ type: 'contextProven', key: step.key, context: found.value });
  if (found.failure.kind === 'cancelled' || found.failure.kind === 'serverGone') {
    recorder.stopBecause(found.failure);
    return undefined;
  }
  return recorder.record({ type: 'notMeasured', key: step.key, model, what, why: found.failure.detail });
}

async function scenarioStep(session: ModelSession, step: SampleStep): Promise<void> {
  const { ports, plan, recorder, signal } = session;
  const scenario = ports.scenarios.find((candidate) => candidate.id === step.scenario);
  if (scenario === undefined) {
    const { failure } = fail('invalidInput', `The scenario ${step.scenario ?? ''} is not known any more.`, 'Restore its file and resume.');
    return recorder.record({ type: 'notMeasured', key: step.key, model: session.model, what: step.label, why: failure.detail });
  }
  const language = plan.language === 'default' || !scenario.languages.some((known) => known === plan.language) ? scenario.defaultLanguage : plan.language;
  const request = { messages: scenarioMessages(scenario, language), maxOutputTokens: Math.min(scenario.maxOutputTokens, plan.maxScenarioTokens ?? Infinity), temperature: step.temperature ?? plan.temperature, seed: plan.seed + step.repeat };
  const completion = await sendMeasured(session, step, request);
  if (completion === undefined) return;
  const { text, thinking, finishReason } = completion;
  const grade = await gradeReply(scenario, language, { text, finishReason }, ports.grading, signal);
  if (signal.aborted) return;
  await recorder.record({ type: 'answerGraded', key: step.key, model: session.model, reply: { scenario: scenario.id, index: step.repeat, ...(step.temperature === undefined ? {} : { temperature: step.temperature }), text, thinking, finishReason }, grade });
  await tellSandbox(session);
}

/** Once a language and run: the reader of a score may want to know what the code could have reached. */
async function tellSandbox({ ports, recorder }: ModelSession): Promise<void> {
  for (const { language, layers } of await ports.grading.sandbox.active())
    if (!recorder.events().some((event) => event.type === 'sandboxUsed' && event.language === language)) await recorder.record({ type: 'sandboxUsed', language, layers });
}

export function runStep(session: ModelSession, step: Step): Promise<void> {
  switch (step.phase) {
    case 'cold':
      return coldStep(session, step);
    case 'continuous':
      return speedStep(session, step, session.plan.promptTokens);
    case 'sweep':
      return sweepStep(session, step);
    case 'effective':
      return effectiveStep(session, step);
    case 'readiness':
      return readinessStep(session, step);
    case 'scenario':
      return scenarioStep(session, step);
  }
}
