/** A finished or half-finished run in figures: `summary.json`, the panel's state and every report are this. */
import type { BudgetVerdict } from './budget.ts';
import type { EffectiveContext } from './effectiveContext.ts';
import type { Failure } from './failure.ts';
import type { Figure } from './figure.ts';
import type { GpuPhaseUse, Machine } from './machine.ts';
import type { AgentReadiness } from './readiness.ts';
import type { Recommendation, UseRecommendation } from './recommendation.ts';
import type { ClientQuality } from './runEvent.ts';
import type { RunPlan } from './runPlan.ts';
import type { ReplyGrade, ScenarioScore } from './score.ts';
import type { SamplePhase } from './sample.ts';
import type { ServerIdentity } from './server.ts';
import type { ModelInfo } from './model.ts';

/** undefined where nothing valid was measured; `notMeasured` of the summary says why. */
export interface ContinuousFigures {
  readonly ttftMs?: Figure;
  readonly totalMs?: Figure;
  readonly decodeTokensPerSecond?: Figure;
  readonly serverDecodeTokensPerSecond?: Figure;
  readonly prefillTokensPerSecond?: Figure;
  readonly interTokenLatencyMs?: { readonly p50: Figure; readonly p90: Figure; readonly p99: Figure };
  readonly promptTokens?: Figure;
  readonly completionTokens?: Figure;
  readonly samples: number;
  readonly voided: number;
  /** Total time early against late in the same phase; undefined with fewer than four requests. */
  readonly drift?: Drift;
}

/** Did it get slower while it ran? Median total time of the first half of the requests and of the second. */
export interface Drift {
  readonly n: number;
  readonly firstHalfMs: number;
  readonly secondHalfMs: number;
  /** (second − first) / first, percent; positive is slower. */
  readonly percent: number;
}

/** One card during one kind of request: figures over the requests, each request giving its highest (or mean) reading. */
export interface GpuFigures {
  readonly index: number;
  readonly phase: SamplePhase;
  readonly memoryBytesMax?: Figure;
  readonly memoryPercentMax?: Figure;
  readonly utilisationPercentMax?: Figure;
  readonly utilisationPercentMean?: Figure;
  readonly powerWattsMean?: Figure;
}

export interface ColdFigures {
  readonly loadMs?: number;
  readonly ttftMs: number;
  readonly totalMs: number;
  readonly decodeTokensPerSecond?: number;
  /** How the model was made cold, e.g. "unloaded through keep_alive 0". */
  readonly how: string;
  /** All cold starts as figures, also when there was only one. */
  readonly figures?: ContinuousFigures;
  readonly loadFigure?: Figure;
}

export interface SweepPoint extends ContinuousFigures {
  readonly contextTokens: number;
  readonly status: 'measured' | 'cannotFit' | 'void';
  /** Why it could not be measured. */
  readonly why?: string;
}

export interface ScenarioResult extends Omit<ScenarioScore, 'scenario'> {
  readonly id: string;
  /** Speed of this scenario's replies. */
  readonly speed?: ContinuousFigures;
  readonly replies: readonly { readonly text: string; readonly finishReason: string; readonly grade: ReplyGrade }[];
}

export interface ModelSummary {
  readonly id: string;
  readonly info?: ModelInfo;
  readonly contextWindow?: number;
  readonly budget?: BudgetVerdict;
  readonly cold?: ColdFigures;
  readonly continuous: ContinuousFigures;
  readonly sweep: readonly SweepPoint[];
  /** What the model was proven to see of a full prompt. */
  readonly effectiveContext?: EffectiveContext;
  /** How well it does the agent's own kind of work, when that was asked. */
  readonly readiness?: AgentReadiness;
  readonly gpu: readonly GpuPhaseUse[];
  readonly gpuFigures?: readonly GpuFigures[];
  readonly scenarios: readonly ScenarioResult[];
  /** Mean of the scenario scores, 0..10; undefined when none was scored. */
  readonly meanScore?: number;
  readonly recommendation?: Recommendation;
}

/** What kept model-written code of one language in its place while it was graded. */
export interface UsedSandbox {
  readonly language: string;
  readonly layers: readonly string[];
}

export interface RunSummary {
  readonly schema: 'plimsoll.run/v1';
  readonly runId: string;
  readonly status: 'running' | 'paused' | 'done';
  readonly pausedBecause?: Failure;
  readonly startedAt: string;
  readonly endedAt?: string;
  readonly resumes: number;
  readonly plan: RunPlan;
  readonly planHash: string;
  readonly machine: Machine;
  readonly server?: ServerIdentity;
  readonly client?: ClientQuality;
  readonly clientVersion: string;
  readonly nodeVersion: string;
  readonly models: readonly ModelSummary[];
  /** Left out when no answer was run. */
  readonly sandboxes?: readonly UsedSandbox[];
  readonly uses: readonly UseRecommendation[];
  readonly voids: readonly { readonly key: string; readonly model: string; readonly failure: Failure }[];
  readonly notMeasured: readonly { readonly model?: string; readonly what: string; readonly why: string }[];
  readonly notices: readonly string[];
  readonly progress: { readonly done: number; readonly total: number; readonly current?: string };
}
