/** Judges the explanation around an answer: purpose, mechanism, limits, examples and structure. */
import type { SubScore } from '../../domain/score.ts';
import { codeBlocks, proseLines } from '../extract/replyText.ts';
import { judgement, type StyleCheck } from './judgement.ts';

const purposeWords = /\b(returns?|computes?|calculates?|finds?|matches|validates?|selects?|lists?|stores?|manages?|checks?|the (function|class|query|pattern|test|tests|code|service|design|method)s?|this (function|class|query|pattern|code|solution|design))\b/i;
const mechanismWords = /\b(because|since|so that|by (using|keeping|counting|joining|grouping|walking|comparing|\w+ing)|iterat\w*|loops?|recurs\w*|first|then|each|every|for every|step|instead of|uses?|keeps?)\b/i;
const limitWords = /\b(edge cases?|limits?|limitation|negative|empty|null|zero|overflow|complexity|linear time|O\([^)]+\)|raises?|throws?|invalid|assum\w+|does not|only (works|for|when)|trade-?offs?|risks?|note that|large|worst case)\b/i;
const exampleWords = /\b(for example|example|e\.g\.|for instance|such as|usage)\b|>>>|=>|→|`[^`]+\([^`]*\)`\s*(returns?|gives?|is|→|=)/i;

/** Comments and documentation inside the code speak too, but prose weighs more: they cover at most half of a point. */
export function clarity(reply: string): SubScore {
  const prose = proseLines(reply);
  const text = prose.map((line) => line.text).join('\n');
  const inCode = codeBlocks(reply).flatMap((block) => block.code.match(/("""[\s\S]*?"""|\/\*[\s\S]*?\*\/|(#|\/\/|--)\s.*$)/gm) ?? []).join('\n');
  const about = (name: string, pattern: RegExp): StyleCheck => ({
    weight: 1,
    value: pattern.test(text) ? 1 : pattern.test(inCode) ? 0.5 : 0,
    text: pattern.test(inCode) ? `${name}: only in the code's comments` : `${name}: nothing found`,
    line: prose.find((line) => pattern.test(line.text))?.line,
  });
  return judgement([
    about('purpose', purposeWords),
    about('how it works', mechanismWords),
    about('limits and errors', limitWords),
    about('examples', exampleWords),
    structure(text),
  ]);
}

function structure(prose: string): StyleCheck {
  const words = prose.split(/\s+/).filter((word) => word !== '').length;
  const paragraphs = prose.split('\n').length;
  const longest = Math.max(0, ...prose.split(/(?<=[.!?:])\s+|\n/).map((sentence) => sentence.split(/\s+/).length));
  if (words < 15) return { weight: 1, value: words / 30, text: `structure: ${words} words of explanation` };
  const value = (paragraphs >= 2 ? 0.6 : 0.3) + (longest <= 45 ? 0.4 : 0.1);
  return { weight: 1, value, text: longest > 45 ? `structure: a sentence of ${longest} words` : 'structure: one block of text' };
}
