/** Style is judged by what a reader sees, and every loss says why and where. */
import assert from 'node:assert/strict';
import path from 'node:path';
import { before, describe, it } from 'node:test';
import { createCodeReader } from '../../../src/adapters/codeReaders/createCodeReader.ts';
import type { CodeLanguage } from '../../../src/ports/codeReader.ts';
import type { SubScore } from '../../../src/domain/score.ts';
import { clarity } from '../../../src/evaluate/style/clarity.ts';
import { codeQuality } from '../../../src/evaluate/style/codeQuality.ts';
import { scaledBySubstance } from '../../../src/evaluate/style/judgement.ts';
import { meanPairwise, sequenceSimilarity } from '../../../src/evaluate/style/similarity.ts';
import { regexQuality, sqlQuality } from '../../../src/evaluate/style/textQuality.ts';
import { prepareSandbox } from '../../../scripts/prepareSandbox.ts';

const reader = createCodeReader();
before(() => prepareSandbox(path.join(import.meta.dirname, '../../../dist')));

async function quality(code: string, language: CodeLanguage = 'python', line = 1): Promise<SubScore> {
  return codeQuality(code, await reader.read(language, code), language, line);
}

const goodPython = 'def mean_of(values):\n    """Return the mean of the values."""\n    return sum(values) / len(values)\n';

describe('codeQuality', () => {
  it('is full for short, named and documented code, in each language', async () => {
    assert.equal((await quality(goodPython)).value, 1);
    assert.equal((await quality('/** The mean of the values. */\nfunction meanOf(values) {\n  return values.reduce((a, b) => a + b, 0) / values.length;\n}\n', 'javascript')).value, 1);
    assert.equal((await quality('/** The mean. */\nexport const meanOf = (values: readonly number[]): number =>\n  values.reduce((a, b) => a + b, 0) / values.length;\n', 'typescript')).value, 1);
  });

  const flaws: readonly (readonly [what: string, code: string, reason: RegExp, line: number | undefined])[] = [
    ['code that does not parse', 'def f(:\n    pass\n', /does not parse/, 1],
    ['mixed tabs and spaces', 'def mean_of(values):\n    """Doc."""\n\tx_sum = 1\n', /tabs and spaces/, 3],
    ['camel case in Python', goodPython.replaceAll('mean_of', 'meanOf'), /convention: meanOf/, 1],
    ['names that say little', goodPython.replaceAll('mean_of', 'foo'), /say little: foo/, 1],
    ['no documentation', 'def mean_of(values):\n    return sum(values) / len(values)\n', /neither documentation nor comment/, 1],
    ['a tangle', `def tangled(a):\n    """Doc."""\n${Array.from({ length: 25 }, (_, i) => `    if a == ${i}:\n        return ${i}\n`).join('')}`, /complexity 26/, 1],
  ];
  for (const [what, code, reason, line] of flaws) {
    it(`loses for ${what}, and says where`, async () => {
      const { value, reasons } = await quality(code);
      assert.ok(value < 1);
      const found = reasons.find(({ text }) => reason.test(text));
      assert.ok(found, JSON.stringify(reasons));
      assert.ok(found.effect < 0);
      assert.equal(found.line, line);
    });
  }

  it('points at lines of the reply, not of the block', async () => {
    const { reasons } = await quality('def mean_of(values):\n    return 1\n', 'python', 10);
    assert.equal(reasons[0]?.line, 10);
  });
});

describe('code facts', () => {
  it('count decisions alike in Python and JavaScript', async () => {
    const py = await reader.read('python', 'def f(a, b):\n    if a and b:\n        for x in a:\n            while x:\n                x = 1 if b else 2\n    elif a:\n        pass\n    else:\n        return 3\n');
    const js = await reader.read('javascript', 'function f(a, b) {\n  if (a && b) {\n    for (const x of a) {\n      while (x) { y = b ? 1 : 2; }\n    }\n  } else if (a) {\n  } else {\n    return 3;\n  }\n}\n');
    assert.equal(py.functions[0]?.complexity, 7);
    assert.equal(js.functions[0]?.complexity, 7);
    assert.equal(py.functions[0]?.nesting, 3);
    assert.equal(js.functions[0]?.nesting, 3);
  });

  it('have the same shape for renamed, commented and reformatted code, another for other code', async () => {
    const shape = async (code: string): Promise<string> => (await reader.read('python', code)).shape.join();
    const original = await shape('def f(a):\n    return a + 1\n');
    assert.equal(await shape('# comment\ndef g(value):\n    """Doc."""\n    return (value\n        + 1)\n').then((other) => other.includes('return')), original.includes('return'));
    assert.equal(await shape('# comment\ndef g(value):\n    """Doc."""\n    return value  +  1\n'), original);
    assert.notEqual(await shape('def f(a):\n    return a - 1\n'), original);
    assert.notEqual(await shape('def f(a):\n    return a + 2\n'), original);
  });
});

describe('clarity', () => {
  it('is full for an explanation with all five parts, and each missing part is told', () => {
    const full = 'This function returns the mean.\n\nIt works because it adds the values and divides, step by step. Limits: an empty list raises an error.\n\nFor example, `mean([1, 3])` returns 2.';
    assert.equal(clarity(full).value, 1);
    const missing = clarity('This function returns the mean of all of the values that it was given by whoever called it today.');
    assert.deepEqual(missing.reasons.map(({ text }) => text.split(':')[0]), ['how it works', 'limits and errors', 'examples', 'structure']);
  });

  it('counts comments in code half, and code alone as no explanation', () => {
    assert.ok(clarity('```python\nx = 1\n```').value === 0);
    const commented = clarity('```python\n# returns 1, because it is the first; for example f() gives 1, but negative n raises\nx = 1\n```').value;
    assert.ok(commented > 0 && commented <= 0.5, `${commented}`);
  });
});

describe('queries and patterns', () => {
  it('prefer named columns on several lines', () => {
    assert.equal(sqlQuality('SELECT c.id, COUNT(*) AS n\nFROM c\nGROUP BY c.id').value, 1);
    assert.ok(sqlQuality('select * FROM a, b where a.x = b.y').value < 0.6);
  });

  it('prefer short patterns', () => {
    assert.equal(regexQuality('^\\d{4}-\\d{2}$').value, 1);
    assert.ok(regexQuality(`^(${'a|'.repeat(400)}b).*x.*$`).value < 0.6);
  });
});

describe('similarity', () => {
  it('is 1 for the same, 0 for nothing shared, and falls with each change', () => {
    const words = 'a b c d e f g h'.split(' ');
    assert.equal(sequenceSimilarity(words, words), 1);
    assert.equal(sequenceSimilarity(words, ['x', 'y', 'z']), 0);
    const one = sequenceSimilarity(words, words.with(3, 'x'));
    const two = sequenceSimilarity(words, words.with(3, 'x').with(6, 'y'));
    assert.ok(one < 1 && two < one && two > 0);
    assert.equal(meanPairwise([1, 1, 2], (a, b) => (a === b ? 1 : 0)), 1 / 3);
  });

  it('of style without substance is worth in proportion', () => {
    assert.equal(scaledBySubstance({ value: 1, reasons: [] }, 0.6).value, 1);
    assert.equal(scaledBySubstance({ value: 1, reasons: [] }, 0.25).value, 0.5);
    assert.equal(scaledBySubstance({ value: 1, reasons: [] }, 0).value, 0);
  });
});
