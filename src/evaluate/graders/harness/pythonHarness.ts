/** The Python program around an answer: loads it, calls it, and prints each result as one marked line of JSON. */
import type { CallTest } from '../../../domain/scenario.ts';

/** What the harness is told; values to expect are not among it. */
export interface HarnessJob {
  readonly marker: string;
  readonly answer: string;
  readonly entryPoint: string;
  readonly tests: readonly Pick<CallTest, 'args' | 'script'>[];
}

/** A JSON string literal is a Python string literal too. */
const literal = (text: string): string => JSON.stringify(text);

/** Prints `<marker> {json}` lines: `{loaded}`, `{loadError}`, then `{test, value}` or `{test, error}` for each test. */
export function pythonHarness(job: HarnessJob): string {
  const tests = job.tests.map(({ args, script }) => ({ args: args ?? null, script: script?.python ?? null }));
  return `${pythonTools(job.marker)}
def __main():
    import types
    job = loads(${literal(JSON.stringify(tests))})
    module = types.ModuleType('answer')
    sys.modules['answer'] = module
    try:
        exec(compile(${literal(job.answer)}, 'answer.py', 'exec'), module.__dict__)
    except BaseException as error:
        return say({'loadError': described(error)})
    if not hasattr(module, ${literal(job.entryPoint)}):
        return say({'loadError': {'types': ['NameError'], 'message': ${literal(`${job.entryPoint} is not defined`)}}})
    say({'loaded': True})
    for number, test in enumerate(job):
        try:
            if test['script'] is None:
                value = getattr(module, ${literal(job.entryPoint)})(*test['args'])
            else:
                scope = dict(module.__dict__)
                exec(compile(test['script'], 'test.py', 'exec'), scope)
                value = scope.get('result')
            say({'test': number, 'value': encoded(value)})
        except BaseException as error:
            say({'test': number, 'error': described(error)})
__main()
`;
}

/** `say`, `encoded`, `described`, `loads`: bound before the answer runs, so that an answer that replaces `json` changes nothing. */
export function pythonTools(marker: string): string {
  return `import sys, json, os
def __make_tools():
    dumps, load_text, write, math_isfinite = json.dumps, json.loads, os.write, __import__('math').isfinite
    out = sys.stdout
    def say(document):
        out.flush()
        write(1, ('\\n' + ${literal(marker)} + ' ' + dumps(document) + '\\n').encode())
    def encoded(value, depth=0):
        if depth > 60: return {'$object': 'nested too deeply'}
        kind = type(value)
        if value is None or value is True or value is False: return value
        if issubclass(kind, bool): return {'$object': kind.__name__}
        if issubclass(kind, int):
            whole = int.__int__(value)
            return whole if -2**53 <= whole <= 2**53 else {'$int': int.__repr__(whole)}
        if issubclass(kind, float):
            real = float.__float__(value)
            if not math_isfinite(real) or (real.is_integer() and abs(real) >= 2**53): return {'$float': float.__repr__(real)}
            return real
        if issubclass(kind, str): return str.__str__(value)[:100000]
        if issubclass(kind, (list, tuple)): return [encoded(item, depth + 1) for item in (list.__iter__(value) if issubclass(kind, list) else tuple.__iter__(value))]
        if issubclass(kind, (set, frozenset)): return {'$set': [encoded(item, depth + 1) for item in (set.__iter__(value) if issubclass(kind, set) else frozenset.__iter__(value))]}
        if issubclass(kind, dict):
            pairs = [(key, encoded(item, depth + 1)) for key, item in dict.items(value)]
            if all(type(key) is str and not key.startswith('$') for key, _ in pairs): return dict(pairs)
            return {'$pairs': [[encoded(key, depth + 1), item] for key, item in pairs]}
        return {'$object': kind.__name__}
    def described(error):
        try: message = str(error)[:300]
        except BaseException: message = ''
        return {'types': [kind.__name__ for kind in type(error).__mro__], 'message': message}
    return say, encoded, described, load_text
say, encoded, described, loads = __make_tools()
`;
}
