/** Code, queries and patterns are found in every kind of chatty reply. */
import assert from 'node:assert/strict';
import path from 'node:path';
import { before, describe, it } from 'node:test';
import { createCodeReader } from '../../../src/adapters/codeReaders/createCodeReader.ts';
import { extractCode } from '../../../src/evaluate/extract/extractCode.ts';
import { extractRegex, extractSql } from '../../../src/evaluate/extract/extractLine.ts';
import { codeBlocks, proseLines, withoutThinking } from '../../../src/evaluate/extract/replyText.ts';
import { prepareSandbox } from '../../../scripts/prepareSandbox.ts';

const reader = createCodeReader();
before(() => prepareSandbox(path.join(import.meta.dirname, '../../../dist')));

const python = async (reply: string, entry = 'f'): Promise<string | undefined> => (await extractCode(reply, 'python', entry, reader))[0]?.code.trim();

describe('replyText', () => {
  it('removes thinking, closed, unclosed, or without its opening tag', () => {
    assert.equal(withoutThinking('<think>a\nb</think>answer'), 'answer');
    assert.equal(withoutThinking('<thinking>a</thinking>answer'), 'answer');
    assert.equal(withoutThinking('answer<think>never ends'), 'answer');
    assert.equal(withoutThinking('lost opening</think>answer'), 'answer');
  });

  it('finds blocks of backticks and tildes, with tags, indented, unclosed and nested', () => {
    const reply = 'a\n```Python\nx = 1\n```\n\n~~~\ny\n~~~\n  1. item\n     ```js\n     z()\n     ```\n````md\n```\ninner\n```\n````\n```py\nend';
    const found = codeBlocks(reply).map(({ tag, code, line, isClosed }) => ({ tag, code, line, isClosed }));
    assert.deepEqual(found, [
      { tag: 'python', code: 'x = 1', line: 3, isClosed: true },
      { tag: '', code: 'y', line: 7, isClosed: true },
      { tag: 'js', code: 'z()', line: 11, isClosed: true },
      { tag: 'md', code: '```\ninner\n```', line: 14, isClosed: true },
      { tag: 'py', code: 'end', line: 19, isClosed: false },
    ]);
  });

  it('numbers the prose by its lines in the reply', () => {
    assert.deepEqual(proseLines('one\n```\ncode\n```\n\ntwo'), [{ line: 1, text: 'one' }, { line: 6, text: 'two' }]);
  });
});

describe('extractCode', () => {
  it('takes the last block that defines the entry point', async () => {
    assert.equal(await python('Wrong:\n```python\ndef f(): return 1\n```\nFixed:\n```python\ndef f(): return 2\n```\nUse:\n```python\nprint(f())\n```'), 'def f(): return 2');
  });

  it('joins blocks when the entry point needs a helper from another one, as second choice', async () => {
    const candidates = await extractCode('```python\ndef help(): return 1\n```\n```python\ndef f(): return help()\n```', 'python', 'f', reader);
    assert.ok(candidates.some(({ code }) => code.includes('def help') && code.includes('def f')));
  });

  it('takes code without a block, and leaves the prose after it', async () => {
    assert.equal(await python('Here it is:\n\ndef f():\n    return 1\n\nThis returns one, because it does.'), 'def f():\n    return 1');
  });

  it('takes the part of a cut-off block that parses', async () => {
    assert.equal(await python('```python\ndef f():\n    return 1\n\ndef g(\n    a, b'), 'def f():\n    return 1');
  });

  it('takes windows line ends', async () => {
    assert.equal(await python(withoutThinking('```python\r\ndef f():\r\n    return 1\r\n```\r\n')), 'def f():\n    return 1');
  });

  it('dedents a block that stands in a list', async () => {
    assert.equal(await python('1. Like so:\n\n   ```python\n   def f():\n       return 1\n   ```\n'), 'def f():\n    return 1');
  });

  it('offers the definitions without the demonstration', async () => {
    const candidates = await extractCode('```python\nimport math\ndef f(): return 1\nn = int(input())\nprint(f())\n```', 'python', 'f', reader);
    assert.ok(candidates.some(({ code }) => code.includes('import math') && code.includes('def f') && !code.includes('input') && !code.includes('print')));
  });

  it('finds nothing in prose, other languages or an empty reply', async () => {
    for (const reply of ['', 'I would write a function that adds.', '```bash\npip install x\n```']) assert.deepEqual(await extractCode(reply, 'python', 'f', reader), []);
  });

  it('knows functions, arrow functions, classes and exports of JavaScript and TypeScript', async () => {
    for (const code of ['function f() {}', 'const f = () => 1;', 'export class f {}', 'export const f = function () {};']) {
      const candidates = await extractCode(`\`\`\`js\n${code}\n\`\`\``, 'javascript', 'f', reader);
      assert.equal(candidates[0]?.code, code);
    }
    const typed = await extractCode('```ts\ninterface A { a: number }\nexport function f(a: A): number { return a.a }\n```', 'typescript', 'f', reader);
    assert.match(typed[0]?.code ?? '', /interface A/);
  });
});

describe('extractSql', () => {
  it('takes the last block with a SELECT, or the query in the text', () => {
    assert.equal(extractSql('```sql\nSELECT 1;\n```\nbetter:\n```sql\nSELECT 2;\n```\n```\nid | name\n```'), 'SELECT 2;');
    assert.equal(extractSql('Use this:\n\nWITH a AS (SELECT 1)\nSELECT * FROM a;\n\nIt works.'), 'WITH a AS (SELECT 1)\nSELECT * FROM a;');
    assert.equal(extractSql('I would group the orders by customer.'), undefined);
  });
});

describe('extractRegex', () => {
  const cases: readonly (readonly [reply: string, pattern: string, flags: string])[] = [
    ['```\n^a+$\n```', '^a+$', ''],
    ['```js\nconst re = /^a\\/b[/]$/i;\n```', '^a\\/b[/]$', 'i'],
    ['```python\nimport re\npattern = re.compile(r"^a\\d$")\n```', '^a\\d$', ''],
    ['```js\nnew RegExp("^a\\\\d$", "i")\n```', '^a\\d$', 'i'],
    ['Use `^a+$` here, where `a+` is one or more.', '^a+$', ''],
    ['The answer:\n^a+$', '^a+$', ''],
    ['```regex\n/^a$/gm\n```', '^a$', 'gm'],
  ];
  for (const [reply, pattern, flags] of cases) {
    it(`finds ${pattern} in ${JSON.stringify(reply)}`, () => assert.deepEqual(extractRegex(reply), { pattern, flags }));
  }

  it('finds nothing in prose', () => assert.equal(extractRegex('A version has three numbers.'), undefined));
});
