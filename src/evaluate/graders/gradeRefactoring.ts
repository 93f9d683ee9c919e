/** Grades a refactoring: the behaviour must stay, and the code must become simpler than it was. */
import type { Scenario, ScenarioVariant } from '../../domain/scenario.ts';
import type { TestOutcome } from '../../domain/score.ts';
import type { CodeFacts, CodeLanguage } from '../../ports/codeReader.ts';
import type { GradingTools } from '../gradingTools.ts';
import { gradeCalls } from './gradeCalls.ts';
import { type Graded, passedShare } from './gradedTests.ts';

type RefactoringScenario = Extract<Scenario, { kind: 'refactoring' }>;

const stillComplexFactor = 0.5;

export async function gradeRefactoring(
  scenario: RefactoringScenario,
  variant: ScenarioVariant,
  language: CodeLanguage,
  reply: string,
  tools: GradingTools,
  signal: AbortSignal,
): Promise<Graded> {
  const behaviour = await gradeCalls({ scenario, variant, language, tests: scenario.tests }, reply, tools, signal);
  if (!behaviour.ok || behaviour.value.extracted === undefined) return behaviour;
  const before = measured(await tools.code.read(language, variant.given ?? ''));
  const after = measured(await tools.code.read(language, behaviour.value.extracted));
  const simpler = simplerTests(before, after, scenario.largestComplexity);
  return {
    ok: true,
    value: {
      ...behaviour.value,
      tests: [...behaviour.value.tests, ...simpler],
      // working code that is nearly as tangled as before is not a refactoring
      accuracy: passedShare(behaviour.value.tests) * passedShare(simpler) * (after.complexity <= scenario.largestComplexity ? 1 : stillComplexFactor),
    },
  };
}

interface Tangle {
  readonly complexity: number;
  readonly nesting: number;
  readonly longest: number;
}

/** The worst function of each kind. */
function measured(facts: CodeFacts): Tangle {
  const worst = (of: (fact: CodeFacts['functions'][number]) => number): number => Math.max(0, ...facts.functions.map(of));
  return { complexity: worst((fact) => fact.complexity), nesting: worst((fact) => fact.nesting), longest: worst((fact) => fact.endLine - fact.line + 1) };
}

function simplerTests(before: Tangle, after: Tangle, largestComplexity: number): readonly TestOutcome[] {
  const figures = (what: keyof Tangle): string => `before ${before[what]}, after ${after[what]}`;
  return [
    { name: `no function is more complex than ${largestComplexity}`, passed: after.complexity > 0 && after.complexity <= largestComplexity, detail: figures('complexity') },
    { name: 'the worst function is less complex', passed: after.complexity > 0 && after.complexity < before.complexity, detail: figures('complexity') },
    { name: 'nesting is shallower', passed: after.complexity > 0 && after.nesting < before.nesting, detail: figures('nesting') },
    { name: 'the longest function is shorter', passed: after.complexity > 0 && after.longest < before.longest, detail: figures('longest') },
  ];
}
