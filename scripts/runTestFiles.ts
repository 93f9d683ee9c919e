/** Runs the test files of one pattern with the spec reporter and ends with their verdict. */
import { spawn } from 'node:child_process';
import { globSync } from 'node:fs';
import path from 'node:path';

const root = path.dirname(import.meta.dirname);

export async function runTestFiles(pattern: string): Promise<void> {
  const files = globSync(pattern, { cwd: root });
  if (files.length === 0) throw new Error(`No test files match ${pattern}.`);
  const child = spawn(process.execPath, ['--test', '--test-concurrency=1', ...files], { cwd: root, stdio: 'inherit' });
  process.exitCode = await new Promise<number>((resolve) => child.once('close', (code) => resolve(code ?? 1)));
}
