/** Scenario files are read with every problem told by line, and own scenarios join the built-in ones. */
import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, it } from 'node:test';
import { checkScenario, loadBuiltInScenarios, loadScenarioFile, loadScenarioFolder, parseScenario } from '../../../src/adapters/scenarios/loadScenarios.ts';

const valid = `id: own
title: Own
kind: function
defaultLanguage: python
tests:
  - { name: one, args: [1], expect: 2 }
variants:
  python:
    entryPoint: f
    prompt: Write f.
    references:
      - { name: a, code: "def f(x): return x + 1" }
      - { name: b, reply: "It is\\n\`\`\`python\\ndef f(x): return 1 + x\\n\`\`\`" }
    mutants:
      - { name: c, find: "x + 1", replace: "x + 2" }
      - { name: d, code: "def f(x): return x" }
      - { name: e, code: "def f(x): return 0" }
      - { name: g, code: "def f(x): print(x + 1)" }
      - { name: h, code: "def f(x): raise ValueError" }
`;

const problemsOf = (text: string): readonly (readonly [number, string])[] => {
  const checked = checkScenario(text);
  return 'problems' in checked ? checked.problems.map(({ line, text: what }) => [line, what] as const) : [];
};

describe('a scenario file', () => {
  it('becomes a scenario: defaults filled in, examples as replies', () => {
    const parsed = parseScenario(valid, 'own.yaml');
    assert.ok(parsed.ok);
    const { value } = parsed;
    assert.deepEqual(value.languages, ['python']);
    assert.equal(value.weights.accuracy, 0.4);
    assert.equal(value.variants.python?.references[0]?.reply, '```python\ndef f(x): return x + 1\n```\n');
    assert.equal(value.variants.python.mutants[0]?.reply, '```python\ndef f(x): return x + 2\n```\n');
  });

  const broken: readonly (readonly [what: string, change: (text: string) => string, line: number, problem: RegExp])[] = [
    ['is not YAML', (text) => text.replace('id: own', 'id: [own'), 2, /flow|Missing|sufficiently|,/i],
    ['has an unknown field', (text) => text.replace('title: Own', 'title: Own\ncolour: red'), 1, /Unrecognized key.*colour/],
    ['has an unknown kind', (text) => text.replace('kind: function', 'kind: poem'), 3, /kind/],
    ['has a wrong language', (text) => text.replace('defaultLanguage: python', 'defaultLanguage: rust'), 4, /defaultLanguage/],
    ['has no variant for its default language', (text) => text.replace('defaultLanguage: python', 'defaultLanguage: javascript'), 8, /no variant for the default language "javascript"/],
    ['has no tests', (text) => text.replace(/tests:\n.*\n/, 'tests: []\n'), 5, /tests/],
    ['has a test without expectation', (text) => text.replace(', expect: 2', ''), 6, /expect or raises/],
    ['has a test that does nothing', (text) => text.replace('args: [1], ', ''), 6, /args or script/],
    ['has one reference', (text) => text.replace(/ {6}- \{ name: b.*\n/, ''), 12, /references/],
    ['has four mutants', (text) => text.replace(/ {6}- \{ name: h.*\n/, ''), 15, /mutants/],
    ['has a mutant that changes nothing', (text) => text.replace('find: "x + 1"', 'find: "y + 1"'), 15, /does not hold/],
    ['has no entry point', (text) => text.replace('    entryPoint: f\n', ''), 9, /entryPoint/],
    ['has weights that do not add up', (text) => text.replace('kind: function', 'kind: function\nweights: { accuracy: 0.5, consistency: 0.5, quality: 0.5, clarity: 0 }'), 4, /1\.500/],
  ];
  for (const [what, change, line, problem] of broken) {
    it(`that ${what} is refused, with the line`, () => {
      const problems = problemsOf(change(valid));
      assert.ok(problems.some(([at, text]) => at === line && problem.test(text)), JSON.stringify(problems));
    });
  }

  it('that is bad is named with its lines in one message', () => {
    const parsed = parseScenario('id: X Y\nkind: function\n', 'mine.yaml');
    assert.ok(!parsed.ok);
    assert.equal(parsed.failure.kind, 'invalidInput');
    assert.match(parsed.failure.detail, /mine\.yaml:1: id: must be lower-case/);
  });
});

describe('scenario folders', () => {
  it('are read sorted; a missing one is empty; twins and bad files are refused', async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'plimsoll-scenarios-'));
    await writeFile(path.join(folder, 'b.yaml'), valid);
    await writeFile(path.join(folder, 'a.yml'), valid.replace('id: own', 'id: another'));
    await writeFile(path.join(folder, 'notes.md'), 'not a scenario');
    const both = await loadScenarioFolder(folder);
    assert.ok(both.ok);
    assert.deepEqual(both.value.map(({ id }) => id), ['another', 'own']);
    await writeFile(path.join(folder, 'c.yaml'), valid);
    const twins = await loadScenarioFolder(folder);
    assert.ok(!twins.ok && /c\.yaml/.test(twins.failure.detail));
    await rm(folder, { recursive: true });
    const none = await loadScenarioFolder(folder);
    assert.ok(none.ok && none.value.length === 0);
  });

  it('of the product hold ten scenarios', async () => {
    const builtIn = await loadBuiltInScenarios();
    assert.ok(builtIn.ok);
    assert.equal(builtIn.value.length, 10);
  });

  it('say when a file is not there', async () => {
    const loaded = await loadScenarioFile(path.join(tmpdir(), 'no-such-scenario.yaml'));
    assert.ok(!loaded.ok);
    assert.equal(loaded.failure.kind, 'fileUnreadable');
    assert.match(loaded.failure.advice, /scenarios list/);
  });
});
