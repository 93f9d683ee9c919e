/** Grades documentation: the code stays as it was, and every function says what it does, takes, gives back and refuses. */
import type { DocumentationTarget, Scenario, ScenarioVariant } from '../../domain/scenario.ts';
import type { TestOutcome } from '../../domain/score.ts';
import type { CodeFacts, CodeLanguage } from '../../ports/codeReader.ts';
import type { GradingTools } from '../gradingTools.ts';
import { isSameCode } from '../isEcho.ts';
import { gradeCalls } from './gradeCalls.ts';
import { type Graded, passedShare } from './gradedTests.ts';
import { markedLines, newMarker } from './harness/guestReport.ts';
import { pythonTools } from './harness/pythonHarness.ts';
import { z } from 'zod';

type DocumentationScenario = Extract<Scenario, { kind: 'documentation' }>;

/** Code that was changed on the way halves the worth of its documentation. */
const changedCodeFactor = 0.5;

export async function gradeDocumentation(
  scenario: DocumentationScenario,
  variant: ScenarioVariant,
  language: CodeLanguage,
  reply: string,
  tools: GradingTools,
  signal: AbortSignal,
): Promise<Graded> {
  const behaviour = await gradeCalls({ scenario, variant, language, tests: scenario.tests }, reply, tools, signal);
  if (!behaviour.ok || behaviour.value.extracted === undefined) return behaviour;
  const code = behaviour.value.extracted;
  const facts = await tools.code.read(language, code);
  const isUnchanged = await isSameCode(code, variant.given ?? '', language, tools.code);
  const documented = [...scenario.targets.flatMap((target) => judgeTarget(target, facts)), ...(await judgeExamples(scenario, language, code, tools, signal))];
  const unchanged: TestOutcome = { name: 'the code itself is unchanged', passed: isUnchanged };
  return {
    ok: true,
    value: {
      ...behaviour.value,
      tests: [...documented, unchanged, ...behaviour.value.tests],
      accuracy: passedShare(documented) * passedShare(behaviour.value.tests) * (isUnchanged ? 1 : changedCodeFactor),
    },
  };
}

function judgeTarget(target: DocumentationTarget, facts: CodeFacts): readonly TestOutcome[] {
  const fact = facts.functions.find(({ name }) => name === target.name);
  const doc = fact?.doc ?? '';
  const words = doc.replaceAll(/[^\p{L}\p{N}_]+/gu, ' ').trim().split(' ').length;
  const mention = (what: string, pattern: string): TestOutcome => ({ name: `${target.name}: mentions ${what}`, passed: new RegExp(pattern, 'iu').test(doc) });
  // a parameter that does not exist misleads more than a missing one
  const invented = (doc.match(/(?:@param\s+(?:\{[^}]*\}\s*)?\[?|:param\s+(?:\w+\s+)?)(\w+)/g) ?? []).map((text) => /(\w+)$/.exec(text)?.[1] ?? '').filter((name) => !target.parameters.includes(name));
  return [
    { name: `${target.name}: is documented`, passed: words >= 4, ...(words >= 4 ? {} : { detail: doc === '' ? 'no documentation' : `only ${words} words` }) },
    { name: `${target.name}: names only parameters that exist`, passed: words >= 4 && invented.length === 0, ...(invented.length === 0 ? {} : { detail: `there is no ${invented.join(', ')}` }) },
    ...target.parameters.map((parameter) => mention(parameter, `\\b${parameter}\\b`)),
    ...target.mentions.map((pattern) => mention(pattern, pattern)),
  ];
}

const doctestSchema = z.object({ attempted: z.number(), failed: z.number() });

/** Examples after `>>>` are run: a wrong example is worse than none. */
async function judgeExamples(scenario: DocumentationScenario, language: CodeLanguage, code: string, tools: GradingTools, signal: AbortSignal): Promise<readonly TestOutcome[]> {
  if (language !== 'python' || !code.includes('>>>')) return [];
  const marker = newMarker();
  const result = await tools.sandbox.run({ language: 'python', program: doctestProgram(marker, code), deadlineMs: scenario.deadlineMs }, signal);
  const counted = doctestSchema.safeParse(markedLines(result.stdout, marker)[0]).data;
  const passed = counted !== undefined && counted.failed === 0;
  return [{ name: 'examples in the documentation are right', passed, ...(passed ? {} : { detail: counted ? `${counted.failed} of ${counted.attempted} fail` : 'they did not run' }) }];
}

function doctestProgram(marker: string, code: string): string {
  return `${pythonTools(marker)}
import doctest, types, io
module = types.ModuleType('answer')
sys.modules['answer'] = module
exec(compile(${JSON.stringify(code)}, 'answer.py', 'exec'), module.__dict__)
results = doctest.testmod(module, verbose=False, optionflags=doctest.NORMALIZE_WHITESPACE | doctest.ELLIPSIS)
say({'attempted': results.attempted, 'failed': results.failed})
`;
}
