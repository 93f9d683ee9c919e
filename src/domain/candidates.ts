/** Candidates of a choice: two held against each other on paired samples, and what the user must have. */
import type { Interval } from './figure.ts';
import type { ModelSummary } from './runSummary.ts';
import type { Sample } from './sample.ts';
import type { ServerIdentity } from './server.ts';

/** One model on one server, as one run measured it. */
export interface Candidate {
  /** Unique among the candidates compared, e.g. `gemma3:12b on Ollama`. */
  readonly label: string;
  readonly runId: string;
  readonly server?: ServerIdentity;
  readonly model: ModelSummary;
  readonly samples: readonly Sample[];
}

export type ComparedQuantity = 'coldTotalSeconds' | 'ttftSeconds' | 'totalSeconds' | 'decodeTokensPerSecond' | 'prefillTokensPerSecond' | 'score' | 'agentSteps';

/**
 * `better`: at least 95 % probable; `probably`: at least 90 %; `tie`: less, or a difference below 1 %; `tooFew`: fewer than four
 * pairs, which cannot prove anything; `notComparable`: no sample of one has its pair in the other.
 */
export type DifferenceVerdict = 'better' | 'probably' | 'tie' | 'tooFew' | 'notComparable';

/** Pairs are samples of the same step (same size, same repeat, same seed) of two candidates. */
export interface PairedDifference {
  readonly quantity: ComparedQuantity;
  readonly first: string;
  readonly second: string;
  readonly pairs: number;
  /** Medians of the paired values. */
  readonly firstMedian: number;
  readonly secondMedian: number;
  /** Median of (second − first) / first, percent. */
  readonly percent: number;
  /** Of `percent`, from order statistics; undefined below three pairs. */
  readonly interval?: Interval;
  /** That the first is better: posterior of the sign test with a uniform prior. */
  readonly probabilityFirstBetter: number;
  readonly verdict: DifferenceVerdict;
  /** Label of the better one for `better` and `probably`. */
  readonly winner?: string;
}

/** What a user must have; a candidate that misses one is no candidate. */
export interface Constraints {
  readonly vramBytes?: number;
  readonly minTokensPerSecond?: number;
  /** 0..10. */
  readonly minScore?: number;
  /** Window the agent needs. */
  readonly minContextTokens?: number;
}

export interface MissedConstraint {
  readonly constraint: keyof Constraints;
  readonly needed: number;
  /** undefined: not measured, so not met. */
  readonly has?: number;
  /** How far off, percent of what is needed; Infinity when unknown. */
  readonly shortfallPercent: number;
}

export interface ConstraintVerdict {
  readonly label: string;
  readonly missed: readonly MissedConstraint[];
}
