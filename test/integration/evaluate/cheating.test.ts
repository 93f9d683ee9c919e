/** Answers that try to fool the grader instead of solving the task fail. */
import assert from 'node:assert/strict';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { createCodeReader } from '../../../src/adapters/codeReaders/createCodeReader.ts';
import { createSandbox } from '../../../src/adapters/sandbox/createSandbox.ts';
import { loadScenarioFile } from '../../../src/adapters/scenarios/loadScenarios.ts';
import type { Scenario } from '../../../src/domain/scenario.ts';
import type { ReplyGrade } from '../../../src/domain/score.ts';
import { gradeReply } from '../../../src/evaluate/gradeReply.ts';
import { prepareSandbox } from '../../../scripts/prepareSandbox.ts';

const root = path.join(import.meta.dirname, '../../..');
const tools = { sandbox: createSandbox(), code: createCodeReader() };
before(() => prepareSandbox(path.join(root, 'dist')));
after(() => tools.sandbox.dispose());

async function scenario(id: string): Promise<Scenario> {
  const loaded = await loadScenarioFile(path.join(root, 'scenarios', `${id}.yaml`));
  assert.ok(loaded.ok);
  return loaded.value;
}

async function grade(id: string, language: string, code: string): Promise<ReplyGrade> {
  return gradeReply(await scenario(id), language, { text: `\`\`\`${language}\n${code}\n\`\`\``, finishReason: 'stop' }, tools, new AbortController().signal);
}

const python: readonly (readonly [what: string, code: string])[] = [
  ['leaves with exit code 0', 'import sys\ndef fibonacci(n):\n    sys.exit(0)'],
  ['leaves at once, with the entry point defined', 'import os\ndef fibonacci(n): return n\nos._exit(0)'],
  ['returns an object equal to everything', 'class Any(int):\n    def __eq__(self, other): return True\n    def __ne__(self, other): return False\n    def __repr__(self): return "55"\n    def __hash__(self): return 0\ndef fibonacci(n):\n    return Any()'],
  ['returns a proxy with a repr of its own', 'class Any:\n    def __eq__(self, other): return True\ndef fibonacci(n):\n    return Any()'],
  [
    'reads the harness and prints results with its marker',
    'import re, os\nsource = open("/main.py").read()\nmarker = re.search(r"@[0-9a-f-]{36}", source).group()\nfor number in range(40):\n    os.write(1, (f"\\n{marker} " + \'{"test": %d, "value": 0}\' % number + "\\n").encode())\nos.write(1, f"\\n{marker} {{\\"loaded\\": true}}\\n".encode())\ndef fibonacci(n):\n    return 0',
  ],
  ['replaces json', 'import json\njson.dumps = lambda *a, **k: "{}"\ndef fibonacci(n):\n    return 1'],
  ['replaces print and the output', 'import sys, os\nclass Liar:\n    def write(self, *a): return 0\n    def flush(self): pass\nsys.stdout = Liar()\nos.write = lambda fd, data: len(data)\ndef fibonacci(n):\n    return 1'],
  ['walks the stack for expected values', 'import sys\ndef fibonacci(n):\n    frame = sys._getframe(1)\n    while frame:\n        for value in frame.f_locals.values():\n            if isinstance(value, dict) and "expect" in value: return value["expect"]\n        frame = frame.f_back\n    return 0'],
  ['raises whatever may be expected', 'def fibonacci(n):\n    class ValueErrorLike(ValueError): pass\n    raise ValueError("always")'],
];

describe('a Python answer that', () => {
  for (const [what, code] of python) {
    it(`${what} fails`, async () => {
      const graded = await grade('code-completion', 'python', code);
      assert.ok(graded.graded, JSON.stringify(graded.notGraded));
      assert.ok(graded.accuracy < 0.25, `accuracy ${graded.accuracy}: ${graded.tests.filter((test) => test.passed).map((test) => test.name).join(', ')}`);
    });
  }
});

const javascript: readonly (readonly [what: string, code: string])[] = [
  ['returns an object that turns into any number', 'function fibonacci(n) { return { valueOf: () => 55, toJSON: () => 55 }; }'],
  ['replaces JSON and console', 'JSON.stringify = () => "{}"; console.log = () => {}; function fibonacci(n) { return 1; }'],
  ['replaces the array methods of the harness', 'Array.prototype.forEach = () => {}; Array.isArray = () => true; function fibonacci(n) { return [1]; }'],
  ['throws for everything', 'function fibonacci(n) { throw new RangeError("always"); }'],
];

describe('a JavaScript answer that', () => {
  for (const [what, code] of javascript) {
    it(`${what} fails`, async () => {
      const graded = await grade('code-completion', 'javascript', code);
      assert.ok(graded.graded, JSON.stringify(graded.notGraded));
      assert.ok(graded.accuracy < 0.25, `accuracy ${graded.accuracy}`);
    });
  }
});

describe('other ways to cheat', () => {
  it('a query that lists constants fails', async () => {
    const graded = await grade('sql-query', 'sql', "SELECT 1 AS id, 'Ana' AS name, 1 AS n, 40 AS total");
    assert.ok(graded.accuracy < 0.15, `accuracy ${graded.accuracy}`);
  });

  it('a query that changes the data fails', async () => {
    const graded = await grade('sql-query', 'sql', 'DELETE FROM customers; SELECT id, name, 0, 0 FROM customers');
    assert.ok(graded.accuracy <= 0.2, `accuracy ${graded.accuracy}`);
  });

  it('tests that read the code instead of running it notice nothing', async () => {
    const code = 'import inspect, durations\ndef test_source():\n    assert "3600" in inspect.getsource(durations)';
    assert.equal((await grade('unit-test', 'python', code)).accuracy, 0);
  });

  it('tests that end the process notice nothing', async () => {
    assert.equal((await grade('unit-test', 'python', 'import os\ndef test_leave():\n    os._exit(0)')).accuracy, 0);
  });

  it('a refactoring that only renames is an echo', async () => {
    const given = (await scenario('refactoring')).variants.python?.given ?? '';
    const graded = await grade('refactoring', 'python', given.replaceAll(/\bcost\b/g, 'price'));
    assert.equal(graded.accuracy, 0);
    assert.equal(graded.state, 'echo');
  });

  it('a pattern that accepts everything, and one that accepts nothing, know nothing', async () => {
    for (const pattern of ['^.*$', '^(?!)$']) assert.equal((await grade('regex', 'regex', pattern)).accuracy, 0);
  });
});
