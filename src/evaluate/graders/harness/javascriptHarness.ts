/** The JavaScript program around an answer: loads it, calls it, and prints each result as one marked line of JSON. */
import type { HarnessJob } from './pythonHarness.ts';

/** Same lines as the Python harness. `answer` is a plain script: TypeScript and modules are rewritten before. */
export function javascriptHarness(job: HarnessJob): string {
  const tests = job.tests.map(({ args, script }) => ({ args, script: script?.javascript ?? script?.typescript }));
  const entry = job.entryPoint;
  const ending = `\n;return typeof ${entry} !== 'undefined' ? ${entry} : (module.exports.${entry} ?? module.exports.default ?? (typeof module.exports === 'function' ? module.exports : undefined));`;
  return `${javascriptTools(job.marker)}
(() => {
  const tests = ${JSON.stringify(tests)};
  let entry;
  try {
    const module = { exports: {} };
    entry = new Function('module', 'exports', 'require', ${JSON.stringify(job.answer + ending)})(module, module.exports, tools.require(module));
  } catch (error) {
    return tools.say({ loadError: tools.described(error) });
  }
  if (typeof entry !== 'function') return tools.say({ loadError: { types: ['ReferenceError'], message: ${JSON.stringify(`${entry} is not defined`)} } });
  tools.say({ loaded: true });
  tests.forEach((test, number) => {
    try {
      const value = test.script === undefined ? entry(...tools.copy(test.args)) : new Function(${JSON.stringify(entry)}, test.script + '\\n;return result;')(entry);
      tools.say({ test: number, value: tools.encoded(value) });
    } catch (error) {
      tools.say({ test: number, error: tools.described(error) });
    }
  });
})();
`;
}

/** Bound before the answer runs, so that an answer that replaces `JSON` or `console` changes nothing. */
export function javascriptTools(marker: string): string {
  return `const tools = (() => {
  const { stringify, parse } = JSON, log = console.log, { isArray } = Array, { keys, getPrototypeOf } = Object;
  const say = (document) => log('\\n' + ${JSON.stringify(marker)} + ' ' + stringify(document));
  const encoded = (value, depth = 0) => {
    if (depth > 60) return { $object: 'nested too deeply' };
    if (value === undefined || value === null) return null;
    switch (typeof value) {
      case 'boolean': return value;
      case 'string': return value.slice(0, 100000);
      case 'bigint': return value >= -(2n ** 53n) && value <= 2n ** 53n ? Number(value) : { $int: String(value) };
      case 'number': return Number.isFinite(value) && Math.abs(value) < 2 ** 53 ? value : { $float: String(value) };
      case 'object': break;
      default: return { $object: typeof value };
    }
    if (isArray(value)) return Array.from({ length: value.length }, (_, index) => encoded(value[index], depth + 1));
    if (value instanceof Set) return { $set: [...Set.prototype.values.call(value)].map((item) => encoded(item, depth + 1)) };
    if (value instanceof Map) {
      const pairs = [...Map.prototype.entries.call(value)];
      if (pairs.every(([key]) => typeof key === 'string')) return Object.fromEntries(pairs.map(([key, item]) => [key, encoded(item, depth + 1)]));
      return { $pairs: pairs.map(([key, item]) => [encoded(key, depth + 1), encoded(item, depth + 1)]) };
    }
    if (value instanceof Promise || value instanceof Error) return { $object: value.constructor.name };
    const copy = {};
    for (const key of keys(value)) copy[key] = encoded(value[key], depth + 1);
    return copy;
  };
  const described = (error) => {
    const types = [];
    if (error instanceof Error) types.push(String(error.name));
    for (let at = error; at !== null && typeof at === 'object'; at = getPrototypeOf(at)) if (typeof at.constructor === 'function') types.push(at.constructor.name);
    return { types: types.length === 0 ? [typeof error] : types, message: String(error?.message ?? error).slice(0, 300) };
  };
  const require = (main) => Object.assign((name) => { throw new Error('require(' + name + ') is not available'); }, { main: {}, module: main });
  return { say, encoded, described, require, copy: (args) => parse(stringify(args)) };
})();
`;
}
