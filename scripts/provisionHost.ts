/** Knows how to get a real VS Code extension host and a browser: code-server in a cache folder, Chromium from the machine or from Debian. */
import { execFile } from 'node:child_process';
import { access, mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { platform } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { cacheFolder } from '../src/adapters/embedded/cacheFolder.ts';

const run = promisify(execFile);

/** The VS Code inside this code-server is 1.139.1; `engines.vscode` and `@types/vscode` must not be newer. */
const codeServerVersion = '4.139.1';

export interface HostPaths {
  /** Node 24: the code-server of this version starts on nothing else. */
  readonly node: string;
  readonly codeServerEntry: string;
  readonly chromium: string;
}

/** Installs what is missing and says where everything is; the second call only looks. Throws with what to do when it cannot. */
export async function provisionHost(folder: string = cacheFolder()): Promise<HostPaths> {
  const node = await repositoryNode();
  const codeServerEntry = await provisionCodeServer(folder);
  const chromium = await provisionChromium();
  return { node, codeServerEntry, chromium };
}

async function repositoryNode(): Promise<string> {
  const executable = platform() === 'win32' ? 'node.exe' : 'node';
  const node = path.join(import.meta.dirname, '..', 'node_modules', 'node', 'bin', executable);
  if (await exists(node)) return node;
  throw new Error(`The repository's own Node is missing (${node}). Run "npm ci" and try again.`);
}

async function provisionCodeServer(cache: string): Promise<string> {
  const folder = path.join(cache, `code-server-${codeServerVersion}`);
  const entry = path.join(folder, 'node_modules', 'code-server', 'out', 'node', 'entry.js');
  if (await exists(path.join(folder, 'complete'))) return entry;
  const unfinished = `${folder}.${String(process.pid)}`;
  await mkdir(unfinished, { recursive: true });
  await writeFile(path.join(unfinished, 'package.json'), '{"private":true}');
  process.stderr.write(`Installing code-server ${codeServerVersion} (once, about 30 s and 600 MB) …\n`);
  try {
    // No install scripts: they compile native parts (terminal, keytar) that no test needs and would want a compiler.
    await npm(unfinished, ['install', `code-server@${codeServerVersion}`, '--ignore-scripts', '--omit=dev']);
    // Its own lock file and package.json disagree, so `npm ci` refuses here.
    await npm(path.join(unfinished, 'node_modules', 'code-server', 'lib', 'vscode'), ['install', '--ignore-scripts', '--omit=dev']);
    await writeFile(path.join(unfinished, 'complete'), codeServerVersion);
    await rm(folder, { recursive: true, force: true });
    await rename(unfinished, folder);
  } catch (thrown) {
    await rm(unfinished, { recursive: true, force: true });
    if (await exists(path.join(folder, 'complete'))) return entry; // another process was quicker
    throw new Error(`code-server ${codeServerVersion} could not be installed into ${folder}: ${said(thrown)}`, { cause: thrown });
  }
  return entry;
}

async function npm(folder: string, words: readonly string[]): Promise<void> {
  const quiet = ['--no-audit', '--no-fund', '--no-update-notifier', '--loglevel=error', '--engine-strict=false'];
  await run('npm', [...words, ...quiet], { cwd: folder, maxBuffer: 64 * 1024 * 1024, shell: platform() === 'win32' });
}

async function provisionChromium(): Promise<string> {
  const given = process.env['CHROMIUM_PATH'];
  if (given !== undefined && given !== '') {
    if (await exists(given)) return given;
    throw new Error(`CHROMIUM_PATH points at ${given}, which does not exist.`);
  }
  const found = await installedBrowser();
  if (found !== undefined) {
    await provideKoreanFont();
    return found;
  }
  if (!(await mayUseApt())) {
    throw new Error('No Chrome, Edge or Chromium was found. Install one, or set CHROMIUM_PATH to its executable.');
  }
  process.stderr.write('Installing Chromium from Debian (once) …\n');
  await aptInstall(['chromium', 'fonts-dejavu-core', 'fonts-nanum']);
  const installed = await installedBrowser();
  if (installed !== undefined) return installed;
  throw new Error('"apt-get install chromium" ended well, but no chromium is on this machine. Set CHROMIUM_PATH.');
}

async function installedBrowser(): Promise<string | undefined> {
  const programFiles = [process.env['PROGRAMFILES'], process.env['PROGRAMFILES(X86)'], process.env['LOCALAPPDATA']].filter((folder) => folder !== undefined);
  const candidates: Readonly<Partial<Record<NodeJS.Platform, readonly string[]>>> = {
    win32: programFiles.flatMap((folder) => [
      path.join(folder, 'Google', 'Chrome', 'Application', 'chrome.exe'),
      path.join(folder, 'Microsoft', 'Edge', 'Application', 'msedge.exe'),
    ]),
    darwin: [
      '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
      '/Applications/Chromium.app/Contents/MacOS/Chromium',
      '/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
    ],
    linux: ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome', '/usr/bin/google-chrome-stable', '/usr/bin/microsoft-edge'],
  };
  for (const candidate of candidates[platform()] ?? []) if (await exists(candidate)) return candidate;
  return undefined;
}

/** Without one, Korean screenshots would show empty boxes; everything else works. */
async function provideKoreanFont(): Promise<void> {
  if (platform() !== 'linux') return;
  const fonts = await run('fc-list', [':lang=ko', 'family']).then(({ stdout }) => stdout.trim(), () => '');
  if (fonts !== '') return;
  if (await mayUseApt()) await aptInstall(['fonts-nanum']);
  else process.stderr.write('No Korean font found: Korean screenshots will show empty boxes. Install one, e.g. fonts-nanum.\n');
}

async function mayUseApt(): Promise<boolean> {
  return platform() === 'linux' && process.getuid?.() === 0 && (await exists('/usr/bin/apt-get'));
}

async function aptInstall(packages: readonly string[]): Promise<void> {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const wait = ['-o', 'DPkg::Lock::Timeout=300', '-q'];
  try {
    await run('apt-get', [...wait, 'update'], { env });
    await run('apt-get', [...wait, 'install', '-y', '--no-install-recommends', ...packages], { env, maxBuffer: 64 * 1024 * 1024 });
  } catch (thrown) {
    throw new Error(`"apt-get install ${packages.join(' ')}" failed: ${said(thrown)}`, { cause: thrown });
  }
}

/** npm and apt say what is wrong on stderr; the thrown message only repeats the command line. */
function said(thrown: unknown): string {
  if (thrown instanceof Error && 'stderr' in thrown && typeof thrown.stderr === 'string' && thrown.stderr.trim() !== '') return thrown.stderr.trim().slice(-2000);
  return thrown instanceof Error ? thrown.message : String(thrown);
}

async function exists(file: string): Promise<boolean> {
  return access(file).then(() => true, () => false);
}

if (import.meta.main) process.stdout.write(`${JSON.stringify(await provisionHost(), undefined, 2)}\n`);
