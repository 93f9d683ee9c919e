/** Judges how alike several replies to the same prompt are: structure of the text, syntax of the code, and results. */
import type { Scenario } from '../../domain/scenario.ts';
import type { ConsistencyScore, ReplyGrade } from '../../domain/score.ts';
import { asCodeLanguage } from '../graders/gradeCalls.ts';
import type { GradingTools } from '../gradingTools.ts';
import { codeBlocks, withoutThinking } from '../extract/replyText.ts';
import { substance } from './judgement.ts';
import { meanPairwise, sequenceSimilarity } from './similarity.ts';

/** Grades and texts belong together by index. Replies that could not be graded take no part. */
export async function consistency(scenario: Scenario, grades: readonly ReplyGrade[], texts: readonly string[], tools: GradingTools): Promise<ConsistencyScore> {
  const graded = grades.map((grade, index) => ({ grade, text: withoutThinking(texts[index] ?? '') })).filter(({ grade }) => grade.graded);
  if (graded.length < 2) return { value: 0, reasons: [{ text: 'needs at least two replies', effect: 0 }], replies: graded.length, structureSimilarity: 0 };
  const structureSimilarity = meanPairwise(graded.map(({ text }) => structureOf(text)), (a, b) => sequenceSimilarity(a, b, 2));
  const shapes = await shapesOf(scenario, graded.map(({ grade }) => grade), tools);
  const codeSimilarity = shapes && meanPairwise(shapes, sequenceSimilarity);
  const wordSimilarity = meanPairwise(graded.map(({ text }) => wordsOf(text)), (a, b) => sequenceSimilarity(a, b, 2));
  const alike = codeSimilarity === undefined ? (structureSimilarity + wordSimilarity) / 2 : 0.35 * structureSimilarity + 0.65 * codeSimilarity;
  const accuracy = mean(graded.map(({ grade }) => grade.accuracy));
  const right = graded.filter(({ grade }) => grade.accuracy >= 1).length / graded.length;
  const factor = substance(accuracy);
  return {
    value: round(alike * factor),
    reasons: factor < 1 ? [{ text: `counts ${Math.round(factor * 100)} %, because mean accuracy is ${Math.round(accuracy * 100)} %`, effect: round(alike * (factor - 1)) }] : [],
    replies: graded.length,
    structureSimilarity: round(structureSimilarity),
    ...(codeSimilarity === undefined || !shapes ? {} : { codeSimilarity: round(codeSimilarity), distinctAsts: new Set(shapes.map((shape) => shape.join('\n'))).size }),
    passAllK: round(right ** graded.length),
  };
}

/** The blocks of a reply in order: headings, paragraphs, list items, code. */
function structureOf(text: string): readonly string[] {
  const parts: string[] = [];
  let inCode = false;
  for (const line of text.split('\n')) {
    const kind = inCode && !/^\s*(```|~~~)/.test(line) ? 'code' : lineKind(line);
    if (kind === 'fence') inCode = !inCode;
    else if (kind !== '' && (kind !== 'code' || parts.at(-1) !== 'code') && (kind !== 'text' || parts.at(-1) !== 'text')) parts.push(kind);
  }
  return [...parts, `blocks:${codeBlocks(text).length}`];
}

function lineKind(line: string): string {
  if (line.trim() === '') return '';
  if (/^\s*(```|~~~)/.test(line)) return 'fence';
  if (/^#{1,6}\s/.test(line)) return 'heading';
  if (/^\s*(?:[-*+]|\d+[.)])\s/.test(line)) return 'item';
  return /^\s*\|/.test(line) ? 'table' : 'text';
}

/** Syntax of the extracted code; words for queries and patterns; undefined where there is nothing extracted. */
async function shapesOf(scenario: Scenario, grades: readonly ReplyGrade[], tools: GradingTools): Promise<readonly (readonly string[])[] | undefined> {
  if (scenario.kind === 'checklist') return undefined;
  const shapes: (readonly string[])[] = [];
  for (const { extracted, language } of grades) {
    if (extracted === undefined) shapes.push([]);
    else if (scenario.kind === 'sql') shapes.push(extracted.toLowerCase().match(/\w+|[^\s\w]/g) ?? []);
    else if (scenario.kind === 'regex') shapes.push(extracted.match(/\\.|[^]/gu) ?? []);
    else shapes.push((await tools.code.read(asCodeLanguage(language), extracted)).shape);
  }
  return shapes;
}

const wordsOf = (text: string): readonly string[] => text.toLowerCase().match(/[\p{L}\p{N}_]+/gu) ?? [];

const mean = (values: readonly number[]): number => (values.length === 0 ? 0 : values.reduce((total, value) => total + value, 0) / values.length);

const round = (value: number): number => Math.round(value * 1000) / 1000;
