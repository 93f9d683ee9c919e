/** Writes down a whole run as the conductor would, from a few figures per model; the jitter is seeded, so it is the same every time. */
import { planHash } from '../../../src/run/makePlan.ts';
import { foldRun } from '../../../src/run/summary/foldRun.ts';
import { type ContextStep, type SampleStep, type Step, stepsOf } from '../../../src/run/steps.ts';
import { agentProfiles } from '../../../src/budget/agentProfiles.ts';
import { decideBudget } from '../../../src/budget/decideBudget.ts';
import type { Failure } from '../../../src/domain/failure.ts';
import type { GpuPhaseUse, Machine } from '../../../src/domain/machine.ts';
import type { ModelInfo } from '../../../src/domain/model.ts';
import { readinessAspects } from '../../../src/domain/readiness.ts';
import type { RunEvent } from '../../../src/domain/runEvent.ts';
import type { RunPlan } from '../../../src/domain/runPlan.ts';
import type { Sample } from '../../../src/domain/sample.ts';
import type { ReplyGrade, ScenarioScore } from '../../../src/domain/score.ts';
import type { ServerReport } from '../../../src/domain/server.ts';
import { seededRandom } from '../../../src/measure/statistics/random.ts';
import { agentVerdict, ratesOf } from '../../../src/evaluate/readiness/readinessVerdict.ts';
import { recommendSettings } from '../../../src/recommend/recommendSettings.ts';
import { recommendUses } from '../../../src/recommend/recommendUses.ts';

export interface PlayedModel {
  readonly info: ModelInfo;
  readonly loadMs?: number;
  readonly coldTotalMs: number;
  readonly warmTotalMs: number;
  readonly tokensPerSecond: number;
  readonly prefillTokensPerSecond: number;
  /** Relative spread of every figure, e.g. 0.05. */
  readonly jitter: number;
  readonly gpuMemoryPercent?: number;
  readonly gpuUtilisationPercent?: number;
  /** 0..10 by scenario. */
  readonly scores?: Readonly<Record<string, number>>;
  /** What a reply says; the same text for each. */
  readonly reply?: string;
}

export interface PlayedRun {
  readonly runId: string;
  readonly plan: RunPlan;
  readonly server: Omit<ServerReport, 'models' | 'notices'>;
  readonly machine: Machine;
  readonly models: readonly PlayedModel[];
  /** Every request fails with this. */
  readonly everythingFails?: Failure;
  /** The run stops after so many steps, with this failure. */
  readonly stopsAfter?: { readonly steps: number; readonly failure: Failure };
  readonly startedAt?: string;
}

const round = (value: number): number => Math.round(value * 1000) / 1000;

function gpuUse(played: PlayedModel, machine: Machine, vary: () => number): readonly GpuPhaseUse[] {
  const { gpuMemoryPercent: memory, gpuUtilisationPercent: load } = played;
  if (memory === undefined || load === undefined) return [];
  return machine.gpus.flatMap((gpu) =>
    (['prefill', 'decode'] as const).map((phase): GpuPhaseUse => {
      const percent = Math.min(99.5, memory * (1 + (vary() - 1) * 0.01));
      return { index: gpu.index, phase, readings: 12, memoryPercentMax: round(percent), memoryUsedBytesMax: Math.round((percent / 100) * (gpu.vramTotalBytes ?? 0)), utilisationPercentMax: round(Math.min(100, load * vary())), utilisationPercentMean: round(Math.min(100, load * 0.9)), powerWattsMean: 280 };
    }),
  );
}

function sampleFor(step: SampleStep, played: PlayedModel, run: PlayedRun, vary: () => number, at: string): Sample {
  const { plan } = run;
  const context = step.contextTokens ?? plan.promptTokens + plan.maxOutputTokens;
  const promptTokens = context - plan.maxOutputTokens;
  const slowdown = 1 + promptTokens / 200_000;
  const decode = (played.tokensPerSecond / slowdown) * vary();
  const prefill = (played.prefillTokensPerSecond / slowdown) * vary();
  const ttft = (promptTokens / prefill) * 1000;
  const base = step.phase === 'cold' ? played.coldTotalMs : played.warmTotalMs;
  const total = step.phase === 'sweep' ? ttft + (plan.maxOutputTokens / decode) * 1000 : base * vary();
  const gap = 1000 / decode;
  const gpu = gpuUse(played, run.machine, vary);
  return {
    key: step.key, model: step.model, phase: step.phase, startedAt: at, promptTokens, completionTokens: plan.maxOutputTokens, tokenSource: 'serverTimings',
    ...(step.contextTokens === undefined ? {} : { contextTokens: step.contextTokens }),
    ...(step.scenario === undefined ? {} : { scenario: step.scenario }),
    ...(step.phase === 'cold' ? { coldStart: played.loadMs === undefined ? 'first request; the model was loaded already' : 'unloaded through keep_alive 0' } : {}),
    totalMs: round(total), connectMs: 0.4, firstByteMs: 1.2, firstChunkMs: round(ttft - 1), ttftMs: round(ttft), firstAnswerMs: round(ttft), prefillMs: round(ttft), prefillTokensPerSecond: round(prefill), prefillSource: 'server',
    decodeTokensPerSecond: round(decode), serverDecodeTokensPerSecond: round(decode * 1.004), interTokenLatencyMs: { p50: round(gap), p90: round(gap * 1.2), p99: round(gap * 1.9), max: round(gap * 2.5) },
    stalls: 0, chunks: plan.maxOutputTokens, mergedChunkShare: 0.01, outputHash: '0123456789abcdef', finishReason: 'stop', connectionRetries: 0,
    ...(step.phase === 'cold' && played.loadMs !== undefined ? { server: { loadMs: played.loadMs } } : {}),
    ...(gpu.length === 0 ? {} : { gpu }),
  };
}

