/** Adds up weighted checks to a sub-score that can explain itself. */
import type { ScoreReason, SubScore } from '../../domain/score.ts';

export interface StyleCheck {
  readonly weight: number;
  /** 0..1. */
  readonly value: number;
  /** What is wrong or right, in words. */
  readonly text: string;
  readonly line?: number | undefined;
}

/** Weighted mean of the checks; every check that lost something becomes a reason with what it cost. */
export function judgement(checks: readonly StyleCheck[]): SubScore {
  const total = checks.reduce((sum, check) => sum + check.weight, 0);
  if (total === 0) return { value: 0, reasons: [] };
  const value = checks.reduce((sum, check) => sum + check.weight * check.value, 0) / total;
  const reasons = checks.filter((check) => check.value < 1).map((check): ScoreReason => ({
    text: check.text,
    effect: round((check.weight * (check.value - 1)) / total),
    ...(check.line === undefined ? {} : { line: check.line }),
  }));
  return { value: round(value), reasons };
}

/** The style of a reply that does not do the job is worth little: below half the accuracy it counts in proportion. */
export function scaledBySubstance(score: SubScore, accuracy: number): SubScore {
  const factor = substance(accuracy);
  if (factor >= 1) return score;
  const text = `counts ${Math.round(factor * 100)} %, because accuracy is ${Math.round(accuracy * 100)} %`;
  return { value: round(score.value * factor), reasons: [...score.reasons, { text, effect: round(score.value * (factor - 1)) }] };
}

/** 1 from half the tests on, 0 when none passed. */
export function substance(accuracy: number): number {
  return Math.min(1, accuracy / 0.5);
}

function round(value: number): number {
  return Math.round(value * 1000) / 1000;
}
