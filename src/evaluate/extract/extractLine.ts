/** Finds a SQL query or a regular expression in a reply. */
import { codeBlocks } from './replyText.ts';

export interface ExtractedPattern {
  readonly pattern: string;
  readonly flags: string;
}

/** The last block that holds a SELECT, else the text from the first SELECT or WITH to its semicolon or blank line. */
export function extractSql(reply: string): string | undefined {
  const blocks = codeBlocks(reply).filter(({ tag, code }) => ['sql', 'sqlite', 'sqlite3', ''].includes(tag) && /\bselect\b/i.test(code));
  const block = blocks.at(-1);
  if (block) return block.code.trim();
  const plain = /(^|\n)[ \t]*((?:with|select)\b[\s\S]*?(?:;|\n[ \t]*\n|$))/i.exec(reply);
  return plain?.[2] !== undefined && /\bfrom\b|\bselect\b/i.test(plain[2]) ? plain[2].trim() : undefined;
}

/** A pattern from a block, a literal like `/…/i`, a string given to a regex function, or inline code; the last complete one wins. */
export function extractRegex(reply: string): ExtractedPattern | undefined {
  for (const block of [...codeBlocks(reply)].reverse()) {
    const found = patternIn(block.code) ?? patternLine(block.code);
    if (found) return found;
  }
  const inline = [...reply.matchAll(/`([^`\n]+)`/g)].map((match) => match[1] ?? '').filter((text) => /[\\^$[\](){}|*+?]/.test(text));
  const anchored = inline.filter((text) => /^\/?\^/.test(text.trim()));
  const choice = anchored.at(0) ?? inline.sort((a, b) => b.length - a.length).at(0);
  if (choice !== undefined) return patternIn(choice) ?? patternLine(choice);
  const bare = reply.split('\n').find((line) => /^\s*\/?\^.*\$\/?[a-z]*\s*$/.test(line));
  return bare === undefined ? undefined : (patternIn(bare) ?? patternLine(bare));
}

/** A pattern written as code. */
function patternIn(code: string): ExtractedPattern | undefined {
  const literal = /(?:^|[=(,:\s])\/((?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\[\n])+)\/([dgimsuvy]*)/.exec(code);
  if (literal?.[1] !== undefined && /[\\^$[(|*+?]/.test(literal[1])) return { pattern: literal[1], flags: literal[2] ?? '' };
  const rawStrings = /(?:re\.\w+\(|RegExp\(|=)\s*(?:String\.raw`([^`]+)`|r"""([^]+?)"""|r"([^"\n]+)"|r'([^'\n]+)')/;
  const rawPattern = (rawStrings.exec(code)?.slice(1) as (string | undefined)[] | undefined)?.find((group) => group !== undefined);
  if (rawPattern !== undefined) return { pattern: rawPattern, flags: '' };
  const quoted = /(?:re\.\w+\(|RegExp\(|=)\s*(?:"((?:\\.|[^"\\\n])+)"|'((?:\\.|[^'\\\n])+)')(?:\s*,\s*["']([dgimsuvy]+)["'])?/.exec(code);
  const escaped = quoted?.[1] ?? quoted?.[2];
  return escaped === undefined ? undefined : { pattern: escaped.replaceAll('\\\\', '\\'), flags: quoted?.[3] ?? '' };
}

/** A pattern that stands alone on a line. */
function patternLine(code: string): ExtractedPattern | undefined {
  const lines = code.split('\n').map((line) => line.trim()).filter((line) => line !== '' && !line.startsWith('#') && !line.startsWith('//'));
  const line = lines.find((candidate) => candidate.startsWith('^')) ?? (lines.length === 1 ? lines[0] : undefined);
  return line === undefined ? undefined : { pattern: line.replace(/^r?(["'])(.*)\1$/, '$2'), flags: '' };
}
