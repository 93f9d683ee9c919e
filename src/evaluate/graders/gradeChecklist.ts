/** Grades reviews and designs by a checklist: each point needs its evidence in one place of the reply, not just its words anywhere. */
import type { ChecklistPoint, Scenario } from '../../domain/scenario.ts';
import type { TestOutcome } from '../../domain/score.ts';
import type { Graded } from './gradedTests.ts';

type ChecklistScenario = Extract<Scenario, { kind: 'checklist' }>;

/** A passage much longer than this is a heap of words, not an argument. */
const longestPassageWords = 140;

/** One passage makes at most this many points, so that a list of keywords is not a review. */
const mostPointsOfOnePassage = 3;

interface Passage {
  readonly text: string;
  /** Points it has already made. */
  points: number;
}

export function gradeChecklist(scenario: ChecklistScenario, prompt: string, reply: string): Graded {
  const passages = passagesOf(withoutQuotes(reply, prompt)).filter(isProse).map((text): Passage => ({ text, points: 0 }));
  const tests = scenario.points.map((point) => judgePoint(point, passages));
  const weight = (index: number): number => scenario.points[index]?.weight ?? 1;
  const total = scenario.points.reduce((sum, _, index) => sum + weight(index), 0);
  const won = tests.reduce((sum, test, index) => sum + (test.passed ? weight(index) : 0), 0);
  return { ok: true, value: { state: 'answered', tests, accuracy: total === 0 ? 0 : won / total } };
}

/** Lines of the prompt are no evidence. */
function withoutQuotes(reply: string, prompt: string): string {
  const quoted = new Set(prompt.split('\n').map((line) => line.trim()).filter((line) => line.length > 3));
  return reply.split('\n').map((line) => (quoted.has(line.trim()) ? '' : line)).join('\n');
}

/** Paragraphs and list items, each with the heading before it; lines of one item stay together. */
function passagesOf(text: string): readonly string[] {
  const passages: string[] = [];
  let heading = '';
  let current: string[] = [];
  const finish = (): void => {
    const passage = current.join(' ').trim();
    if (passage !== '') passages.push(...portions(`${heading} ${passage}`));
    current = [];
  };
  for (const line of text.split('\n')) {
    if (/^\s*(#{1,6}\s|\*\*[^*]+\*\*:?\s*$)/.test(line)) {
      finish();
      heading = line.trim();
      passages.push(heading);
    } else if (line.trim() === '') finish();
    else if (/^(?:[-*+]|\d+[.)])\s/.test(line)) {
      finish();
      current = [line];
    } else current.push(line);
  }
  finish();
  // an item and the paragraph that explains it belong together
  return passages.map((passage, index) => (/^\S*\s*(?:[-*+]|\d+[.)])\s.{0,80}$/.test(passage) ? `${passage} ${passages[index + 1] ?? ''}` : passage));
}

function portions(passage: string): readonly string[] {
  const words = passage.split(/\s+/);
  if (words.length <= longestPassageWords) return [passage];
  const half = longestPassageWords / 2;
  return Array.from({ length: Math.ceil(words.length / half) }, (_, index) => words.slice(index * half, index * half + longestPassageWords).join(' '));
}

function judgePoint(point: ChecklistPoint, passages: readonly Passage[]): TestOutcome {
  const { name } = point;
  const evident = passages.filter(({ text, points }) => points < mostPointsOfOnePassage && point.evidence.every((alternatives) => alternatives.some((pattern) => found(pattern, text))));
  if (evident.length === 0) return { name, passed: false, detail: 'no passage says this' };
  const right = evident.filter(({ text }) => point.mustNotSay?.some((pattern) => found(pattern, text)) !== true);
  const [chosen] = right.sort((a, b) => a.points - b.points);
  if (!chosen) return { name, passed: false, detail: 'says it, together with something wrong' };
  chosen.points++;
  return { name, passed: true };
}

const littleWords = /^(the|an?|is|are|was|be|to|of|for|and|or|in|on|it|its|this|that|with|by|so|as|not|no|never|at|from|when|if|because|use|should|must|can|will|has|have|each|every|all|only|without|before|after|one|than|then|but|into|up|out|add)$/i;

/** English sentences hold little words; heaps of keywords do not. Other scripts are not judged by this. */
function isProse(passage: string): boolean {
  const words = passage.match(/[\p{L}\p{N}']+/gu) ?? [];
  if (words.length < 6 || words.filter((word) => /^[a-z']+$/i.test(word)).length < words.length / 2) return true;
  return words.filter((word) => littleWords.test(word)).length >= words.length * 0.08;
}

const found = (pattern: string, passage: string): boolean => new RegExp(pattern, 'iu').test(passage);
