/** Folds a run's events into its summary: finished, half-finished or resumed runs all go through here. */
import { mean } from 'simple-statistics';
import type { GpuPhaseUse } from '../../domain/machine.ts';
import type { RunEvent } from '../../domain/runEvent.ts';
import type { ContinuousFigures, ModelSummary, RunSummary, ScenarioResult } from '../../domain/runSummary.ts';
import type { Sample, VoidSample } from '../../domain/sample.ts';
import { coldOf, continuousOf, sweepOf } from './figuresOf.ts';
import { gpuFiguresOf } from './gpuFiguresOf.ts';
import { stepsOf } from '../steps.ts';

type EventOf<T extends RunEvent['type']> = Extract<RunEvent, { readonly type: T }>;

/** Events sorted by what they say; a step that was done twice (killed between sample and grade) counts once, the last time. */
interface Sorted {
  readonly started: EventOf<'runStarted'>;
  readonly samples: ReadonlyMap<string, Sample>;
  readonly voids: ReadonlyMap<string, VoidSample>;
  readonly graded: ReadonlyMap<string, EventOf<'answerGraded'>>;
  readonly events: readonly RunEvent[];
}

const ofType = <T extends RunEvent['type']>(events: readonly RunEvent[], type: T): readonly EventOf<T>[] =>
  events.filter((event): event is EventOf<T> => event.type === type);

function sortEvents(events: readonly RunEvent[]): Sorted | undefined {
  const started = ofType(events, 'runStarted')[0];
  if (started === undefined) return undefined;
  const samples = new Map(ofType(events, 'sampleDone').map(({ sample }) => [sample.key, sample]));
  // a void that was measured later, after a resume, is no longer void
  const voids = new Map(ofType(events, 'sampleVoid').map(({ sample }) => [sample.key, sample] as const).filter(([key]) => !samples.has(key)));
  const graded = new Map(ofType(events, 'answerGraded').map((event) => [event.key, event]));
  return { started, samples, voids, graded, events };
}

function speedOf(sorted: Sorted, model: string, scenario: string): ContinuousFigures {
  const prefix = `${model}/scenario/${scenario}/`;
  const samples = [...sorted.samples.values()].filter((sample) => sample.model === model && sample.scenario === scenario);
  return continuousOf(samples, [...sorted.voids.keys()].filter((key) => key.startsWith(prefix)).length);
}

function scenariosOf(sorted: Sorted, model: string): readonly ScenarioResult[] {
  const scores = new Map(ofType(sorted.events, 'scored').filter((event) => event.model === model).map((event) => [event.score.scenario, event.score]));
  return [...scores.values()].map(({ scenario, ...score }) => ({
    ...score,
    id: scenario,
    speed: speedOf(sorted, model, scenario),
    replies: [...sorted.graded.values()]
      .filter((event) => event.model === model && event.reply.scenario === scenario && event.reply.temperature === undefined)
      .map(({ reply, grade }) => ({ text: reply.text, finishReason: reply.finishReason, grade })),
  }));
}

/** Highest of each card's phases over all samples. */
function gpuOf(samples: readonly Sample[]): readonly GpuPhaseUse[] {
  const best = new Map<string, GpuPhaseUse>();
  for (const use of samples.flatMap((sample) => sample.gpu ?? [])) {
    const key = `${use.index}/${use.phase}`;
    const known = best.get(key);
    if (known === undefined || (use.memoryUsedBytesMax ?? 0) > (known.memoryUsedBytesMax ?? 0)) best.set(key, use);
  }
  return [...best.values()];
}

