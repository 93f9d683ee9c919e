/** Judges how queries, patterns and plain text are written. */
import type { SubScore } from '../../domain/score.ts';
import { judgement } from './judgement.ts';

/** A query: explicit columns, one keyword style, laid out in lines, no old-style joins. */
export function sqlQuality(query: string): SubScore {
  const keywords = query.match(/\b(select|from|where|group by|order by|join|having|with|on|limit|left|inner)\b/gi) ?? [];
  const upper = keywords.filter((word) => word === word.toUpperCase()).length;
  const oneStyle = keywords.length === 0 || upper === keywords.length || upper === 0;
  const lines = query.trim().split('\n');
  return judgement([
    { weight: 2, value: /\bselect\s+(\w+\.)?\*/i.test(query) ? 0 : 1, text: 'selects * instead of naming its columns' },
    { weight: 1, value: oneStyle ? 1 : 0.4, text: 'keywords are written in two styles' },
    { weight: 2, value: query.length < 80 || lines.length > 2 ? 1 : 0, text: 'a long query on one line' },
    { weight: 1, value: /\bfrom\s+\w+(\s+\w+)?\s*,\s*\w+/i.test(query) ? 0 : 1, text: 'joins tables with a comma' },
    { weight: 1, value: /\bas\s+\w+/i.test(query) ? 1 : 0.5, text: 'computed columns have no name' },
    { weight: 1, value: lines.every((line) => line.length <= 120) ? 1 : 0.5, text: 'lines over 120 characters' },
  ]);
}

/** A pattern: short enough to read, no needless groups or classes. */
export function regexQuality(pattern: string): SubScore {
  const needless = /\[(?:\\?[^\\\]^])\]/.test(pattern) || /\{1\}/.test(pattern) || /\[0-9\].*\\d|\\d.*\[0-9\]/.test(pattern);
  const capturing = (pattern.match(/(^|[^\\])\((?!\?)/g) ?? []).length;
  return judgement([
    { weight: 2, value: pattern.length <= 220 ? 1 : Math.max(0, 1 - (pattern.length - 220) / 300), text: `${pattern.length} characters long` },
    { weight: 1, value: needless ? 0 : 1, text: 'holds needless classes, counts or two ways to say digit' },
    { weight: 1, value: capturing <= 6 ? 1 : 0.3, text: `${capturing} capturing groups` },
    { weight: 1, value: /(\(\?:)?\.\*.*\.\*/.test(pattern) ? 0 : 1, text: 'leans on more than one .*' },
  ]);
}

const filler = /\b(as an ai|i hope this helps|sure[,!]|certainly[,!]|great question|in conclusion|it is important to note|let me know if)\b/gi;

/** Plain text: sections, lists, concrete names, no filler. `subjects` are the identifiers of what is discussed. */
export function textQuality(reply: string, subjects: readonly string[]): SubScore {
  const words = reply.split(/\s+/).filter((word) => word !== '').length;
  const named = subjects.filter((subject) => reply.includes(subject)).length;
  // one or two names are chance, not a vocabulary
  const wanted = subjects.length < 3 ? 0 : Math.min(4, subjects.length);
  const hasItems = (reply.match(/^\s*(?:[-*+]|\d+[.)])\s+\S/gm) ?? []).length >= 3;
  return judgement([
    { weight: 2, value: hasItems || /^#{1,6}\s/m.test(reply) ? 1 : 0, text: 'no list or headings' },
    { weight: 2, value: wanted === 0 ? 1 : Math.min(1, named / wanted), text: `names ${named} of the things it talks about` },
    { weight: 2, value: words < 60 ? words / 120 : words <= 900 ? 1 : 0.6, text: `${words} words` },
    { weight: 1, value: Math.max(0, 1 - 0.5 * (reply.match(filler) ?? []).length), text: 'filler phrases' },
    { weight: 1, value: /```[^`]*$/.test(reply.replaceAll(/```[\s\S]*?```/g, '')) ? 0 : 1, text: 'a code block is not closed' },
  ]);
}
