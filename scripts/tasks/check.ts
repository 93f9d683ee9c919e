/** `npm run check`: types, lint, architecture, unused code; every tool is run even when one finds something. */
import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { root } from '../build.ts';

const run = promisify(execFile);
const bin = (name: string): string => path.join(root, 'node_modules', name);

const tools = [
  { name: 'types', script: bin('typescript/bin/tsc'), args: ['-p', '.'] },
  { name: 'types of the panel', script: bin('typescript/bin/tsc'), args: ['-p', 'webview-ui'] },
  { name: 'lint', script: bin('eslint/bin/eslint.js'), args: ['.', '--max-warnings=0'] },
  { name: 'architecture', script: bin('dependency-cruiser/bin/dependency-cruise.mjs'), args: ['src', 'webview-ui/src', 'test', 'scripts', '--config', '.dependency-cruiser.cjs', '--exclude', 'test/architecture/planted', '--output-type', 'err'] },
  { name: 'unused', script: bin('knip/bin/knip.js'), args: ['--no-progress'] },
] as const;

let failures = 0;
async function check({ name, script, args }: (typeof tools)[number]): Promise<void> {
  const started = performance.now();
  try {
    await run(process.execPath, ['--max-old-space-size=4096', script, ...args], { cwd: root, maxBuffer: 32 * 1024 * 1024 });
    process.stderr.write(`ok      ${name} (${((performance.now() - started) / 1000).toFixed(1)} s)\n`);
  } catch (thrown) {
    failures += 1;
    const { stdout = '', stderr = '' } = thrown as { readonly stdout?: string; readonly stderr?: string };
    process.stderr.write(`FAILED  ${name} (${((performance.now() - started) / 1000).toFixed(1)} s)\n${stdout}${stderr}\n`);
  }
}

// two cores are what a small machine has: two tools at a time
const queue = [...tools].sort((a, b) => (a.name === 'lint' ? -1 : b.name === 'lint' ? 1 : 0));
await Promise.all([0, 1].map(async () => {
  for (let tool = queue.shift(); tool !== undefined; tool = queue.shift()) await check(tool);
}));
process.exitCode = failures === 0 ? 0 : 1;
