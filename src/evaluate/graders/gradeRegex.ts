/** Grades a regular expression: strings to accept and to reject, groups to capture, and no catastrophic backtracking. */
import { z } from 'zod';
import type { Scenario } from '../../domain/scenario.ts';
import type { TestOutcome } from '../../domain/score.ts';
import { type ExtractedPattern, extractRegex } from '../extract/extractLine.ts';
import type { GradingTools } from '../gradingTools.ts';
import { sameValue, shortValue } from './compareValues.ts';
import { endingInWords, type Graded, isLimit, passedShare } from './gradedTests.ts';

type RegexScenario = Extract<Scenario, { kind: 'regex' }>;

const matchesSchema = z.object({ matches: z.array(z.array(z.string().nullish()).nullable()) });
const backtrackingSchema = z.object({ backtracking: z.object({ status: z.string(), complexity: z.string().optional(), attack: z.string().optional() }) });
const errorSchema = z.object({ error: z.string() });

const analysisDeadlineMs = 8000;
/** How much groups and safety weigh beside accepting and rejecting. */
const extrasWeight = 0.2;

export async function gradeRegex(scenario: RegexScenario, reply: string, tools: GradingTools, signal: AbortSignal): Promise<Graded> {
  const extracted = extractRegex(reply);
  if (!extracted) return { ok: true, value: { state: 'noCode', tests: allFailed(scenario, 'the reply holds no regular expression') } };
  const pattern = ecmaScript(extracted);
  const { accept, reject, captures = [] } = scenario.cases;
  const strings = [...accept, ...reject, ...captures.map(({ text }) => text)];
  const run = (analyses: boolean, deadlineMs: number): ReturnType<GradingTools['sandbox']['run']> =>
    tools.sandbox.run({ language: 'regex', program: JSON.stringify({ ...pattern, strings, analyses }), deadlineMs }, signal);
  const matching = await run(false, scenario.deadlineMs);
  if (matching.ending.kind === 'broken') return { ok: false, failure: matching.ending.failure };
  const shown = `/${pattern.pattern}/${pattern.flags}`;
  const limited = isLimit(matching.ending);
  const parsed = limited ? undefined : matchesSchema.safeParse(JSON.parse(matching.stdout || '{}')).data;
  if (!parsed) {
    const why = limited ? `matching ${endingInWords(matching.ending)}` : (errorSchema.safeParse(JSON.parse(matching.stdout || '{}')).data?.error ?? 'no result');
    return { ok: true, value: { state: limited ? 'limit' : 'answered', tests: allFailed(scenario, why), extracted: pattern.pattern } };
  }
  const judged = judgeMatches(scenario, parsed.matches);
  const safety = scenario.checksBacktracking ? [judgeSafety(await run(true, analysisDeadlineMs), shown)] : [];
  const extras = [...judged.captures, ...safety];
  return {
    ok: true,
    value: {
      state: 'answered',
      tests: [...judged.accept, ...judged.reject, ...extras],
      extracted: pattern.pattern,
      // a pattern that accepts everything, or nothing, knows nothing
      accuracy: Math.max(0, passedShare(judged.accept) + passedShare(judged.reject) - 1) * (extras.length === 0 ? 1 : 1 - extrasWeight + extrasWeight * passedShare(extras)),
    },
  };
}

/** Python's spellings as ECMAScript's. */
function ecmaScript({ pattern, flags }: ExtractedPattern): ExtractedPattern {
  return { flags, pattern: pattern.replaceAll('(?P<', '(?<').replace(/^\\A/, '^').replace(/\\[zZ]$/, '$') };
}

interface JudgedMatches {
  readonly accept: readonly TestOutcome[];
  readonly reject: readonly TestOutcome[];
  readonly captures: readonly TestOutcome[];
}

function judgeMatches({ cases }: RegexScenario, matches: readonly (readonly (string | null | undefined)[] | null)[]): JudgedMatches {
  const { accept, reject, captures = [] } = cases;
  const isMatch = (text: string, index: number): boolean => {
    const match = matches[index];
    return match !== null && match !== undefined && (cases.mode === 'search' || match[0] === text);
  };
  return {
    accept: accept.map((text, index) => ({ name: `accepts ${shortValue(text)}`, passed: isMatch(text, index) })),
    reject: reject.map((text, index) => ({ name: `rejects ${shortValue(text)}`, passed: !isMatch(text, accept.length + index) })),
    captures: captures.map(({ text, groups }, index) => {
      const found = (matches[accept.length + reject.length + index] ?? []).slice(1, groups.length + 1).map((group) => group ?? null);
      const passed = sameValue(groups, found);
      return { name: `captures of ${shortValue(text)}`, passed, ...(passed ? {} : { detail: `expected ${shortValue(groups)}, got ${shortValue(found)}` }) };
    }),
  };
}

/** No verdict within the time is no proof of danger. */
function judgeSafety(result: Awaited<ReturnType<GradingTools['sandbox']['run']>>, shown: string): TestOutcome {
  const name = 'no catastrophic backtracking';
  const parsed = result.ending.kind === 'finished' ? backtrackingSchema.safeParse(JSON.parse(result.stdout || '{}')).data : undefined;
  if (parsed?.backtracking.status !== 'vulnerable') return { name, passed: true };
  return { name, passed: false, detail: `${shown} takes ${parsed.backtracking.complexity ?? 'too much'} time on ${parsed.backtracking.attack ?? 'some strings'}` };
}

function allFailed({ cases }: RegexScenario, detail: string): readonly TestOutcome[] {
  return [...cases.accept.map((text) => `accepts ${shortValue(text)}`), ...cases.reject.map((text) => `rejects ${shortValue(text)}`)].map((name) => ({ name, passed: false, detail }));
}
