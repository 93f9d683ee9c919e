/** What ships works by itself: the built folder, copied away from the repository and its node_modules. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { type Mock, startMock } from '../../bench/startMock.ts';

let folder = '';
let mock: Mock;
before(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'plimsoll-alone-'));
  await cp(path.join(import.meta.dirname, '../../../dist'), path.join(folder, 'dist'), { recursive: true });
  mock = await startMock();
});
after(async () => {
  mock.stop();
  await rm(folder, { recursive: true, force: true });
});

function plimsoll(...args: readonly string[]): Promise<{ readonly code: number; readonly json: Record<string, unknown> }> {
  return new Promise((resolve, reject) => {
    execFile(process.execPath, [path.join(folder, 'dist/cli.mjs'), ...args, '--json'], { cwd: folder }, (error, stdout, stderr) => {
      try {
        resolve({ code: typeof error?.code === 'number' ? error.code : 0, json: JSON.parse(stdout) as Record<string, unknown> });
      } catch {
        reject(new Error(`${stdout}${stderr}`));
      }
    });
  });
}

const fibonacci = {
  python: 'def fibonacci(n):\n    if n < 0:\n        raise ValueError("n")\n    a, b = 0, 1\n    for _ in range(n):\n        a, b = b, a + b\n    return a\n',
  typescript: 'export function fibonacci(n: number): number {\n  if (n < 0) throw new RangeError("n");\n  let [a, b] = [0, 1];\n  for (let i = 0; i < n; i++) [a, b] = [b, a + b];\n  return a;\n}\n',
};

describe('the built folder alone', () => {
  for (const [language, code] of Object.entries(fibonacci)) {
    it(`grades ${language}`, async () => {
      const answer = path.join(folder, `${language}.md`);
      await writeFile(answer, `Here it is:\n\n\`\`\`${language}\n${code}\`\`\`\n`);
      const { code: exit, json } = await plimsoll('grade', '--scenario', 'code-completion', '--language', language, '--answer', answer);
      assert.equal(exit, 0);
      assert.equal(json['graded'], true);
      assert.ok(Number(json['accuracy']) > 0.6, JSON.stringify(json));
    });
  }

  it('grades SQL', async () => {
    const answer = path.join(folder, 'sql.md');
    await writeFile(answer, '```sql\nSELECT 1;\n```\n');
    const { json } = await plimsoll('grade', '--scenario', 'sql-query', '--answer', answer);
    assert.equal(json['graded'], true);
    assert.ok(Number(json['accuracy']) < 0.2);
  });

  it('counts with tiktoken where the server cannot', async () => {
    const { code, json } = await plimsoll('budget', '--url', mock.url, '--model', 'mock', '--agent', 'cline-next', '--context', '32768', '--max-tokens', '4096');
    assert.equal(code, 0);
    assert.equal(json['fits'], true);
    assert.ok(Number(json['promptTokens']) > 2000);
  });

  it('measures, and writes the report with its assets', async () => {
    const { code, json } = await plimsoll('bench', '--url', mock.url, '--model', 'ttft=5,itl=1,n=20', '--repeats', '2', '--contexts', '512', '--scenarios', 'code-review', '--out', path.join(folder, 'runs'));
    assert.equal(code, 0);
    assert.equal(json['status'], 'done');
  });
});