function modelOf(sorted: Sorted, model: string): ModelSummary {
  const samples = [...sorted.samples.values()].filter((sample) => sample.model === model);
  const voids = [...sorted.voids.values()].filter((sample) => sample.model === model);
  const probed = ofType(sorted.events, 'probed').at(-1)?.server;
  const info = probed?.models.find((entry) => entry.id === model);
  const budget = ofType(sorted.events, 'budgetChecked').filter((event) => event.model === model).at(-1)?.verdict;
  const scenarios = scenariosOf(sorted, model);
  const scores = scenarios.map((scenario) => scenario.score).filter((score) => score !== undefined);
  const cold = coldOf(samples);
  const proven = ofType(sorted.events, 'contextProven').map((event) => event.context).findLast((context) => context.model === model);
  const readiness = ofType(sorted.events, 'readinessMeasured').findLast((event) => event.model === model)?.readiness;
  const recommendation = ofType(sorted.events, 'recommended').filter((event) => event.model === model).at(-1)?.recommendation;
  return {
    id: model,
    ...(info === undefined ? {} : { info }),
    ...(info?.contextWindow === undefined ? {} : { contextWindow: info.contextWindow }),
    ...(budget === undefined ? {} : { budget }),
    ...(cold === undefined ? {} : { cold }),
    continuous: continuousOf(samples.filter((sample) => sample.phase === 'continuous'), voids.filter((sample) => sample.phase === 'continuous').length),
    sweep: sweepOf(samples, voids, ofType(sorted.events, 'cannotFit').map((event) => event.entry).filter((entry) => entry.model === model)),
    ...(proven === undefined ? {} : { effectiveContext: proven }),
    ...(readiness === undefined ? {} : { readiness }),
    gpu: gpuOf(samples),
    gpuFigures: gpuFiguresOf(samples),
    scenarios,
    ...(scores.length === 0 ? {} : { meanScore: mean(scores) }),
    ...(recommendation === undefined ? {} : { recommendation }),
  };
}

/** Keys of the steps that need not be done again. A step voided because the server or the user went away is not done. */
export function doneSteps(events: readonly RunEvent[]): ReadonlySet<string> {
  const sorted = sortEvents(events);
  if (sorted === undefined) return new Set();
  const interrupted = new Set(['serverGone', 'noFirstByte', 'cancelled']);
  return new Set([
    ...[...sorted.samples.values()].filter((sample) => sample.phase !== 'scenario').map((sample) => sample.key),
    ...[...sorted.voids.values()].filter((sample) => !interrupted.has(sample.failure.kind)).map((sample) => sample.key),
    ...sorted.graded.keys(),
    ...ofType(events, 'cannotFit').map((event) => event.key),
    ...ofType(events, 'contextProven').map((event) => event.key),
    ...ofType(events, 'readinessMeasured').map((event) => event.key),
    ...ofType(events, 'notMeasured').map((event) => event.key),
  ]);
}

function endOf(events: readonly RunEvent[]): Pick<RunSummary, 'status' | 'endedAt' | 'pausedBecause'> {
  const last = events.findLast((event) => event.type === 'runDone' || event.type === 'runPaused' || event.type === 'resumed');
  if (last?.type === 'runDone') return { status: 'done', endedAt: last.at };
  if (last?.type === 'runPaused') return { status: 'paused', endedAt: last.at, pausedBecause: last.failure };
  return { status: 'running' };
}

/** Left out when no code was run. */
function sandboxesOf(events: readonly RunEvent[]): Pick<RunSummary, 'sandboxes'> {
  const used = new Map(ofType(events, 'sandboxUsed').map(({ language, layers }) => [language, { language, layers }]));
  return used.size === 0 ? {} : { sandboxes: [...used.values()] };
}

/** undefined when the events hold no `runStarted`. Token ticks are ignored. */
export function foldRun(events: readonly RunEvent[]): RunSummary | undefined {
  const sorted = sortEvents(events);
  if (sorted === undefined) return undefined;
  const { plan, planHash, runId, machine, clientVersion, nodeVersion, at } = sorted.started;
  const probed = ofType(events, 'probed').at(-1)?.server;
  const client = ofType(events, 'clientQuality').at(-1)?.quality;
  const steps = stepsOf(plan);
  const done = doneSteps(events);
  const current = events.findLast((event) => event.type === 'stepStarted');
  return {
    schema: 'plimsoll.run/v1',
    runId,
    ...endOf(events),
    startedAt: at,
    resumes: ofType(events, 'resumed').length,
    plan,
    planHash,
    machine,
    ...(probed === undefined ? {} : { server: { url: probed.url, kind: probed.kind, location: probed.location, ...(probed.version === undefined ? {} : { version: probed.version }) } }),
    ...(client === undefined ? {} : { client }),
    clientVersion,
    nodeVersion,
    models: plan.models.map((model) => modelOf(sorted, model)),
    ...sandboxesOf(events),
    uses: ofType(events, 'useRecommended').at(-1)?.uses ?? [],
    voids: [...sorted.voids.values()].map(({ key, model, failure }) => ({ key, model, failure })),
    notMeasured: ofType(events, 'notMeasured').map(({ model, what, why }) => ({ what, why, ...(model === undefined ? {} : { model }) })),
    notices: ofType(events, 'notice').map((event) => event.text),
    progress: { done: steps.filter((step) => done.has(step.key)).length, total: steps.length, ...(current === undefined ? {} : { current: current.label }) },
  };
}
