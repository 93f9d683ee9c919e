/** `npm test [suite…]`: builds, gets the real parts, runs the suites one after the other, and ends with the counts on one line. */
import { existsSync, globSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { run } from 'node:test';
import { pathToFileURL } from 'node:url';
import { readReach } from '../../test/spies/readReach.ts';
import { buildAll, root } from '../build.ts';

/**
 * Suites in the order they are run. `files` at once: suites with real servers or browsers get the machine for themselves.
 * The fleet needs a PostgreSQL, and a real Ollama is built from source (needs Go and a C compiler), so both are run in CI or when asked for; a real vLLM is 5 GB and only when asked for.
 */
const suites = [
  { name: 'architecture', files: 1, when: 'always' },
  { name: 'unit', files: 2, when: 'always' },
  { name: 'contract', files: 2, when: 'always' },
  { name: 'faults', files: 1, when: 'always' },
  { name: 'integration', files: 1, when: 'always' },
  { name: 'host', files: 1, when: 'always' },
  { name: 'fleet', files: 2, when: 'ci' },
  { name: 'ollama', files: 1, when: 'ci' },
  { name: 'vllm', files: 1, when: 'asked' },
] as const;

interface Counts {
  passed: number;
  failed: number;
  skipped: number;
}

/** Every test file tells where its sockets went: no test, and no code under test, may leave this machine. */
const spy = pathToFileURL(path.join(root, 'test', 'spies', 'recordReach.ts')).href;
const reachFolder = mkdtempSync(path.join(os.tmpdir(), 'plimsoll-reach-'));
const reach = path.join(reachFolder, 'reach');
process.env['PLIMSOLL_REACH'] = reach;
process.once('exit', () => rmSync(reachFolder, { recursive: true, force: true }));

function runSuite(name: string, concurrency: number, counts: Counts): Promise<void> {
  const files = globSync(`test/${name}/**/*.test.ts`, { cwd: root }).toSorted().map((file) => path.join(root, file));
  if (files.length === 0) return Promise.resolve();
  const started = performance.now();
  const before = { ...counts };
  process.stderr.write(`\n${name}: ${files.length} files\n`);
  return new Promise((resolve) => {
    const stream = run({ files, concurrency, execArgv: [`--import=${spy}`] });
    stream.on('test:pass', (data) => {
      if (data.details.type === 'suite') return;
      if (data.skip !== undefined || data.todo !== undefined) {
        counts.skipped += 1;
        process.stderr.write(`  skipped: ${data.name}\n`);
      } else counts.passed += 1;
    });
    stream.on('test:fail', (data) => {
      // a suite fails because of its tests, which are counted; a file that fails by itself (import error, timeout) is counted
      if (data.details.type === 'suite' && data.details.error.message.includes('subtest')) return;
      counts.failed += 1;
      const { cause } = data.details.error;
      const reason = cause instanceof Error ? (cause.stack ?? cause.message) : typeof cause === 'string' ? cause : data.details.error.message;
      process.stderr.write(`  FAILED: ${data.name} (${path.relative(root, data.file ?? '')})\n    ${reason.replaceAll('\n', '\n    ')}\n`);
    });
    stream.on('test:stderr', (data) => void process.stderr.write(data.message));
    stream.on('test:stdout', (data) => void process.stderr.write(data.message));
    stream.once('end', () => {
      const seconds = ((performance.now() - started) / 1000).toFixed(1);
      const { sockets, elsewhere } = readReach(reach);
      if (elsewhere.length > 0) {
        counts.failed += 1;
        process.stderr.write(`  FAILED: a test reached ${elsewhere.join(', ')}: only this machine may be asked\n`);
      }
      process.stderr.write(`${name}: ${counts.passed - before.passed} passed, ${counts.failed - before.failed} failed in ${seconds} s, ${sockets} connections so far, ${elsewhere.length === 0 ? 'none' : 'some'} beyond this machine\n`);
      resolve();
    });
    stream.resume();
  });
}

process.chdir(root);
await buildAll();
const chosen = process.argv.slice(2);
const unknown = chosen.filter((name) => !suites.some((suite) => suite.name === name) || !existsSync(path.join(root, 'test', name)));
if (unknown.length > 0) {
  process.stderr.write(`There is no suite ${unknown.join(', ')}; there are ${suites.map((suite) => suite.name).join(', ')}.\n`);
  process.exit(2);
}
const counts: Counts = { passed: 0, failed: 0, skipped: 0 };
for (const suite of suites) {
  const isDue = suite.when === 'always' || (suite.when === 'ci' && process.env['CI'] === 'true');
  if (chosen.includes(suite.name) || (chosen.length === 0 && isDue)) await runSuite(suite.name, suite.files, counts);
}
const nothing = counts.passed + counts.failed === 0;
if (nothing) process.stderr.write('No test was run.\n');
process.stdout.write(`${counts.passed} passed, ${counts.failed} failed${counts.skipped > 0 ? `, ${counts.skipped} skipped` : ''}\n`);
process.exit(counts.failed > 0 || nothing ? 1 : 0);
