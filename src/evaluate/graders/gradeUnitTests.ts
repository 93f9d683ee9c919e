/** Grades unit tests: they must pass on the right code and fail on every seeded bug. */
import { z } from 'zod';
import type { Scenario, ScenarioVariant, SeededBug } from '../../domain/scenario.ts';
import type { TestOutcome } from '../../domain/score.ts';
import type { CodeLanguage } from '../../ports/codeReader.ts';
import { extractCode } from '../extract/extractCode.ts';
import type { GradingTools } from '../gradingTools.ts';
import { endingInWords, type Graded, isLimit, passedShare } from './gradedTests.ts';
import { markedLines, newMarker } from './harness/guestReport.ts';
import { javascriptTestRunner } from './harness/javascriptTestRunner.ts';
import { pythonTestRunner } from './harness/pythonTestRunner.ts';

type UnitTestScenario = Extract<Scenario, { kind: 'unit-test' }>;

/** What a test runner reports for one implementation. */
const runSchema = z.object({ implementation: z.number(), passed: z.array(z.string()), failed: z.array(z.string()), loadError: z.string().optional() });
type TestRun = z.infer<typeof runSchema>;

export async function gradeUnitTests(
  scenario: UnitTestScenario,
  variant: ScenarioVariant,
  language: CodeLanguage,
  reply: string,
  tools: GradingTools,
  signal: AbortSignal,
): Promise<Graded> {
  const bugs = scenario.bugs[language] ?? (language === 'typescript' ? scenario.bugs.javascript : undefined) ?? [];
  const given = variant.given ?? '';
  const [candidate] = await extractCode(reply, language, undefined, tools.code);
  if (!candidate) return { ok: true, value: { state: 'noCode', tests: failedAll(bugs, 'the reply holds no tests') } };
  const code = await withoutCopies(candidate.code, given, language, tools);
  const implementations = [given, ...bugs.map((bug) => seeded(given, bug)), given];
  const marker = newMarker();
  const job = { marker, moduleName: scenario.moduleName, testCode: await tools.code.toScript(language, code), implementations: await Promise.all(implementations.map((text) => tools.code.toScript(language, text))) };
  const program = language === 'python' ? pythonTestRunner(job) : javascriptTestRunner(job);
  const result = await tools.sandbox.run({ language: language === 'python' ? 'python' : 'javascript', program, deadlineMs: scenario.deadlineMs }, signal);
  if (result.ending.kind === 'broken') return { ok: false, failure: result.ending.failure };
  const runs = markedLines(result.stdout, marker).map((line) => runSchema.safeParse(line).data).filter((run) => run !== undefined);
  const judged = judge(bugs, runs, endingInWords(result.ending));
  return { ok: true, value: { ...judged, state: isLimit(result.ending) ? 'limit' : 'answered', extracted: candidate.code, extractedLine: candidate.line } };
}

/** A scenario whose bug does not change the code is a mistake of the scenario. */
export function seeded(given: string, bug: SeededBug): string {
  if (!given.includes(bug.find)) throw new Error(`the bug "${bug.name}" looks for ${JSON.stringify(bug.find)}, which the given code does not hold`);
  return given.replace(bug.find, () => bug.replace);
}

/** Models like to paste the code under test before their tests: such a copy would hide every bug. */
async function withoutCopies(code: string, given: string, language: CodeLanguage, tools: GradingTools): Promise<string> {
  const defined = new Set((await tools.code.read(language, given)).topLevel.filter(({ kind }) => kind === 'function' || kind === 'class').map(({ name }) => name));
  const copies = (await tools.code.read(language, code)).topLevel.filter(({ kind, name }) => (kind === 'function' || kind === 'class') && defined.has(name));
  return code.split('\n').map((line, index) => (copies.some((copy) => copy.line <= index + 1 && index + 1 <= copy.endLine) ? '' : line)).join('\n');
}

/** Tests that fail on the right code are set aside; the others must notice the bugs. */
function judge(bugs: readonly SeededBug[], runs: readonly TestRun[], ending: string): { readonly tests: readonly TestOutcome[]; readonly accuracy: number } {
  const rightRuns = runs.filter(({ implementation }) => implementation === 0 || implementation === bugs.length + 1);
  const [first] = rightRuns;
  if (!first || rightRuns.length < 2) return { tests: failedAll(bugs, first?.loadError ?? `the tests: ${ending}`), accuracy: 0 };
  const unreliable = new Set(rightRuns.flatMap(({ failed }) => failed));
  const reliable = first.passed.filter((name) => !unreliable.has(name));
  const rightShare = reliable.length / Math.max(1, reliable.length + unreliable.size);
  const right: TestOutcome = {
    name: 'the tests pass on the right code',
    passed: reliable.length > 0 && unreliable.size === 0,
    detail: first.loadError ?? `${reliable.length} pass, ${unreliable.size} fail${unreliable.size > 0 ? `: ${[...unreliable].slice(0, 3).join(', ')}` : ''}`,
  };
  const caught = bugs.map((bug, index): TestOutcome => {
    const run = runs.find(({ implementation }) => implementation === index + 1);
    const noticing = run?.failed.filter((name) => reliable.includes(name)) ?? [];
    return { name: `notices: ${bug.name}`, passed: noticing.length > 0, ...(noticing[0] === undefined ? {} : { detail: `by ${noticing[0]}` }) };
  });
  return { tests: [right, ...caught], accuracy: reliable.length === 0 ? 0 : passedShare(caught) * rightShare };
}

function failedAll(bugs: readonly SeededBug[], detail: string): readonly TestOutcome[] {
  return ['the tests pass on the right code', ...bugs.map((bug) => `notices: ${bug.name}`)].map((name) => ({ name, passed: false, detail }));
}
