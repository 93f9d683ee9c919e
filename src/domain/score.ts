/** What grading an answer gives, and what several graded answers add up to. */
import type { Failure } from './failure.ts';
import type { Interval } from './figure.ts';

export interface TestOutcome {
  readonly name: string;
  readonly passed: boolean;
  /** What was expected and what came, for the reader of a report. */
  readonly detail?: string;
}

/** One reason that moved a sub-score, with the line of the answer it came from (1-based). */
export interface ScoreReason {
  readonly text: string;
  readonly line?: number;
  readonly effect: number;
}

export interface SubScore {
  /** 0..1. */
  readonly value: number;
  readonly reasons: readonly ScoreReason[];
}

/** How the answer ended: `cutOff` (finish_reason length) is shown apart from `wrong`. */
export type AnswerState = 'answered' | 'cutOff' | 'empty' | 'echo' | 'noCode' | 'limit';

/** Grade of one reply. When `graded` is false the reply counts nowhere, least of all as 0. */
export interface ReplyGrade {
  readonly scenario: string;
  readonly graded: boolean;
  /** Why it was not graded. */
  readonly notGraded?: Failure;
  readonly state: AnswerState;
  /** Share of passed tests or checklist points, 0..1. */
  readonly accuracy: number;
  readonly quality: SubScore;
  readonly clarity: SubScore;
  readonly tests: readonly TestOutcome[];
  /** The code (or query, or pattern) that was taken out of the reply; undefined when none was found. */
  readonly extracted?: string;
  readonly language: string;
}

export interface ConsistencyScore extends SubScore {
  readonly replies: number;
  readonly structureSimilarity: number;
  /** undefined when the scenario has no code. */
  readonly codeSimilarity?: number;
  readonly distinctAsts?: number;
  /** Share of replies that passed every test, raised to k: the chance that k replies in a row are right. */
  readonly passAllK?: number;
}

/** 0–10 for one model on one scenario. */
export interface ScenarioScore {
  readonly scenario: string;
  /** 0..10, weighted; undefined when no reply could be graded. */
  readonly score?: number;
  readonly interval?: Interval;
  readonly accuracy: number;
  readonly consistency: number;
  readonly quality: number;
  readonly clarity: number;
  readonly gradedReplies: number;
  readonly ungradedReplies: number;
  readonly cutOffReplies: number;
  readonly consistencyDetail: ConsistencyScore;
  /** The same of further replies at temperature 0, where they were asked for: what is left when nothing is drawn by lot. */
  readonly consistencyAtZero?: ConsistencyScore;
}
