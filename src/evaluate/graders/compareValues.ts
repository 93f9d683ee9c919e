/** Compares what a guest returned with what was expected, outside the guest: no object of the answer takes part. */

export interface Comparison {
  readonly mode: 'exact' | 'unordered';
  readonly tolerance: number;
}

const exactly: Comparison = { mode: 'exact', tolerance: 1e-9 };

/** Structural equality of two JSON documents with `$int`, `$float`, `$set` and `$pairs` for what JSON cannot say. */
export function sameValue(expected: unknown, actual: unknown, comparison: Comparison = exactly): boolean {
  if (typeof expected === 'number' && typeof actual === 'number') return sameNumber(expected, actual, comparison.tolerance);
  if (Array.isArray(expected)) return Array.isArray(actual) && sameList(expected, actual, comparison);
  if (isRecord(expected)) return isRecord(actual) && sameRecord(expected, actual, comparison);
  return expected === actual;
}

function sameNumber(expected: number, actual: number, tolerance: number): boolean {
  if (Number.isInteger(expected) && Number.isInteger(actual)) return expected === actual;
  return Math.abs(expected - actual) <= tolerance * Math.max(1, Math.abs(expected));
}

function sameList(expected: readonly unknown[], actual: readonly unknown[], comparison: Comparison): boolean {
  if (expected.length !== actual.length) return false;
  if (comparison.mode === 'exact') return expected.every((value, index) => sameValue(value, actual[index], comparison));
  return sameMultiset(expected, actual, { ...comparison, mode: 'exact' });
}

/** Every expected element takes one equal element of the other side away. */
function sameMultiset(expected: readonly unknown[], actual: readonly unknown[], comparison: Comparison): boolean {
  const left = [...actual];
  return expected.every((value) => {
    const at = left.findIndex((candidate) => sameValue(value, candidate, comparison));
    if (at >= 0) left.splice(at, 1);
    return at >= 0;
  });
}

function sameRecord(expected: Readonly<Record<string, unknown>>, actual: Readonly<Record<string, unknown>>, comparison: Comparison): boolean {
  for (const tag of ['$set', '$pairs'] as const) {
    const [left, right] = [expected[tag], actual[tag]];
    if (Array.isArray(left)) return Array.isArray(right) && left.length === right.length && sameMultiset(left, right, { ...comparison, mode: 'exact' });
  }
  const keys = Object.keys(expected);
  return keys.length === Object.keys(actual).length && keys.every((key) => Object.hasOwn(actual, key) && sameValue(expected[key], actual[key], comparison));
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A value for a report: short, on one line. */
export function shortValue(value: unknown): string {
  const text = JSON.stringify(value);
  return text.length > 120 ? `${text.slice(0, 117)}…` : text;
}
