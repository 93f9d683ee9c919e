/** Proves a scenario before it judges anybody: its right answers pass, its wrong answers do not. */
import type { ExampleReply, Scenario, ScenarioVariant } from '../domain/scenario.ts';
import type { ReplyGrade } from '../domain/score.ts';
import { gradeReply } from './gradeReply.ts';
import type { GradingTools } from './gradingTools.ts';

export interface VerifiedExample {
  readonly scenario: string;
  readonly language: string;
  readonly example: string;
  readonly expected: 'right' | 'wrong';
  readonly accuracy: number;
  readonly passedTests: number;
  readonly tests: number;
  readonly holds: boolean;
  /** Why it does not hold: the first failing test of a right answer, or that a wrong one passed. */
  readonly why?: string;
}

/** Every reference and mutant of every language. */
export async function verifyScenario(scenario: Scenario, tools: GradingTools, signal: AbortSignal): Promise<readonly VerifiedExample[]> {
  const rows: VerifiedExample[] = [];
  for (const language of scenario.languages) {
    const variant: ScenarioVariant | undefined = scenario.variants[language];
    for (const example of variant?.references ?? []) rows.push(verified(example, 'right', await grade(scenario, language, example, tools, signal)));
    for (const example of variant?.mutants ?? []) rows.push(verified(example, 'wrong', await grade(scenario, language, example, tools, signal)));
  }
  return rows;
}

function grade(scenario: Scenario, language: string, example: ExampleReply, tools: GradingTools, signal: AbortSignal): Promise<ReplyGrade> {
  return gradeReply(scenario, language, { text: example.reply, finishReason: 'stop' }, tools, signal);
}

function verified(example: ExampleReply, expected: 'right' | 'wrong', graded: ReplyGrade): VerifiedExample {
  const passedTests = graded.tests.filter((test) => test.passed).length;
  const isRight = graded.graded && graded.accuracy >= 0.999;
  const holds = graded.graded && isRight === (expected === 'right');
  return {
    scenario: graded.scenario,
    language: graded.language,
    example: example.name,
    expected,
    accuracy: graded.accuracy,
    passedTests,
    tests: graded.tests.length,
    holds,
    ...(holds ? {} : { why: reasonOf(graded, expected) }),
  };
}

function reasonOf(graded: ReplyGrade, expected: 'right' | 'wrong'): string {
  if (graded.notGraded) return `${graded.notGraded.detail} ${graded.notGraded.cause ?? ''}`.trim();
  if (expected === 'wrong') return 'every test passed, although the answer is wrong';
  const failed = graded.tests.find((test) => !test.passed);
  return `${graded.state}: ${failed?.name ?? 'no test'}${failed?.detail === undefined ? '' : ` (${failed.detail})`}`;
}
