/** Changes single values in a JSON or JSONC text and leaves every other byte (comments, order, line ends) as it was. */
import { applyEdits, findNodeAtLocation, getNodeValue, modify, type ParseError, parseTree, printParseErrorCode } from 'jsonc-parser';
import { fail, ok, type Result } from '../domain/failure.ts';

export type JsonPath = readonly string[];

export interface JsonValueEdit {
  readonly path: JsonPath;
  readonly value: unknown;
}

export interface JsonText {
  readonly path: string;
  /** undefined: the file does not exist yet. */
  readonly content?: string;
  /** Comments and trailing commas are errors unless this is set. */
  readonly allowsComments: boolean;
}

/** Fails for text that is not one valid JSON object: such a file is not ours to repair. */
export function parseJsonObject({ path, content, allowsComments }: JsonText): Result<Readonly<Record<string, unknown>>> {
  // an absent file and one that holds only white space both start as an empty object
  if (content === undefined || content.trim() === '') return ok({});
  const errors: ParseError[] = [];
  const root = parseTree(withoutBom(content), errors, { disallowComments: !allowsComments, allowTrailingComma: allowsComments });
  const first = errors[0];
  if (first !== undefined || root === undefined) {
    const where = first === undefined ? '' : ` (${printParseErrorCode(first.error)} at character ${first.offset})`;
    return fail('fileUnreadable', `${path} is not valid JSON${where}. Nothing was written.`, 'Repair or remove the file, then try again.');
  }
  if (root.type !== 'object') return fail('fileUnreadable', `${path} does not hold a JSON object. Nothing was written.`, 'Repair or remove the file, then try again.');
  return ok(getNodeValue(root) as Readonly<Record<string, unknown>>);
}

const withoutBom = (content: string): string => (content.startsWith('\uFEFF') ? content.slice(1) : content);

/** The text with the values set; values that are already so are not touched. The text must have passed `parseJsonObject`. */
export function setJsonValues(content: string | undefined, edits: readonly JsonValueEdit[]): { readonly text: string; readonly touched: readonly JsonPath[] } {
  const hasBom = content?.startsWith('\uFEFF') === true;
  const isNew = content === undefined || content.trim() === '';
  let text = isNew ? '{}\n' : withoutBom(content);
  const touched: JsonPath[] = [];
  for (const { path, value } of edits) {
    const segments = [...path];
    if (sameJson(valueAt(text, segments), value)) continue;
    text = applyEdits(text, modify(text, segments, value, { formattingOptions: formattingOf(text) }));
    touched.push(path);
  }
  if (isNew && touched.length === 0) return { text: content ?? '', touched };
  return { text: hasBom ? `\uFEFF${text}` : text, touched };
}

function valueAt(text: string, segments: string[]): unknown {
  const root = parseTree(text, [], { allowTrailingComma: true });
  const node = root === undefined ? undefined : findNodeAtLocation(root, segments);
  return node === undefined ? undefined : (getNodeValue(node) as unknown);
}

/** Equal as JSON, whatever the order of keys. */
export function sameJson(a: unknown, b: unknown): boolean {
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return a === b;
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  const keys = new Set([...Object.keys(a), ...Object.keys(b)]);
  return [...keys].every((key) => sameJson((a as Record<string, unknown>)[key], (b as Record<string, unknown>)[key]));
}

function formattingOf(text: string): { insertSpaces: boolean; tabSize: number; eol: string } {
  const indent = /\n([ \t]+)\S/u.exec(text)?.[1] ?? '  ';
  return { insertSpaces: !indent.includes('\t'), tabSize: indent.includes('\t') ? 4 : indent.length, eol: text.includes('\r\n') ? '\r\n' : '\n' };
}
