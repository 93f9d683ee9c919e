/** Where a cursor is in a YAML file that may be half written: the keys above it, the key on its line, and that key's siblings. */

export interface Place {
  /** Keys from the top to the mapping the cursor is in; `[]` stands for an item of a list. */
  readonly path: readonly string[];
  /** The key on the cursor's own line. */
  readonly key: string | undefined;
  /** True when the cursor stands behind the key's colon. */
  readonly isValue: boolean;
  /** Keys that the same mapping has already. */
  readonly siblings: readonly string[];
  /** The file's `kind`, which decides what the rest may be. */
  readonly kind: string | undefined;
}

interface Line {
  readonly indent: number;
  readonly isItem: boolean;
  readonly key: string | undefined;
}

/** By indentation, not by a parser: while a line is being typed the file is seldom valid. */
export function placeIn(text: string, offset: number): Place {
  const before = text.slice(0, offset).split('\n');
  const current = before.at(-1) ?? '';
  const rest = text.slice(offset).split('\n');
  const line = readLine(current + (rest[0] ?? ''));
  const above = before.slice(0, -1).map(readLine);
  const below = rest.slice(1).map(readLine);
  const indent = current.trim() === '' ? current.length : line.indent;
  return {
    path: pathAbove(above, indent, line.isItem),
    key: line.key,
    isValue: line.key !== undefined && /:\s*\S*$/.test(current),
    siblings: [...siblings(above.toReversed(), indent, true), ...siblings(below, indent, false)],
    kind: /^kind:\s*(\S+)/m.exec(text)?.[1],
  };
}

function readLine(line: string): Line {
  const [, spaces = '', dash = '', key] = /^(\s*)(-\s+)?(?:([A-Za-z][\w-]*):)?/.exec(line) ?? [];
  return { indent: spaces.length + dash.length, isItem: dash !== '', key };
}

/** Walks upwards: every line that is indented less than all before it is a parent. */
function pathAbove(above: readonly Line[], indent: number, isItem: boolean): readonly string[] {
  const path: string[] = isItem ? ['[]'] : [];
  let limit = isItem ? indent - 1 : indent;
  let isItemSeen = isItem;
  for (const line of above.toReversed()) {
    if (line.key === undefined && !line.isItem) continue;
    if (line.isItem && line.indent === limit && !isItemSeen) {
      path.unshift('[]');
      isItemSeen = true;
      limit -= 1;
    } else if (line.indent < limit && line.key !== undefined) {
      path.unshift(line.key);
      limit = line.indent;
      isItemSeen = false;
      if (line.isItem) {
        path.unshift('[]');
        isItemSeen = true;
        limit -= 1;
      }
    }
  }
  return path;
}

function siblings(lines: readonly Line[], indent: number, isUpwards: boolean): readonly string[] {
  const found: string[] = [];
  for (const line of lines) {
    if (line.key === undefined) continue;
    if (line.indent < indent || (!isUpwards && line.isItem && line.indent === indent)) break;
    if (line.indent !== indent) continue;
    found.push(line.key);
    if (line.isItem) break;
  }
  return found;
}
