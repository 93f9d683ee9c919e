/** The real Cline CLI from npm, in a cache folder outside the project, run one-shot with a data folder of its own. */
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { cacheFolder } from '../../../src/adapters/embedded/cacheFolder.ts';

export type ClineVersion = '3.0.65' | '2.18.0';

const run = promisify(execFile);

/** Installs once; the folder is renamed into place when it is complete. Throws when npm cannot. */
export async function provisionCline(version: ClineVersion): Promise<string> {
  const folder = path.join(cacheFolder(), `cline-${version}`);
  const program = path.join(folder, 'node_modules', 'cline');
  if (!existsSync(program)) {
    process.stderr.write(`Installing cline@${version} from npm into the cache folder …\n`);
    const building = `${folder}.${process.pid}.tmp`;
    await mkdir(building, { recursive: true });
    await writeFile(path.join(building, 'package.json'), '{"private":true}');
    await run('npm', ['install', '--no-audit', '--no-fund', `cline@${version}`], { cwd: building, shell: process.platform === 'win32', maxBuffer: 1 << 24 });
    await rm(folder, { recursive: true, force: true });
    await rename(building, folder);
  }
  const manifest = JSON.parse(await readFile(path.join(program, 'package.json'), 'utf8')) as { bin: string | Record<string, string> };
  const bin = typeof manifest.bin === 'string' ? manifest.bin : manifest.bin['cline'];
  if (bin === undefined) throw new Error(`cline@${version} has no program`);
  return path.join(program, bin);
}

export interface ClineRun {
  readonly code: number | null;
  readonly output: string;
}

export interface ClineTask {
  readonly program: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  readonly limitMs: number;
}

/** The npm program starts a native one that holds the pipes: ending only the first would wait for the second. */
function endGroup(child: ChildProcess): void {
  if (child.pid === undefined || process.platform === 'win32') child.kill('SIGKILL');
  else process.kill(-child.pid, 'SIGKILL');
}

export function runCline({ program, args, cwd, env, limitMs }: ClineTask): Promise<ClineRun> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [program, ...args], { cwd, env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'], detached: process.platform !== 'win32' });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (bytes: Buffer) => (output += bytes.toString()));
    const killer = setTimeout(() => endGroup(child), limitMs);
    child.once('close', (code) => {
      clearTimeout(killer);
      resolve({ code, output });
    });
  });
}

/** Each run leaves a hub process behind: it is known by the working folder it was started with, which is the test's own. */
export async function endHub(dataFolder: string, cwd: string): Promise<void> {
  const pids = new Set(await hubsByFolder(cwd));
  const lock = await readFile(path.join(dataFolder, 'locks', 'hub', 'production.json'), 'utf8').catch(() => '{}');
  const { pid } = JSON.parse(lock) as { pid?: number };
  if (pid !== undefined) pids.add(pid);
  for (const one of pids) {
    try {
      process.kill(one);
    } catch {
      // it ended by itself
    }
  }
}

async function hubsByFolder(cwd: string): Promise<readonly number[]> {
  if (process.platform !== 'linux') return [];
  const found: number[] = [];
  for (const name of (await readdir('/proc')).filter((one) => /^\d+$/u.test(one))) {
    const words = (await readFile(`/proc/${name}/cmdline`, 'utf8').catch(() => '')).split('\0');
    if (words.includes('--cline-hub-daemon') && words.includes(cwd)) found.push(Number(name));
  }
  return found;
}
