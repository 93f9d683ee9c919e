/** English sentences with figures said in Korean: templates from a table, the longest that fits; what is not in it stays as it is. */
import { koreanAdvice } from './koreanAdvice.ts';
import { koreanChoice } from './koreanChoice.ts';
import { koreanGrading } from './koreanGrading.ts';
import { koreanMeasurements } from './koreanMeasurements.ts';
import { koreanRun } from './koreanRun.ts';
import { koreanServers } from './koreanServers.ts';

/** English template, with `{0}`, `{1}` … where figures stand, to the same in Korean. */
export const koreanSentences: Readonly<Record<string, string>> = { ...koreanServers, ...koreanAdvice, ...koreanRun, ...koreanMeasurements, ...koreanGrading, ...koreanChoice };

interface Template {
  readonly pattern: RegExp;
  readonly korean: string;
  /** Begins with words of its own, so that it may be recognised inside another sentence. */
  readonly isAnchored: boolean;
  /** Fixed characters: of two that fit, the one that says more is meant. */
  readonly weight: number;
}

const hole = /\{\d\}/u;

function compiled([english, korean]: readonly [string, string]): Template {
  const fixed = english.split(/\{\d\}/u);
  const pattern = new RegExp(`^${fixed.map((text) => text.replace(/[\\^$.*+?()[\]{}|]/gu, '\\$&')).join('(.*?)')}$`, 'su');
  return { pattern, korean, isAnchored: fixed[0] !== '', weight: fixed.join('').length };
}

const templates = Object.entries(koreanSentences).filter(([english]) => hole.test(english)).map(compiled).toSorted((a, b) => b.weight - a.weight);

/** What stands in a hole may be a known phrase itself ("before the first token"); else it is a name or a figure. */
function inHole(text: string): string {
  return koreanSentences[text] ?? filled(templates.filter((template) => template.isAnchored), text, (inner) => inner) ?? text;
}

function filled(from: readonly Template[], english: string, say: (text: string) => string): string | undefined {
  for (const { pattern, korean } of from) {
    const match = pattern.exec(english);
    if (match !== null) return korean.replace(/\{(\d)\}/gu, (_, index: string) => say(match[Number(index) + 1] ?? ''));
  }
  return undefined;
}

const whole = (english: string): string | undefined => koreanSentences[english] ?? filled(templates, english, inHole);

const memory = new Map<string, string>();

function say(english: string): string {
  const found = whole(english);
  if (found !== undefined) return found;
  // a label before it: "model · server: what it says"
  for (let colon = english.indexOf(': '); colon > 0; colon = english.indexOf(': ', colon + 2)) {
    const rest = whole(english.slice(colon + 2));
    if (rest !== undefined) return `${english.slice(0, colon)}: ${rest}`;
  }
  const sentences = english.split(/(?<=[.!?])\s+(?=[\p{Lu}"“])/u);
  return sentences.length < 2 ? english : sentences.map((sentence) => whole(sentence) ?? sentence).join(' ');
}

export function sayKorean(english: string): string {
  const known = memory.get(english);
  if (known !== undefined) return known;
  const korean = say(english);
  if (memory.size < 5000) memory.set(english, korean);
  return korean;
}
