/** Grades one reply to one scenario: what it got right, how it is written and how it explains itself. */
import type { FinishReason } from '../domain/chat.ts';
import type { Failure } from '../domain/failure.ts';
import type { Scenario, ScenarioVariant } from '../domain/scenario.ts';
import type { ReplyGrade, SubScore } from '../domain/score.ts';
import { asCodeLanguage, gradeCalls } from './graders/gradeCalls.ts';
import { gradeChecklist } from './graders/gradeChecklist.ts';
import { gradeDocumentation } from './graders/gradeDocumentation.ts';
import { type Graded, type GradedTests, passedShare } from './graders/gradedTests.ts';
import { gradeRefactoring } from './graders/gradeRefactoring.ts';
import { gradeRegex } from './graders/gradeRegex.ts';
import { gradeSql } from './graders/gradeSql.ts';
import { gradeUnitTests } from './graders/gradeUnitTests.ts';
import type { GradingTools } from './gradingTools.ts';
import { withoutThinking } from './extract/replyText.ts';
import { isEcho, isSameCode } from './isEcho.ts';
import { promptText, variantOf } from './scenarioMessages.ts';
import { clarity } from './style/clarity.ts';
import { codeQuality } from './style/codeQuality.ts';
import { scaledBySubstance } from './style/judgement.ts';
import { regexQuality, sqlQuality, textQuality } from './style/textQuality.ts';

export interface Reply {
  readonly text: string;
  readonly finishReason: FinishReason;
}

/** About 10,000 tokens: no honest answer is longer, and the rest of a runaway reply is not read. */
const longestReply = 40_000;

const nothing: SubScore = { value: 0, reasons: [] };

/** Never throws for anything a reply may hold; `graded: false` only when the sandbox failed or the language is unknown. */
export async function gradeReply(scenario: Scenario, language: string, reply: Reply, tools: GradingTools, signal: AbortSignal): Promise<ReplyGrade> {
  const variant = variantOf(scenario, language);
  if (!variant.ok) return notGraded(scenario, language, variant.failure);
  const text = withoutThinking(reply.text).slice(0, longestReply);
  if (text.trim() === '') return worthNothing(scenario, language, reply.finishReason === 'length' ? 'cutOff' : 'empty');
  if (isEcho(text, promptText(variant.value, language))) return worthNothing(scenario, language, 'echo');
  const graded = await gradeByKind(scenario, variant.value, language, text, tools, signal);
  if (!graded.ok) return notGraded(scenario, language, graded.failure);
  if (await repeatsGivenCode(scenario, variant.value, language, graded.value, tools)) return worthNothing(scenario, language, 'echo', graded.value);
  return finishedGrade(scenario, variant.value, language, { text, finishReason: reply.finishReason }, graded.value, tools);
}

function gradeByKind(scenario: Scenario, variant: ScenarioVariant, language: string, text: string, tools: GradingTools, signal: AbortSignal): Promise<Graded> {
  const codeLanguage = asCodeLanguage(language);
  switch (scenario.kind) {
    case 'function':
    case 'class':
      return gradeCalls({ scenario, variant, language: codeLanguage, tests: scenario.tests }, text, tools, signal);
    case 'sql':
      return gradeSql(scenario, text, tools, signal);
    case 'regex':
      return gradeRegex(scenario, text, tools, signal);
    case 'unit-test':
      return gradeUnitTests(scenario, variant, codeLanguage, text, tools, signal);
    case 'refactoring':
      return gradeRefactoring(scenario, variant, codeLanguage, text, tools, signal);
    case 'documentation':
      return gradeDocumentation(scenario, variant, codeLanguage, text, tools, signal);
    case 'checklist':
      return Promise.resolve(gradeChecklist(scenario, promptText(variant, language), text));
  }
}

/** Documentation leaves the code as it was; everywhere else that is no answer. */
async function repeatsGivenCode(scenario: Scenario, variant: ScenarioVariant, language: string, graded: GradedTests, tools: GradingTools): Promise<boolean> {
  const isCode = scenario.kind !== 'checklist' && scenario.kind !== 'documentation' && scenario.kind !== 'sql' && scenario.kind !== 'regex';
  if (!isCode || variant.given === undefined || graded.extracted === undefined) return false;
  return isSameCode(graded.extracted, variant.given, asCodeLanguage(language), tools.code);
}

async function finishedGrade(
  scenario: Scenario,
  variant: ScenarioVariant,
  language: string,
  reply: Reply,
  graded: GradedTests,
  tools: GradingTools,
): Promise<ReplyGrade> {
  const accuracy = graded.accuracy ?? passedShare(graded.tests);
  const quality = await qualityOf(scenario, variant, language, reply.text, graded, tools);
  return {
    scenario: scenario.id,
    graded: true,
    state: reply.finishReason === 'length' ? 'cutOff' : graded.state,
    accuracy,
    quality: scaledBySubstance(quality, accuracy),
    clarity: scaledBySubstance(clarity(reply.text), accuracy),
    tests: graded.tests,
    language,
    ...(graded.extracted === undefined ? {} : { extracted: graded.extracted }),
  };
}

async function qualityOf(scenario: Scenario, variant: ScenarioVariant, language: string, text: string, graded: GradedTests, tools: GradingTools): Promise<SubScore> {
  if (scenario.kind === 'checklist') return textQuality(text, identifiersOf(variant.given ?? variant.prompt));
  if (graded.extracted === undefined) return nothing;
  if (scenario.kind === 'sql') return sqlQuality(graded.extracted);
  if (scenario.kind === 'regex') return regexQuality(graded.extracted);
  const facts = await tools.code.read(asCodeLanguage(language), graded.extracted);
  return codeQuality(graded.extracted, facts, asCodeLanguage(language), graded.extractedLine ?? 1);
}

/** Words that look like names of the code or system under discussion. */
function identifiersOf(text: string): readonly string[] {
  return [...new Set(text.match(/\b[a-z]+(?:_[a-z0-9]+)+\b|\b[a-z]+[A-Z]\w+\b|\b[A-Z][a-z]+[A-Z]\w*\b|\b[A-Z]{2,}\b/g) ?? [])];
}

function worthNothing(scenario: Scenario, language: string, state: ReplyGrade['state'], graded?: GradedTests): ReplyGrade {
  const detail = state === 'echo' ? 'the reply repeats the prompt' : 'the reply is empty';
  const tests = (graded?.tests ?? [{ name: 'an answer', passed: false }]).map((test) => ({ ...test, passed: false, detail }));
  return { scenario: scenario.id, graded: true, state, accuracy: 0, quality: nothing, clarity: nothing, tests, language };
}

function notGraded(scenario: Scenario, language: string, failure: Failure): ReplyGrade {
  return { scenario: scenario.id, graded: false, notGraded: failure, state: 'answered', accuracy: 0, quality: nothing, clarity: nothing, tests: [], language };
}
