/** Takes back single values in a JSON text that others have changed since: ours go, theirs stay. */
import { applyEdits, modify, parse, type ParseError } from 'jsonc-parser';

export interface ThreeTexts {
  /** undefined: the file did not exist. */
  readonly before: string | undefined;
  readonly written: string;
  readonly now: string;
}

/**
 * `same`: only rewritten (order, white space, time stamps), or only given the settings an agent adds for itself when it
 * starts; `text`: without our values; `unreadable`: not JSON any more.
 */
export type TakenBack = { readonly kind: 'same' } | { readonly kind: 'text'; readonly text: string } | { readonly kind: 'unreadable' };

/** Cline stamps an entry anew whenever it reads it. */
const stampNames = new Set(['updatedAt']);

export function takeBackValues({ before, written, now }: ThreeTexts): TakenBack {
  const [old, ours, current] = [parseObject(before ?? '{}'), parseObject(written), parseObject(now)];
  if (old === undefined || ours === undefined || current === undefined) return { kind: 'unreadable' };
  if (same(ours, withoutAdded(current, ours))) return { kind: 'same' };
  let text = now;
  for (const path of changedPaths(old, ours)) {
    const value = at(current, path);
    // what somebody set after us is their choice
    if (value === undefined || !same(value, at(ours, path))) continue;
    text = applyEdits(text, modify(text, [...path], at(old, path), { formattingOptions: { insertSpaces: true, tabSize: 2, eol: text.includes('\r\n') ? '\r\n' : '\n' } }));
  }
  return { kind: 'text', text };
}

/** A key somebody entered since must never be lost, whatever else is. */
const secretName = /key|token|secret|password|auth|credential|header/iu;

/** Without top-level settings that were not there when we wrote: the next start of the agent adds them again. */
function withoutAdded(current: Json, ours: Json): Json {
  return Object.fromEntries(Object.entries(current).filter(([key]) => key in ours || secretName.test(key)));
}

type Json = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value);

function parseObject(text: string): Json | undefined {
  const errors: ParseError[] = [];
  const value: unknown = parse(text.replace(/^\uFEFF/u, '') || '{}', errors, { allowTrailingComma: true });
  return errors.length === 0 && isObject(value) ? value : undefined;
}

/** Outermost paths at which an object was added, and leaves at which a value was added or changed. */
function changedPaths(old: unknown, ours: Json, path: readonly string[] = []): readonly (readonly string[])[] {
  return Object.entries(ours).flatMap(([key, value]) => {
    const before = isObject(old) ? old[key] : undefined;
    const here = [...path, key];
    if (isObject(value) && (isObject(before) || before === undefined)) {
      const inner = changedPaths(before ?? {}, value, here);
      // an object that is wholly ours goes as a whole, if nobody put something into it; else its values go one by one
      return before === undefined ? [...inner, here] : inner;
    }
    return same(before, value) ? [] : [here];
  });
}

const at = (root: unknown, path: readonly string[]): unknown => path.reduce<unknown>((value, key) => (isObject(value) ? value[key] : undefined), root);

/** Equal as JSON, whatever the order of keys and the time stamps. */
function same(a: unknown, b: unknown): boolean {
  if (Array.isArray(a) && Array.isArray(b)) return a.length === b.length && a.every((value, index) => same(value, b[index]));
  if (!isObject(a) || !isObject(b)) return a === b;
  const keys = [...new Set([...Object.keys(a), ...Object.keys(b)])].filter((key) => !stampNames.has(key));
  return keys.every((key) => same(a[key], b[key]));
}
