/** The import rules of .dependency-cruiser.cjs: the project keeps them, and each would be noticed if it were broken. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import path from 'node:path';
import { describe, it } from 'node:test';
import { createRequire } from 'node:module';

interface Violation {
  readonly rule: { readonly name: string };
  readonly from: string;
}

const root = path.join(import.meta.dirname, '..', '..');
const rules = (createRequire(import.meta.url)('../../.dependency-cruiser.cjs') as { readonly forbidden: readonly { readonly name: string }[] }).forbidden.map((rule) => rule.name);

function cruise(...folders: readonly string[]): Promise<readonly Violation[]> {
  const script = path.join(root, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs');
  return new Promise((resolve, reject) => {
    execFile(process.execPath, [script, ...folders, '--config', '.dependency-cruiser.cjs', '--output-type', 'json'], { cwd: root, maxBuffer: 256 * 1024 * 1024 }, (_error, stdout, stderr) => {
      try {
        resolve((JSON.parse(stdout) as { readonly summary: { readonly violations: readonly Violation[] } }).summary.violations);
      } catch {
        reject(new Error(stderr || 'dependency-cruiser printed no JSON'));
      }
    });
  });
}

describe('architecture', () => {
  it('has no violation in the project', async () => {
    const violations = await cruise('src', 'webview-ui/src');
    assert.deepEqual(violations.map((violation) => `${violation.rule.name}: ${violation.from}`), []);
  });

  it('notices a planted violation of every rule', async () => {
    const found = new Set((await cruise('test/architecture/planted')).map((violation) => violation.rule.name));
    assert.deepEqual(rules.filter((rule) => !found.has(rule)), []);
  });
});
