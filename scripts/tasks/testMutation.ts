/** `npm run test:mutation`: changes the code that reads servers' answers and counts budgets, line by line, and demands that a test notices. */
import { execFile, spawn } from 'node:child_process';
import { access, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { cacheFolder } from '../../src/adapters/embedded/cacheFolder.ts';

const run = promisify(execFile);
const root = path.dirname(path.dirname(import.meta.dirname));
/** Kept out of package.json: 186 packages that only this task needs. */
const strykerVersion = '10.0.0';

/** What is mutated with which tests: only quick ones, or a run takes hours. */
const parts = {
  streams: {
    mutate: ['src/adapters/servers/shared/stream/*.ts', 'src/adapters/servers/shared/failures/*.ts', 'src/adapters/servers/shared/*.ts', 'src/adapters/servers/shared/http/{locationOf,ownHeaders,serverAddress}.ts', 'src/adapters/servers/shared/metrics/{activityOf,readExposition}.ts'],
    // need sockets: measured by the part "transport"
    except: ['src/adapters/servers/shared/stream/{liveTicks,streamChat}.ts'],
    tests: ['test/unit/servers/{metrics,ownHeaders,refusals,serverAddress,quantizationOf}.test.ts', 'test/faults/streams/{meaning,framing,openAiDecoder,sameRead}.test.ts'],
  },
  transport: {
    mutate: ['src/adapters/servers/shared/http/*.ts', 'src/adapters/servers/shared/openAi/*.ts', 'src/adapters/servers/shared/stream/{liveTicks,streamChat}.ts', 'src/adapters/servers/shared/metrics/askActivity.ts'],
    except: ['src/adapters/servers/shared/http/{locationOf,ownHeaders,serverAddress}.ts'],
    tests: ['test/unit/servers/{connection,exchange,selfSigned,wire}.test.ts'],
  },
  budget: { mutate: ['src/budget/**/*.ts'], except: [], tests: ['test/unit/{budget,fit}/**/*.test.ts'] },
} as const;

/** Parts by name; files of a part by path, to look at a few of them only. */
const chosen = process.argv.slice(2).filter((word) => !word.endsWith('.ts'));
const onlyFiles = process.argv.slice(2).filter((word) => word.endsWith('.ts'));
const exists = (file: string): Promise<boolean> => access(file).then(() => true, () => false);

async function provisionStryker(): Promise<string> {
  const folder = path.join(cacheFolder(), `stryker-${strykerVersion}`);
  const modules = path.join(folder, 'node_modules', '@stryker-mutator');
  if (await exists(path.join(modules, 'tap-runner'))) return modules;
  await mkdir(folder, { recursive: true });
  await writeFile(path.join(folder, 'package.json'), '{"private":true}');
  const packages = ['core', 'tap-runner'].map((name) => `@stryker-mutator/${name}@${strykerVersion}`);
  await run('npm', ['install', '--no-audit', '--no-fund', '--loglevel=error', ...packages], { cwd: folder, shell: process.platform === 'win32' });
  return modules;
}

/** True when at least 85 % of the mutants were noticed. */
async function mutate(name: keyof typeof parts, modules: string): Promise<boolean> {
  const { mutate: files, except, tests } = parts[name];
  const temporary = await mkdtemp(path.join(os.tmpdir(), 'plimsoll-mutants-'));
  const config = {
    testRunner: 'tap',
    plugins: [pathToFileURL(path.join(modules, 'tap-runner', 'dist', 'src', 'index.js')).href],
    // Node strips the types; Stryker would want a TypeScript of its own to rewrite the configuration
    tsconfigFile: 'none.json',
    tap: { testFiles: tests, nodeArgs: ['--test-reporter=tap', '-r', '{{hookFile}}', '{{testFile}}'] },
    mutate: onlyFiles.length > 0 ? onlyFiles : [...files, ...except.map((pattern) => `!${pattern}`)],
    coverageAnalysis: 'perTest',
    // one core stays free for whoever works here meanwhile
    concurrency: Math.max(1, os.availableParallelism() - 1),
    thresholds: { high: 95, low: 85, break: 85 },
    reporters: ['progress-append-only', 'clear-text', 'json'],
    clearTextReporter: { allowColor: false, reportTests: false },
    jsonReporter: { fileName: path.join(root, 'out', 'mutation', `${name}.json`) },
    tempDirName: path.join(temporary, 'sandboxes'),
    ignorePatterns: ['out', 'dist', 'docs', 'media', 'test/host', 'test/fixtures/runs'],
    timeoutMS: 6_000,
  };
  const configFile = path.join(temporary, 'stryker.config.json');
  await writeFile(configFile, JSON.stringify(config));
  const child = spawn(process.execPath, [path.join(modules, 'core', 'bin', 'stryker.js'), 'run', configFile], { cwd: root, stdio: 'inherit' });
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  await rm(temporary, { recursive: true, force: true });
  return code === 0;
}

const modules = await provisionStryker();
const names = Object.keys(parts) as (keyof typeof parts)[];
for (const name of names) {
  if (chosen.length > 0 && !chosen.includes(name)) continue;
  if (!(await mutate(name, modules))) process.exitCode = 1;
}
