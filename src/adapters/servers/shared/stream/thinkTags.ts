/** Separates thinking that a model writes between tags inside its answer. */

export interface TaggedText {
  readonly thinking: string;
  readonly answer: string;
  /** Where in the whole text the answer begins; the text's length when it never did. */
  readonly answerStart: number;
}

const tagPairs = [
  ['<think>', '</think>'],
  ['[THINK]', '[/THINK]'],
] as const;

/**
 * Thinking counts only at the start of the text. A closing tag without an opening one counts too: chat templates of some
 * models put the opening tag into the prompt.
 */
export function splitThinking(text: string): TaggedText {
  for (const [opening, closing] of tagPairs) {
    const opens = text.trimStart().startsWith(opening);
    const closesAt = text.indexOf(closing);
    if (opens && closesAt === -1) return { thinking: text.trimStart().slice(opening.length), answer: '', answerStart: text.length };
    if (closesAt === -1 || (!opens && text.includes(opening))) continue;
    const thinkingStart = opens ? text.indexOf(opening) + opening.length : 0;
    const after = text.slice(closesAt + closing.length);
    const answer = after.trimStart();
    return { thinking: text.slice(thinkingStart, closesAt), answer, answerStart: text.length - answer.length };
  }
  return { thinking: '', answer: text, answerStart: 0 };
}