function gradeFor(step: SampleStep, played: PlayedModel): ReplyGrade {
  const score = played.scores?.[step.scenario ?? ''] ?? 5;
  const passed = Math.round(score * 2);
  return {
    scenario: step.scenario ?? '', graded: true, state: 'answered', accuracy: score / 10, language: 'python', extracted: 'def fibonacci(n): ...',
    quality: { value: score / 10, reasons: [{ text: 'no docstring', line: 1, effect: -0.1 }] },
    clarity: { value: score / 10, reasons: [] },
    tests: Array.from({ length: 20 }, (_, index) => ({ name: `case ${index + 1}`, passed: index < passed, ...(index < passed ? {} : { detail: `expected ${index}, got None` }) })),
  };
}

function scoreFor(scenario: string, played: PlayedModel, replies: number, atZero: boolean): ScenarioScore {
  const score = played.scores?.[scenario] ?? 5;
  const share = score / 10;
  return { scenario, score, accuracy: share, consistency: share, quality: share, clarity: share, gradedReplies: replies, ungradedReplies: 0, cutOffReplies: 0, consistencyDetail: { value: share, reasons: [], replies, structureSimilarity: share }, ...(atZero ? { consistencyAtZero: { value: 1, reasons: [], replies: 3, structureSimilarity: 1, codeSimilarity: 1, distinctAsts: 1, passAllK: share } } : {}) };
}

function budgetFor(played: PlayedModel, plan: RunPlan): RunEvent {
  const { info } = played;
  const verdict = decideBudget({ promptCount: { tokens: 3000, method: 'server', errorShare: 0 }, parts: [{ label: 'agent', tokens: 3000 }], requestedOutputTokens: 4096, serverKind: plan.serverKind, agent: plan.agent, model: info.id, ...(info.contextWindow === undefined ? {} : { contextWindow: info.contextWindow }) });
  return { type: 'budgetChecked', model: info.id, verdict };
}

/** Proven windows are played small: what is sent is what is seen. */
function provenContext(step: ContextStep, played: PlayedModel, run: PlayedRun): RunEvent {
  if (run.everythingFails !== undefined) return { type: 'notMeasured', key: step.key, model: step.model, what: 'effective context', why: run.everythingFails.detail };
  const claimed = played.info.contextWindow ?? 0;
  const sent = { tokens: claimed - 64, method: 'server', errorShare: 0 } as const;
  const probe = { verdict: 'whole', why: `${sent.tokens} tokens were sent and ${sent.tokens} read.`, sent, reportedTokens: sent.tokens, canarySeen: true, reply: 'amber' } as const;
  return { type: 'contextProven', key: step.key, context: { model: step.model, verdict: 'whole', claimedWindow: claimed, effectiveTokens: claimed, probes: [probe], explanation: `The model sees all ${claimed} tokens.` } };
}

/** Two of three right in everything: proven for nothing. */
function playedReadiness({ key, model }: Step, run: PlayedRun): readonly RunEvent[] {
  if (run.everythingFails !== undefined) return [{ type: 'notMeasured', key, model, what: 'readiness for Cline 4 (next bundle)', why: run.everythingFails.detail }];
  const trials = readinessAspects.flatMap((aspect) => [0, 1, 2].map((index) => ({ task: `${aspect} ${index}`, aspect, passed: index < 2, detail: index < 2 ? 'right' : 'no tool call' })));
  const rates = ratesOf(trials);
  const readiness = { agent: 'cline-next', style: 'native', promptTokens: 3_000, status: 'measured', ...rates, trials, voided: 0, ...agentVerdict({ label: 'Cline 4 (next bundle)' }, rates) } as const;
  return [...trials.map((trial): RunEvent => ({ type: 'readinessTried', key, model, trial })), { type: 'readinessMeasured', key, model, readiness }];
}

