/** A selection study: many models on many servers under one plan, each cell a run of its own. */
import type { AgentProfileId } from './agent.ts';
import type { Constraints, ConstraintVerdict, PairedDifference } from './candidates.ts';
import type { Failure } from './failure.ts';
import type { FitVerdict } from './fit.ts';
import type { UseRecommendation } from './recommendation.ts';
import type { RunSummary } from './runSummary.ts';
import type { Suite } from './runPlan.ts';

export interface StudyServer {
  readonly url: string;
  /** Empty: every model the server lists. */
  readonly models: readonly string[];
}

export interface StudyPlan {
  readonly schema: 'plimsoll.studyPlan/v1';
  readonly name: string;
  readonly servers: readonly StudyServer[];
  readonly suite: Suite;
  readonly repeats?: number;
  readonly contexts?: readonly number[];
  readonly scenarios?: readonly string[];
  readonly agent?: Exclude<AgentProfileId, 'custom'>;
  readonly maxOutputTokens?: number;
  readonly maxScenarioTokens?: number;
  /** Times each of the agent's own kinds of task is asked; the full suite asks once without it. */
  readonly readinessRepeats?: number;
  readonly temperature?: number;
  readonly language?: string;
  /** Warm requests go on until their coefficient of variation is at most this, percent, or `timeBudgetMs` is used up. */
  readonly untilVariationPercent?: number;
  readonly timeBudgetMs?: number;
  readonly constraints: Constraints;
}

/** One model on one server: a run. */
export interface StudyCell {
  /** `url model`: stable, so that a resumed study knows what is done. */
  readonly id: string;
  readonly url: string;
  readonly model: string;
  /** What it probably costs, in bytes of weights; undefined when the server does not say. Cheap cells go first. */
  readonly sizeBytes?: number;
}

/** The batch log, one JSON line each. */
export type StudyEvent =
  | { readonly type: 'studyStarted'; readonly schema: 'plimsoll.study/v1'; readonly at: string; readonly plan: StudyPlan; readonly cells: readonly StudyCell[] }
  | { readonly type: 'studyResumed'; readonly at: string }
  | { readonly type: 'cellStarted'; readonly cell: string; readonly at: string }
  /** The run has a folder: after a crash it is gone on with from there. `runFolder` is relative to the study's folder. */
  | { readonly type: 'cellRunning'; readonly cell: string; readonly runFolder: string }
  /** `paused` cells are gone on with by a resume. */
  | { readonly type: 'cellEnded'; readonly cell: string; readonly at: string; readonly state: 'done' | 'paused'; readonly runFolder: string; readonly seconds: number }
  | { readonly type: 'cellFailed'; readonly cell: string; readonly at: string; readonly failure: Failure; readonly runFolder?: string }
  /** Servers are asked while they run; the answers are kept, so that a report needs no server. */
  | { readonly type: 'fitsAsked'; readonly at: string; readonly fits: readonly StudyFit[] }
  | { readonly type: 'note'; readonly at: string; readonly text: string }
  | { readonly type: 'studyEnded'; readonly at: string; readonly state: 'done' | 'paused' };

export interface StudyCellState {
  readonly cell: StudyCell;
  readonly state: 'pending' | 'done' | 'paused' | 'failed';
  readonly runFolder?: string;
  readonly seconds?: number;
  readonly failure?: Failure;
}

/** One candidate's answer to "would it fit this memory, and with which context?". */
export interface StudyFit {
  readonly label: string;
  readonly vramBytes: number;
  readonly verdict?: FitVerdict;
  /** Why there is no verdict. */
  readonly why?: string;
}

/** Pairs that differ in one thing only: the server, or the quantisation. */
export interface StudyEffect {
  readonly kind: 'server' | 'quantization';
  readonly first: string;
  readonly second: string;
}

export interface StudySummary {
  readonly schema: 'plimsoll.study/v1';
  readonly name: string;
  readonly startedAt: string;
  readonly endedAt?: string;
  readonly status: 'running' | 'paused' | 'done';
  readonly plan: StudyPlan;
  readonly cells: readonly StudyCellState[];
  /** The runs, each with one model whose id is the candidate's label. */
  readonly candidates: readonly { readonly label: string; readonly run: RunSummary }[];
  readonly differences: readonly PairedDifference[];
  readonly effects: readonly StudyEffect[];
  readonly uses: readonly UseRecommendation[];
  /** Labels, with who dominates them; undefined: on the Pareto front. */
  readonly standings: readonly { readonly id: string; readonly dominatedBy?: string }[];
  readonly constraintVerdicts: readonly ConstraintVerdict[];
  readonly nearest?: ConstraintVerdict;
  readonly fits: readonly StudyFit[];
}
