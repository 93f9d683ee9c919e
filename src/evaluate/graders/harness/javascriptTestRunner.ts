/** The JavaScript program that runs a model's tests against several implementations: describe/it/test, expect and assert. */
import { javascriptTools } from './javascriptHarness.ts';
import type { TestRunnerJob } from './pythonTestRunner.ts';

/** Prints `{implementation, passed, failed, loadError?}` for each implementation. */
export function javascriptTestRunner(job: TestRunnerJob): string {
  return `${javascriptTools(job.marker)}
${testLibrary}
${JSON.stringify(job.implementations)}.forEach((source, number) => {
  const found = [];
  let loadError;
  try {
    const implementation = { exports: {} };
    new Function('module', 'exports', 'require', source + '\\n' + exportEverything(source))(implementation, implementation.exports, library.require({}));
    const names = Object.keys(implementation.exports);
    const globals = { ...library.globals(found), require: library.require(implementation.exports), module: { exports: {} }, exports: {} };
    const own = names.filter((name) => !(name in globals) && !new RegExp('(const|let|class|function)\\\\s*\\\\{?[^;=\\\\n]*\\\\b' + name + '\\\\b[^;=\\\\n]*(=|\\\\{)').test(${JSON.stringify(job.testCode)}));
    new Function(...Object.keys(globals), ...own, ${JSON.stringify(job.testCode)})(...Object.values(globals), ...own.map((name) => implementation.exports[name]));
  } catch (error) {
    loadError = tools.described(error).types[0] + ': ' + tools.described(error).message;
  }
  const passed = [], failed = [];
  for (const { name, run } of found) {
    try {
      run();
      passed.push(name);
    } catch {
      failed.push(name);
    }
  }
  tools.say({ implementation: number, passed, failed, ...(loadError === undefined ? {} : { loadError }) });
});
`;
}

const testLibrary = `function exportEverything(source) {
  return [...source.matchAll(/^(?:async\\s+)?(?:function\\*?|class)\\s+([A-Za-z_$][\\w$]*)/gm)].map((match) => 'module.exports.' + match[1] + ' ??= ' + match[1] + ';').join('\\n');
}
const library = (() => {
  class AssertionError extends Error {}
  const demand = (condition, message) => { if (!condition) throw new AssertionError(message ?? 'assertion failed'); };
  const same = (a, b) => {
    if (Object.is(a, b)) return true;
    if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null || Array.isArray(a) !== Array.isArray(b)) return false;
    if (a instanceof Map || a instanceof Set) return same([...a], [...b]);
    const keys = Object.keys(a);
    return keys.length === Object.keys(b).length && keys.every((key) => Object.hasOwn(b, key) && same(a[key], b[key]));
  };
  const thrownBy = (run) => { try { run(); } catch (error) { return { error }; } return undefined; };
  const fits = (error, wanted) => {
    if (wanted === undefined || typeof wanted === 'string') return wanted === undefined || String(error?.message).includes(wanted);
    if (wanted instanceof RegExp) return wanted.test(String(error?.message)) || wanted.test(String(error));
    if (typeof wanted === 'function') return error instanceof wanted || (wanted.prototype === undefined && wanted(error) === true);
    return Object.entries(wanted).every(([key, value]) => (value instanceof RegExp ? value.test(error?.[key]) : same(error?.[key], value)));
  };
  const checks = {
    toBe: (a, b) => Object.is(a, b), toEqual: same, toStrictEqual: same, toBeNull: (a) => a === null, toBeUndefined: (a) => a === undefined,
    toBeDefined: (a) => a !== undefined, toBeTruthy: (a) => Boolean(a), toBeFalsy: (a) => !a, toBeNaN: (a) => Number.isNaN(a),
    toContain: (a, b) => a.includes(b), toContainEqual: (a, b) => [...a].some((item) => same(item, b)), toHaveLength: (a, b) => a.length === b,
    toBeGreaterThan: (a, b) => a > b, toBeGreaterThanOrEqual: (a, b) => a >= b, toBeLessThan: (a, b) => a < b, toBeLessThanOrEqual: (a, b) => a <= b,
    toBeCloseTo: (a, b, digits = 2) => Math.abs(a - b) < 10 ** -digits / 2, toMatch: (a, b) => (b instanceof RegExp ? b.test(a) : a.includes(b)),
    toBeInstanceOf: (a, b) => a instanceof b, toHaveProperty: (a, key) => key in a,
    toThrow: (a, wanted) => { const thrown = thrownBy(a); return thrown !== undefined && fits(thrown.error, wanted); },
  };
  checks.toThrowError = checks.toThrow;
  const expect = (actual) => {
    const all = { not: {} };
    for (const [name, check] of Object.entries(checks)) {
      all[name] = (...args) => demand(check(actual, ...args), name);
      all.not[name] = (...args) => demand(!check(actual, ...args), 'not ' + name);
    }
    return all;
  };
  const assert = Object.assign((value, message) => demand(value, message), {
    ok: demand, equal: (a, b) => demand(a == b), notEqual: (a, b) => demand(a != b), strictEqual: (a, b) => demand(Object.is(a, b)),
    notStrictEqual: (a, b) => demand(!Object.is(a, b)), deepEqual: (a, b) => demand(same(a, b)), deepStrictEqual: (a, b) => demand(same(a, b)),
    notDeepStrictEqual: (a, b) => demand(!same(a, b)), fail: (message) => demand(false, message), match: (a, b) => demand(b.test(a)),
    throws: (run, wanted) => { const thrown = thrownBy(run); demand(thrown !== undefined && fits(thrown.error, wanted)); },
    doesNotThrow: (run) => run(), AssertionError,
  });
  assert.strict = assert;
  const globals = (found) => {
    const path = [], before = [];
    const test = (name, ...rest) => {
      const body = rest.at(-1), hooks = [...before], full = [...path, name].join(' > ');
      found.push({ name: full, run: () => { hooks.forEach((hook) => hook()); body({ test, assert }); } });
    };
    test.each = (rows) => (name, body) => rows.forEach((row, index) => test(name + ' #' + index, () => body(...(Array.isArray(row) ? row : [row]))));
    test.skip = () => undefined;
    const describe = (name, ...rest) => { const count = before.length; path.push(name); rest.at(-1)(); path.pop(); before.length = count; };
    return { test, it: test, describe, suite: describe, expect, assert, beforeEach: (hook) => before.push(hook), beforeAll: (hook) => hook(), afterEach: () => undefined, afterAll: () => undefined };
  };
  let current;
  const require = (own) => (name) => {
    if (/^(node:)?assert/.test(name)) return assert;
    if (/^(node:test|vitest|@jest\\/globals|chai)$/.test(name)) return Object.assign((current ?? {}).test ?? (() => undefined), current ?? {}, { default: (current ?? {}).test });
    if (name.startsWith('.') || name.startsWith('/')) return Object.assign({}, own, { default: Object.values(own)[0] });
    return {};
  };
  return { globals: (found) => (current = globals(found)), require };
})();`;
