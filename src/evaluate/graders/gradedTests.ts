/** What every grader hands back, and how a run that did not finish is told. */
import type { Failure } from '../../domain/failure.ts';
import type { AnswerState, TestOutcome } from '../../domain/score.ts';
import type { SandboxEnding } from '../../ports/sandbox.ts';

export interface GradedTests {
  readonly tests: readonly TestOutcome[];
  readonly state: AnswerState;
  readonly extracted?: string;
  /** 1-based line of the reply the extracted code starts on. */
  readonly extractedLine?: number;
  /** 0..1; the share of passed tests when absent. */
  readonly accuracy?: number;
}

/** Either tests, or why nothing could be graded. */
export type Graded = { readonly ok: true; readonly value: GradedTests } | { readonly ok: false; readonly failure: Failure };

/** A run in words for a report. */
export function endingInWords(ending: SandboxEnding): string {
  switch (ending.kind) {
    case 'finished':
      return ending.exitCode === 0 ? 'ended before the test' : `ended with exit code ${ending.exitCode} before the test`;
    case 'timeout':
      return `did not finish within ${(ending.afterMs / 1000).toFixed(1)} s`;
    case 'outputLimit':
      return 'wrote more than 1 MiB of output';
    case 'memoryLimit':
      return 'used more memory than allowed';
    case 'crashed':
      return `crashed: ${ending.detail.slice(0, 200)}`;
    case 'broken':
      return ending.failure.detail;
  }
}

export const isLimit = (ending: SandboxEnding): boolean => ['timeout', 'outputLimit', 'memoryLimit', 'crashed'].includes(ending.kind);

export function passedShare(tests: readonly TestOutcome[]): number {
  return tests.length === 0 ? 0 : tests.filter((test) => test.passed).length / tests.length;
}
