/** A quality scenario as data: what is asked, and how an answer is proven right or wrong. Mirrors schemas/scenario.schema.json. */

export type ScenarioKind =
  | 'function' // code with an entry point, graded by calls
  | 'class' // code with a class, graded by scripted uses
  | 'sql'
  | 'regex'
  | 'unit-test'
  | 'documentation'
  | 'refactoring'
  | 'checklist';

export type ScenarioLanguage = 'python' | 'javascript' | 'typescript' | 'sql' | 'regex' | 'text';

/** Weights of the four parts of a score; they add up to 1. */
export interface ScoreWeights {
  readonly accuracy: number;
  readonly consistency: number;
  readonly quality: number;
  readonly clarity: number;
}

export const defaultWeights: ScoreWeights = { accuracy: 0.4, consistency: 0.2, quality: 0.2, clarity: 0.2 };
