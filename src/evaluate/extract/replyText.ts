/** Takes a chatty reply apart: thinking removed, code blocks found, prose kept. */

export interface CodeBlock {
  /** The word after the fence, lower case; empty when there is none. */
  readonly tag: string;
  readonly code: string;
  /** 1-based line of the reply on which the code starts. */
  readonly line: number;
  /** False when the reply ended inside the block. */
  readonly isClosed: boolean;
}

/** The reply without thinking text; an unclosed thinking tag takes everything after it along. */
export function withoutThinking(reply: string): string {
  return reply
    .replaceAll('\r\n', '\n')
    .replaceAll(/<think(?:ing)?>[\s\S]*?(?:<\/think(?:ing)?>|$)/gi, '')
    .replace(/^[\s\S]*?<\/think(?:ing)?>/i, '');
}

const fenceStart = /^(\s*)(`{3,}|~{3,})\s*([\w+#.-]*)[^`]*$/;

/** Fenced blocks in order, dedented by the indentation of their fence. */
export function codeBlocks(reply: string): readonly CodeBlock[] {
  const blocks: CodeBlock[] = [];
  let open: { readonly fence: string; readonly tag: string; readonly line: number; readonly lines: string[] } | undefined;
  for (const [index, line] of reply.split('\n').entries()) {
    const fence = fenceStart.exec(line);
    if (!open) {
      if (fence?.[2] !== undefined) open = { fence: fence[2], tag: (fence[3] ?? '').toLowerCase(), line: index + 2, lines: [] };
    } else if (line.trim().startsWith(open.fence) && line.trim().replaceAll(open.fence.charAt(0), '') === '') {
      blocks.push(blockOf(open, true));
      open = undefined;
    } else open.lines.push(line);
  }
  return open ? [...blocks, blockOf(open, false)] : blocks;
}

function blockOf(open: { readonly tag: string; readonly line: number; readonly lines: readonly string[] }, isClosed: boolean): CodeBlock {
  return { tag: open.tag, line: open.line, isClosed, code: dedent(open.lines.join('\n')) };
}

/** Prose: the reply without its code blocks, as `{line, text}` so that reasons can point at it. */
export function proseLines(reply: string): readonly { readonly line: number; readonly text: string }[] {
  const lines = reply.split('\n');
  const inCode = new Set<number>();
  for (const block of codeBlocks(reply)) {
    const length = block.code.split('\n').length;
    for (let line = block.line - 1; line <= block.line + length; line++) inCode.add(line);
  }
  return lines.map((text, index) => ({ line: index + 1, text })).filter(({ line, text }) => !inCode.has(line) && text.trim() !== '');
}

/** Removes the indentation that all lines share. */
export function dedent(code: string): string {
  const lines = code.split('\n');
  const indents = lines.filter((line) => line.trim() !== '').map((line) => /^[ \t]*/.exec(line)?.[0].length ?? 0);
  const shared = indents.length === 0 ? 0 : Math.min(...indents);
  return lines.map((line) => line.slice(shared)).join('\n');
}
