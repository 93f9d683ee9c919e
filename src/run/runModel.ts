/** One model's part of a run: its budget, its steps, its scores. */
import { countAgentPrompt } from '../budget/countAgentPrompt.ts';
import { decideBudget } from '../budget/decideBudget.ts';
import { servedFacts } from '../budget/servedFacts.ts';
import type { ModelInfo } from '../domain/model.ts';
import type { RunPart } from '../domain/runPart.ts';
import { gpuSpread } from '../measure/gpuSpread.ts';
import { untilSteady } from '../measure/untilSteady.ts';
import { scoreScenario } from '../evaluate/scoreScenario.ts';
import { consistency } from '../evaluate/style/consistency.ts';
import { profileOf } from './closingEvents.ts';
import { doneSteps } from './summary/foldRun.ts';
import type { ModelSession } from './modelSession.ts';
import { partOf } from './parts/partOf.ts';
import { runStep } from './runStep.ts';
import { continuousStep, type Step, stepsOf } from './steps.ts';

/** Does the agent's own prompt leave room on this model? Recorded, and returned for the recommendation. */
async function checkAgentBudget(session: ModelSession): Promise<void> {
  const { plan, ports, model, signal } = session;
  const profile = profileOf(plan);
  const counting = { server: ports.server, model, mayAsk: false };
  const { count, parts } = await countAgentPrompt({ profile, mcpTools: plan.mcpTools, rules: [] }, ports.tokenizer, counting, signal);
  const verdict = decideBudget({
    promptCount: count,
    parts,
    requestedOutputTokens: profile.outputTokens,
    serverKind: plan.serverKind,
    agent: plan.agent,
    model,
    ...servedFacts(session.info(), session.parallelSlots),
  });
  await session.recorder.record({ type: 'budgetChecked', model, verdict });
}

/** Scores every scenario of the model that has at least one graded reply and no score yet. */
async function scoreModel(session: ModelSession): Promise<void> {
  const { plan, ports, recorder, model } = session;
  for (const id of plan.scenarios) {
    const scenario = ports.scenarios.find((candidate) => candidate.id === id);
    const replies = new Map(recorder.events().filter((event) => event.type === 'answerGraded').filter((event) => event.model === model && event.reply.scenario === id).map((event) => [event.key, event]));
    const graded = [...replies.values()].filter((event) => event.reply.temperature === undefined);
    if (scenario === undefined || graded.length === 0) continue;
    const atZero = [...replies.values()].filter((event) => event.reply.temperature === 0);
    const score = await scoreScenario(scenario, graded.map((event) => event.grade), graded.map((event) => event.reply.text), ports.grading);
    const steady = atZero.length < 2 ? {} : { consistencyAtZero: await consistency(scenario, atZero.map((event) => event.grade), atZero.map((event) => event.reply.text), ports.grading) };
    await recorder.record({ type: 'scored', model, score: { ...score, ...steady } });
  }
}

async function takeStep(session: ModelSession, step: Step, index: number, total: number): Promise<void> {
  const { key, label, model, phase } = step;
  await session.recorder.record({ type: 'stepStarted', key, label, model, phase, index, total, at: session.ports.clock.wallClock() });
  await runStep(session, step);
}

/** Goes on with warm requests until they agree; says how far they do. */
async function settle(session: ModelSession, index: number, total: number): Promise<void> {
  const { plan, recorder, model, signal } = session;
  for (;;) {
    const next = untilSteady(plan, model, recorder.events());
    if (next.kind === 'notWanted' || recorder.stopped() !== undefined || signal.aborted) return;
    if (next.kind === 'more') await takeStep(session, continuousStep(model, next.repeat, next.label), index, total);
    else if (recorder.events().some((event) => event.type === 'notice' && event.text === next.sentence)) return;
    else return recorder.record({ type: 'notice', level: 'info', text: next.sentence });
  }
}

/** Two cards of which one waits are the first thing to know about a slow pair. */
async function tellGpuSpread({ recorder, model }: ModelSession): Promise<void> {
  const uses = recorder.events().filter((event) => event.type === 'sampleDone').flatMap(({ sample }) => (sample.model === model ? (sample.gpu ?? []) : []));
  const spread = gpuSpread(uses);
  if (spread !== undefined) await recorder.record({ type: 'notice', level: spread.isEven ? 'info' : 'warning', text: `${model}: ${spread.sentence}` });
}

const isWarm = (step: Step): boolean => step.phase === 'cold' || step.phase === 'continuous';

export interface ModelRun extends ModelSession {
  /** Asks the server again; called once the model is certainly loaded. */
  readonly refresh: () => Promise<ModelInfo | undefined>;
  /** Only the steps of this part. */
  readonly part?: RunPart;
}

/** Steps already done in an earlier session are left out; stops in order when the run has to stop. */
export async function runModel(session: ModelRun): Promise<void> {
  const { plan, recorder, model, part } = session;
  const steps = stepsOf(plan);
  const done = doneSteps(recorder.events());
  await checkAgentBudget(session);
  const lastWarm = part === undefined || part === 'warm' ? steps.findLastIndex((step) => step.model === model && isWarm(step)) : -2;
  for (const [index, step] of steps.entries()) {
    if (recorder.stopped() !== undefined || session.signal.aborted) return;
    // also when the planned ones were done before a resume
    if (index === lastWarm + 1) await settle(session, lastWarm, steps.length);
    if (step.model !== model || done.has(step.key) || (part !== undefined && partOf(step) !== part)) continue;
    await takeStep(session, step, index, steps.length);
    // a server that loads on demand knows its window only now
    if (step.phase === 'cold' && session.info()?.contextWindow === undefined && (await session.refresh())?.contextWindow !== undefined) await checkAgentBudget(session);
  }
  if (lastWarm === steps.length - 1) await settle(session, lastWarm, steps.length);
  if (recorder.stopped() !== undefined || session.signal.aborted) return;
  await tellGpuSpread(session);
  await scoreModel(session);
}
