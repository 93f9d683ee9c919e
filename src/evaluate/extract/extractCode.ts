/** Finds the code in a reply: which block, and what of it can be run. */
import type { CodeFacts, CodeLanguage, CodeReader } from '../../ports/codeReader.ts';
import { type CodeBlock, codeBlocks, dedent } from './replyText.ts';

/** Something to try, best first: the next one is used when a candidate does not even load. */
export interface CodeCandidate {
  readonly code: string;
  /** 1-based line of the reply the code starts on. */
  readonly line: number;
}

const tags: Readonly<Record<CodeLanguage, readonly string[]>> = {
  python: ['python', 'py', 'python3', 'pycon', ''],
  javascript: ['javascript', 'js', 'mjs', 'jsx', 'node', 'typescript', 'ts', ''],
  typescript: ['typescript', 'ts', 'tsx', 'javascript', 'js', ''],
};

/** Candidates for the code of `language`, best first; empty when the reply holds none. `entryPoint` is what it must define. */
export async function extractCode(reply: string, language: CodeLanguage, entryPoint: string | undefined, reader: CodeReader): Promise<readonly CodeCandidate[]> {
  const blocks = codeBlocks(reply).filter((block) => tags[language].includes(block.tag));
  const chosen = blocks.length > 0 ? await fromBlocks(blocks, language, entryPoint, reader) : await fromPlainText(reply, language, entryPoint, reader);
  const trimmed: CodeCandidate[] = [];
  for (const candidate of chosen.slice(0, 2)) trimmed.push(await definitionsOnly(candidate, language, reader));
  return withoutRepeats([...chosen, ...trimmed].filter(({ code }) => code.trim() !== ''));
}

/** The last block that defines the entry point, then all blocks together (helpers may stand in a block of their own). */
async function fromBlocks(
  blocks: readonly CodeBlock[],
  language: CodeLanguage,
  entryPoint: string | undefined,
  reader: CodeReader,
): Promise<readonly CodeCandidate[]> {
  const defining: CodeCandidate[] = [];
  for (const block of blocks) {
    const candidate = await longestThatParses({ code: block.code, line: block.line }, language, reader);
    if (candidate && (await defines(candidate.code, language, entryPoint, reader))) defining.unshift(candidate);
  }
  const first = blocks[0];
  const joined = { code: blocks.map((block) => block.code).join('\n\n'), line: first?.line ?? 1 };
  const together = (await parses(joined.code, language, reader)) ? [joined] : [];
  if (defining.length > 0) return [...defining.slice(0, 1), ...together, ...defining.slice(1)];
  return together.length > 0 ? together : blocks.slice(-1).map(({ code, line }) => ({ code, line }));
}

const codeStart: Readonly<Record<CodeLanguage, RegExp>> = {
  python: /^\s*(def |class |import |from \w|@|async def )/,
  javascript: /^\s*(function|class|const|let|var|export|import|async function)\b/,
  typescript: /^\s*(function|class|const|let|var|export|import|async function|interface|type|enum)\b/,
};

/** No block at all: from the first line that looks like code, the longest span that parses. */
async function fromPlainText(reply: string, language: CodeLanguage, entryPoint: string | undefined, reader: CodeReader): Promise<readonly CodeCandidate[]> {
  const lines = reply.split('\n');
  const start = lines.findIndex((line) => codeStart[language].test(line));
  if (start < 0) return [];
  const candidate = await longestThatParses({ code: dedent(lines.slice(start).join('\n')), line: start + 1 }, language, reader);
  return candidate && (await defines(candidate.code, language, entryPoint, reader)) ? [candidate] : [];
}

/** Drops lines from the end until the rest parses: what was cut off or is prose goes first. */
async function longestThatParses(candidate: CodeCandidate, language: CodeLanguage, reader: CodeReader): Promise<CodeCandidate | undefined> {
  const lines = candidate.code.split('\n');
  for (let end = lines.length; end > 0; ) {
    const code = lines.slice(0, end).join('\n');
    const facts = await reader.read(language, code);
    const [firstBad] = facts.syntaxErrorLines;
    if (firstBad === undefined) return code.trim() === '' ? undefined : { ...candidate, code };
    // long rubbish shrinks by tenths, so that it does not take a parse for every few lines
    end = Math.min(end - 1, Math.max(firstBad - 1, end > 400 ? Math.floor(end * 0.9) : end - 40));
  }
  return undefined;
}

async function parses(code: string, language: CodeLanguage, reader: CodeReader): Promise<boolean> {
  return (await reader.read(language, code)).syntaxErrorLines.length === 0;
}

async function defines(code: string, language: CodeLanguage, entryPoint: string | undefined, reader: CodeReader): Promise<boolean> {
  if (entryPoint === undefined) return true;
  return (await reader.read(language, code)).topLevel.some((part) => part.name === entryPoint);
}

/** Imports, definitions and assignments: without the demonstration that waits for input or prints a page. */
async function definitionsOnly(candidate: CodeCandidate, language: CodeLanguage, reader: CodeReader): Promise<CodeCandidate> {
  const facts: CodeFacts = await reader.read(language, candidate.code);
  const lines = candidate.code.split('\n');
  const kept = facts.topLevel.filter((part) => part.kind !== 'other' && !(part.kind === 'assignment' && /\binput\s*\(/.test(lines[part.line - 1] ?? '')));
  // blank lines keep the numbers, so that reasons still point at the right line
  const code = lines.map((line, index) => (kept.some((part) => part.line <= index + 1 && index + 1 <= part.endLine) ? line : ''));
  return { ...candidate, code: code.join('\n') };
}

function withoutRepeats(candidates: readonly CodeCandidate[]): readonly CodeCandidate[] {
  return candidates.filter((candidate, index) => candidates.findIndex((other) => other.code.trim() === candidate.code.trim()) === index);
}