function eventsOfStep(step: Step, played: PlayedModel, run: PlayedRun, vary: () => number, at: string): readonly RunEvent[] {
  if (step.phase === 'effective') return [provenContext(step, played, run)];
  if (step.phase === 'readiness') return playedReadiness(step, run);
  const window = played.info.contextWindow ?? Infinity;
  if (step.contextTokens !== undefined && step.contextTokens > window) {
    const tokens = step.contextTokens - run.plan.maxOutputTokens;
    const verdict = { fits: false, contextWindow: window, promptTokens: tokens, promptCount: { tokens, method: 'given', errorShare: 0 }, parts: [], requestedOutputTokens: run.plan.maxOutputTokens, neededTokens: step.contextTokens, largestMaxTokens: 0, explanation: `Cannot fit: ${step.contextTokens} tokens of context, the server serves ${window}. Not sent.`, advice: [] } as const;
    return [{ type: 'cannotFit', key: step.key, entry: { model: step.model, contextTokens: step.contextTokens, verdict } }];
  }
  if (run.everythingFails !== undefined) return [{ type: 'sampleVoid', sample: { key: step.key, model: step.model, phase: step.phase, startedAt: at, ...(step.contextTokens === undefined ? {} : { contextTokens: step.contextTokens }), failure: run.everythingFails } }];
  const sample = sampleFor(step, played, run, vary, at);
  const load: readonly RunEvent[] = step.phase === 'cold' && played.loadMs === undefined ? [{ type: 'notMeasured', key: `${step.key}/load`, model: step.model, what: 'load time', why: 'This server cannot unload a model.' }] : [];
  if (step.scenario === undefined) return [...load, { type: 'sampleDone', sample }];
  const reply = { scenario: step.scenario, index: step.repeat, ...(step.temperature === undefined ? {} : { temperature: step.temperature }), text: played.reply ?? 'Here it is:\n```python\ndef fibonacci(n): ...\n```', thinking: '', finishReason: 'stop' };
  return [{ type: 'sampleDone', sample }, { type: 'answerGraded', key: step.key, model: step.model, reply, grade: gradeFor(step, played) }];
}

/** Scores, the client's error bar and recommendations, as after the last step. */
function closing(run: PlayedRun, events: readonly RunEvent[]): readonly RunEvent[] {
  const scored = run.everythingFails === undefined ? run.models.flatMap((played) => run.plan.scenarios.map((scenario): RunEvent => ({ type: 'scored', model: played.info.id, score: scoreFor(scenario, played, run.plan.repeats, run.plan.suite === 'full') }))) : [];
  const summary = foldRun([...events, ...scored]);
  if (summary?.server === undefined) return scored;
  const server = summary.server;
  const recommended = summary.models.map((model): RunEvent => ({ type: 'recommended', model: model.id, recommendation: recommendSettings(model, server, agentProfiles['cline-next'], 3000) }));
  return [
    ...scored,
    { type: 'clientQuality', quality: { eventLoopLagMsP99: 1.8, roundTripMs: 0.42, mergedChunkPercent: 1, serverDifferencePercent: 0.4, connectionRetries: 0, verdict: 'accepted', reasons: [] } },
    ...recommended,
    { type: 'useRecommended', uses: recommendUses(summary.models, events.flatMap((event) => (event.type === 'sampleDone' ? [event.sample] : []))) },
  ];
}

export function recordRun(run: PlayedRun): readonly RunEvent[] {
  const random = seededRandom(run.plan.seed);
  const started = Date.parse(run.startedAt ?? '2026-11-22T00:00:00.000Z');
  const at = (minute: number): string => new Date(started + minute * 60_000).toISOString();
  const { plan, server, machine } = run;
  const events: RunEvent[] = [
    { type: 'runStarted', schema: 'plimsoll.journal/v1', runId: run.runId, at: at(0), plan, planHash: planHash(plan), machine, clientVersion: '0.1.0', nodeVersion: 'v24.21.0' },
    { type: 'probed', server: { ...server, notices: [], models: run.models.map((played) => played.info) } },
    ...run.models.map((played) => budgetFor(played, plan)),
  ];
  const steps = stepsOf(plan);
  for (const [index, step] of steps.slice(0, run.stopsAfter?.steps).entries()) {
    const played = run.models.find((candidate) => candidate.info.id === step.model);
    if (played === undefined) throw new Error(`no figures for ${step.model}`);
    const vary = (): number => 1 + (random() * 2 - 1) * played.jitter;
    events.push({ type: 'stepStarted', key: step.key, label: step.label, model: step.model, phase: step.phase, index, total: steps.length, at: at(index + 1) });
    events.push(...eventsOfStep(step, played, run, vary, at(index + 1)));
  }
  if (run.stopsAfter !== undefined) return [...events, { type: 'runPaused', at: at(steps.length), failure: run.stopsAfter.failure }];
  return [...events, ...closing(run, events), { type: 'runDone', at: at(steps.length + 1) }];
}
