/** Grades scenarios whose answer is code with an entry point: functions and classes. */
import type { CallTest, Scenario, ScenarioVariant } from '../../domain/scenario.ts';
import type { CodeLanguage } from '../../ports/codeReader.ts';
import { type CodeCandidate, extractCode } from '../extract/extractCode.ts';
import type { GradingTools } from '../gradingTools.ts';
import { type Graded, type GradedTests, isLimit } from './gradedTests.ts';
import { type CallsOutcome, runCalls } from './runCalls.ts';

export interface CallGrading {
  readonly scenario: Pick<Scenario, 'deadlineMs'>;
  readonly variant: ScenarioVariant;
  readonly language: CodeLanguage;
  readonly tests: readonly CallTest[];
}

export const asCodeLanguage = (language: string): CodeLanguage => (language === 'javascript' || language === 'typescript' ? language : 'python');

/** The first candidate that loads is graded; when none does, the best candidate's failure is told. */
export async function gradeCalls(grading: CallGrading, reply: string, tools: GradingTools, signal: AbortSignal): Promise<Graded> {
  const entryPoint = grading.variant.entryPoint ?? '';
  const tests = testsFor(grading.tests, grading.language);
  const candidates = await extractCode(reply, grading.language, entryPoint, tools.code);
  const failedAll: GradedTests = { state: 'noCode', tests: tests.map(({ name }) => ({ name, passed: false, detail: 'the reply holds no code to run' })) };
  let first: { readonly candidate: CodeCandidate; readonly outcome: CallsOutcome } | undefined;
  for (const candidate of candidates) {
    const outcome = await runCalls({ language: grading.language, code: candidate.code, entryPoint, tests, deadlineMs: grading.scenario.deadlineMs }, tools, signal);
    if (outcome.broken) return { ok: false, failure: outcome.broken };
    first ??= { candidate, outcome };
    if (outcome.loaded) return { ok: true, value: gradedOf(candidate, outcome) };
  }
  return { ok: true, value: first ? gradedOf(first.candidate, first.outcome) : failedAll };
}

function gradedOf(candidate: CodeCandidate, outcome: CallsOutcome): GradedTests {
  return { tests: outcome.tests, state: isLimit(outcome.ending) ? 'limit' : 'answered', extracted: candidate.code, extractedLine: candidate.line };
}

/** Tests that this language can run. */
export function testsFor(tests: readonly CallTest[], language: CodeLanguage): readonly CallTest[] {
  return tests.filter((test) => {
    if (test.only && !test.only.some((only) => only === language || (only === 'javascript' && language === 'typescript'))) return false;
    return test.script === undefined || (language === 'python' ? test.script.python : test.script.javascript) !== undefined;
  });
}
