/** `plimsoll grade` and `plimsoll scenarios` as scripts use them: one JSON document, exit codes, messages that say what to do. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { prepareSandbox } from '../../../scripts/prepareSandbox.ts';

const root = path.join(import.meta.dirname, '../../..');
const folder = mkdtempSync(path.join(tmpdir(), 'plimsoll-grade-'));
before(() => prepareSandbox(path.join(root, 'dist')));
after(() => rmSync(folder, { recursive: true }));

interface Ran {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

function plimsoll(...args: readonly string[]): Ran {
  return spawnSync(process.execPath, [path.join(root, 'src/shells/cli/main.ts'), ...args], { cwd: folder, encoding: 'utf8', timeout: 120_000 });
}

function save(name: string, text: string): string {
  const file = path.join(folder, name);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, text);
  return file;
}

const answer = (code: string): string => save('answer.md', `Here:\n\`\`\`python\n${code}\n\`\`\`\n`);
const right = 'def fibonacci(n):\n    if n < 0:\n        raise ValueError\n    a, b = 0, 1\n    for _ in range(n):\n        a, b = b, a + b\n    return a';

/** A scenario of the user's own, with one test. */
const own = (test: string): string => `id: mine
title: Mine
kind: function
defaultLanguage: python
deadlineMs: 500
tests:
  - ${test}
variants:
  python:
    entryPoint: f
    prompt: Write f.
    references: [{ name: a, code: "def f(x): return x + 1" }, { name: b, code: "def f(x): return 1 + x" }]
    mutants: [{ name: c, code: "def f(x): return x" }, { name: d, code: "def f(x): return 0" }, { name: e, code: "def f(x): return 3" }, { name: g, code: "def f(x): pass" }, { name: h, code: "def f(): return 2" }]
`;

describe('plimsoll grade', () => {
  it('prints the contract as one JSON document, with exit code 0 for right and wrong answers', () => {
    const good = plimsoll('grade', '--scenario', 'code-completion', '--answer', answer(right), '--json');
    assert.equal(good.status, 0, good.stderr);
    const grade = JSON.parse(good.stdout) as { schema: string; graded: boolean; accuracy: number; tests: { name: string; passed: boolean }[] };
    assert.equal(grade.schema, 'plimsoll.grade/v1');
    assert.equal(grade.graded, true);
    assert.equal(grade.accuracy, 1);
    assert.ok(grade.tests.length >= 20 && grade.tests.every(({ name, passed }) => name !== '' && passed));
    const bad = plimsoll('grade', '--scenario', 'code-completion', '--answer', answer(right.replace('0, 1', '1, 1')), '--json');
    assert.equal(bad.status, 0);
    assert.ok((JSON.parse(bad.stdout) as { accuracy: number }).accuracy < 0.3);
  });

  it('names each failing test in words', () => {
    const { stdout } = plimsoll('grade', '--scenario', 'code-completion', '--answer', answer(right.replace('range(n)', 'range(n + 1)')));
    assert.match(stdout, /✗ fibonacci\(0\): expected 0, got 1/);
  });

  it('tells a cut-off answer apart from a wrong one', () => {
    const { stdout } = plimsoll('grade', '--scenario', 'code-completion', '--answer', answer('def fibonacci('), '--cut-off', '--json');
    assert.equal((JSON.parse(stdout) as { state: string }).state, 'cutOff');
  });

  const wrongUses: readonly (readonly [what: string, args: () => readonly string[], message: RegExp])[] = [
    ['an unknown scenario', () => ['--scenario', 'poetry', '--answer', answer(right)], /no scenario "poetry".*\n.*code-completion/],
    ['a scenario file that is not there', () => ['--scenario', './nowhere.yaml', '--answer', answer(right)], /nowhere\.yaml cannot be read/],
    ['a broken scenario file', () => ['--scenario', save('broken.yaml', 'id: mine\nkind: function\ntests: []\n'), '--answer', answer(right)], /broken\.yaml:3: tests/],
    ['an answer that is not there', () => ['--scenario', 'regex', '--answer', 'nowhere.md'], /nowhere\.md cannot be read/],
    ['an unknown language', () => ['--scenario', 'code-completion', '--answer', answer(right), '--language', 'cobol'], /no variant for "cobol".*\n.*python, javascript, typescript/],
  ];
  for (const [what, args, message] of wrongUses) {
    it(`${what} is wrong use: exit code 2 and what to do`, () => {
      const { status, stderr, stdout } = plimsoll('grade', ...args());
      assert.equal(status, 2, stderr);
      assert.equal(stdout, '');
      assert.match(stderr, message);
      assert.doesNotMatch(stderr, /\n\s+at /, 'no stack trace');
    });
  }

  it('a test that runs out of time is told as such', () => {
    const scenario = save('slow.yaml', own('{ name: one, args: [1], expect: 2 }'));
    const { status, stdout } = plimsoll('grade', '--scenario', scenario, '--answer', answer('def f(x):\n    while True: pass'), '--json');
    assert.equal(status, 0);
    const grade = JSON.parse(stdout) as { state: string; tests: { detail: string }[] };
    assert.equal(grade.state, 'limit');
    assert.match(grade.tests[0]?.detail ?? '', /did not finish within/);
  });
});

describe('plimsoll scenarios', () => {
  it('lists built-in and own ones', () => {
    save('.plimsoll/scenarios/mine.yaml', own('{ name: one, args: [1], expect: 2 }'));
    const { scenarios } = JSON.parse(plimsoll('scenarios', 'list', '--json').stdout) as { scenarios: { id: string }[] };
    rmSync(path.join(folder, '.plimsoll'), { recursive: true });
    assert.equal(scenarios.length, 11);
    assert.ok(scenarios.some(({ id }) => id === 'mine'));
  });

  it('validates files with lines and exit codes', () => {
    const good = save('good.yaml', own('{ name: one, args: [1], expect: 2 }'));
    const bad = save('bad.yaml', own('{ name: one, args: [1] }'));
    const { status, stderr } = plimsoll('scenarios', 'validate', good, bad);
    assert.equal(status, 1);
    assert.match(stderr, /good\.yaml: valid/);
    assert.match(stderr, /bad\.yaml:7: tests\.0: needs either expect or raises/);
    assert.equal(plimsoll('scenarios', 'validate', good).status, 0);
  });

  it('verifies: a scenario whose mutant passes is told, with exit code 1', () => {
    const blind = save('blind.yaml', own('{ name: anything, args: [1], expect: 2 }').replace('def f(x): return 3', 'def f(x): return 2'));
    const { status, stderr } = plimsoll('scenarios', 'verify', blind);
    assert.equal(status, 1);
    assert.match(stderr, /WRONG.*mine.*e/);
    assert.match(stderr, /every test passed, although the answer is wrong/);
  });
});
