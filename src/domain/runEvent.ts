/** One stream of events: the journal's lines, the panel's messages, the CLI's progress. A report is a fold over them. */
import type { BudgetVerdict } from './budget.ts';
import type { EffectiveContext } from './effectiveContext.ts';
import type { Failure } from './failure.ts';
import type { Machine } from './machine.ts';
import type { AgentReadiness, ReadinessTrial } from './readiness.ts';
import type { Recommendation, UseRecommendation } from './recommendation.ts';
import type { RunPlan } from './runPlan.ts';
import type { Sample, StepPhase, VoidSample } from './sample.ts';
import type { ReplyGrade, ScenarioScore } from './score.ts';
import type { ServerReport } from './server.ts';

/** Error bar of the measuring client itself. */
export interface ClientQuality {
  readonly eventLoopLagMsP99: number;
  readonly roundTripMs: number;
  /** Share of chunks that arrived merged with the one before, percent. */
  readonly mergedChunkPercent: number;
  /** |client − server| / server of decode rate, median over samples, percent; undefined when the server has no stopwatch. */
  readonly serverDifferencePercent?: number;
  readonly connectionRetries: number;
  readonly verdict: 'accepted' | 'flagged';
  /** Why it is flagged. */
  readonly reasons: readonly string[];
}

export interface CannotFit {
  readonly model: string;
  readonly contextTokens: number;
  readonly verdict: BudgetVerdict;
}

/** A saved reply: kept whole, so that it can be read beside its test results and graded again. */
export interface SavedReply {
  readonly scenario: string;
  readonly index: number;
  /** Given where it is not the plan's: such a reply shows how steady the model is, and takes no part in the score. */
  readonly temperature?: number;
  readonly text: string;
  readonly thinking: string;
  readonly finishReason: string;
}

export type RunEvent =
  | {
      readonly type: 'runStarted';
      readonly schema: 'plimsoll.journal/v1';
      readonly runId: string;
      readonly at: string;
      readonly plan: RunPlan;
      readonly planHash: string;
      readonly machine: Machine;
      readonly clientVersion: string;
      readonly nodeVersion: string;
    }
  | { readonly type: 'resumed'; readonly at: string; readonly doneSteps: number }
  | { readonly type: 'probed'; readonly server: ServerReport }
  | { readonly type: 'budgetChecked'; readonly model: string; readonly verdict: BudgetVerdict }
  | {
      readonly type: 'stepStarted';
      readonly key: string;
      readonly label: string;
      readonly model: string;
      readonly phase: StepPhase;
      readonly index: number;
      readonly total: number;
      readonly at: string;
    }
  | {
      /** Throttled for display, never journalled. */
      readonly type: 'token';
      readonly key: string;
      readonly chunks: number;
      readonly elapsedMs: number;
      readonly firstTokenMs?: number;
      readonly tokensPerSecond?: number;
      readonly textDelta: string;
    }
  | { readonly type: 'sampleDone'; readonly sample: Sample }
  | { readonly type: 'sampleVoid'; readonly sample: VoidSample }
  | { readonly type: 'cannotFit'; readonly key: string; readonly entry: CannotFit }
  | { readonly type: 'contextProven'; readonly key: string; readonly context: EffectiveContext }
  | { readonly type: 'readinessTried'; readonly key: string; readonly model: string; readonly trial: ReadinessTrial }
  | { readonly type: 'readinessMeasured'; readonly key: string; readonly model: string; readonly readiness: AgentReadiness }
  | { readonly type: 'notMeasured'; readonly key: string; readonly model?: string; readonly what: string; readonly why: string }
  | { readonly type: 'answerGraded'; readonly key: string; readonly model: string; readonly reply: SavedReply; readonly grade: ReplyGrade }
  /** What kept model-written code of one language in its place while it was graded. */
  | { readonly type: 'sandboxUsed'; readonly language: string; readonly layers: readonly string[] }
  | { readonly type: 'scored'; readonly model: string; readonly score: ScenarioScore }
  | { readonly type: 'clientQuality'; readonly quality: ClientQuality }
  | { readonly type: 'recommended'; readonly model: string; readonly recommendation: Recommendation }
  | { readonly type: 'useRecommended'; readonly uses: readonly UseRecommendation[] }
  | { readonly type: 'notice'; readonly level: 'info' | 'warning'; readonly text: string }
  | { readonly type: 'runPaused'; readonly at: string; readonly failure: Failure }
  | { readonly type: 'runDone'; readonly at: string };

