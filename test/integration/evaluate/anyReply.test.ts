/** Whatever a model writes, grading ends with a grade: no exception, no hang, no score outside its range. */
import assert from 'node:assert/strict';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import fc from 'fast-check';
import { createCodeReader } from '../../../src/adapters/codeReaders/createCodeReader.ts';
import { createSandbox } from '../../../src/adapters/sandbox/createSandbox.ts';
import { loadBuiltInScenarios } from '../../../src/adapters/scenarios/loadScenarios.ts';
import { gradeReply } from '../../../src/evaluate/gradeReply.ts';
import { scoreScenario } from '../../../src/evaluate/scoreScenario.ts';
import { prepareSandbox } from '../../../scripts/prepareSandbox.ts';

const tools = { sandbox: createSandbox(), code: createCodeReader() };
const signal = new AbortController().signal;
const loaded = await loadBuiltInScenarios();
assert.ok(loaded.ok);
const scenarios = loaded.value;
before(() => prepareSandbox(path.join(import.meta.dirname, '../../../dist')));
after(() => tools.sandbox.dispose());

/** Pieces that real replies are made of, right and broken. */
const piece = fc.oneof(
  fc.constantFrom('```', '```python\n', '```js\n', '~~~', '\n\n', '<think>', '</think>', '"""', "'''", '/*', '\\', '\0', '\ud800', '한국어', '- ', '# ', 'SELECT', ' FROM t;', '^(', ')*$', '`^a+$`'),
  fc.constantFrom('def fibonacci(n):\n    return n\n', 'class UserManager:\n    pass\n', 'function fibonacci(n) { return 1; }', 'def test_a():\n    assert True\n', 'import os\n', 'return\n', '}}}}', '(((('),
  fc.string({ maxLength: 40 }),
);
const reply = fc.array(piece, { maxLength: 14 }).map((pieces) => pieces.join(''));

for (const scenario of scenarios) {
  describe(scenario.id, () => {
    it('grades any reply', async () => {
      await fc.assert(
        fc.asyncProperty(reply, fc.constantFrom('stop', 'length'), fc.constantFrom(...scenario.languages), async (text, finishReason, language) => {
          const grade = await gradeReply(scenario, language, { text, finishReason: finishReason }, tools, signal);
          assert.ok(grade.graded, JSON.stringify(grade.notGraded));
          for (const value of [grade.accuracy, grade.quality.value, grade.clarity.value]) assert.ok(value >= 0 && value <= 1, JSON.stringify(grade));
          const score = await scoreScenario(scenario, [grade, grade], [text, text], tools);
          assert.ok(score.score !== undefined && score.score >= 0 && score.score <= 10);
        }),
        { numRuns: 12 },
      );
    });
  });
}

describe('a runaway reply', () => {
  const runaways: readonly (readonly [what: string, text: string])[] = [
    ['of words', 'word '.repeat(300_000)],
    ['of fences', '```python\n'.repeat(20_000)],
    ['of lines', `\`\`\`python\n${'x = 1\n'.repeat(60_000)}`],
    ['of brackets in Python', `\`\`\`python\ndef fibonacci(n):\n    return ${'('.repeat(30_000)}1${')'.repeat(30_000)}\n\`\`\``],
    ['of brackets in JavaScript', `\`\`\`js\nfunction fibonacci(n) { return ${'('.repeat(15_000)}1${')'.repeat(15_000)}; }\n\`\`\``],
    ['of nested lists', `\`\`\`js\nconst fibonacci = () => ${'['.repeat(15_000)}${']'.repeat(15_000)};\n\`\`\``],
  ];
  for (const [what, text] of runaways) {
    it(`${what} is graded as wrong`, async () => {
      for (const id of ['code-completion', 'code-review']) {
        const scenario = scenarios.find((one) => one.id === id);
        assert.ok(scenario);
        const language = id === 'code-completion' && what.includes('JavaScript') ? 'javascript' : scenario.defaultLanguage;
        const grade = await gradeReply(scenario, language, { text, finishReason: 'length' }, tools, signal);
        assert.ok(grade.graded, JSON.stringify(grade.notGraded));
        assert.ok(grade.accuracy < 0.2, `accuracy ${grade.accuracy}`);
      }
    });
  }
});
