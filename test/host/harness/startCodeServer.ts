/** Knows how to start one code-server, a real VS Code server with a real Node extension host, on a free port with a home of its own. */
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { HostPaths } from '../../../scripts/provisionHost.ts';

export interface CodeServerOptions {
  /** User (machine) settings on top of the quiet ones below. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Environment of the server and so of every extension host. */
  readonly env?: Readonly<Record<string, string>>;
  /** false: the folder is trusted without asking. */
  readonly workspaceTrust?: boolean;
  /** Language of the user interface, e.g. `ko`; English when not given. The browser has to ask for the same. */
  readonly locale?: string;
  /** Unpacked extension that is installed before the start; only what a .vsix would hold is copied. */
  readonly extensionFolder?: string;
  /** A .vsix that is installed before the start. */
  readonly vsix?: string;
  /**
   * Listens to `?payload=` of the address (extension tests). The same switch hides notifications, so tests that play the user
   * go without.
   */
  readonly testDriver?: boolean;
}

export interface CodeServer {
  readonly port: number;
  /** Everything this server writes lives under here and is gone after `stop`. */
  readonly homeFolder: string;
  readonly userDataFolder: string;
  /** Process id of the server; its extension hosts are in the same process group. */
  readonly pid: number;
  readonly output: () => string;
  readonly stop: () => Promise<void>;
}

const quietSettings = {
  'telemetry.telemetryLevel': 'off',
  'workbench.startupEditor': 'none',
  'extensions.autoCheckUpdates': false,
  'extensions.autoUpdate': false,
  'extensions.ignoreRecommendations': true,
  'update.mode': 'none',
  'workbench.enableExperiments': false,
  'chat.disableAIFeatures': true,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'git.enabled': false,
  'window.commandCenter': false,
};

/** Starts a server and resolves when it answers. */
export async function startCodeServer(paths: HostPaths, options: CodeServerOptions = {}): Promise<CodeServer> {
  const homeFolder = await mkdtemp(path.join(tmpdir(), 'plimsoll-host-'));
  const userDataFolder = path.join(homeFolder, 'user-data');
  const extensionsFolder = path.join(homeFolder, 'extensions');
  await mkdir(extensionsFolder);
  // Every window of a server is a remote window: it reads machine-scoped settings from Machine/ only
  for (const scope of ['User', 'Machine']) {
    await mkdir(path.join(userDataFolder, scope), { recursive: true });
    await writeFile(path.join(userDataFolder, scope, 'settings.json'), JSON.stringify({ ...quietSettings, ...options.settings }));
  }
  if (options.locale !== undefined) await writeLanguagePack(userDataFolder, options.locale);
  const config = path.join(homeFolder, 'config.yaml'); // without one of its own, code-server writes into the user's home
  await writeFile(config, 'auth: none\ncert: false\n');
  const env = await serverEnvironment(homeFolder, options.env ?? {});
  const base = [paths.codeServerEntry, '--config', config, '--user-data-dir', userDataFolder, '--extensions-dir', extensionsFolder];
  if (options.extensionFolder !== undefined) await installUnpacked(options.extensionFolder, extensionsFolder);
  if (options.vsix !== undefined) await installVsix(paths.node, [...base, '--install-extension', options.vsix, '--force'], env);

  const port = await freePort();
  const trust = options.workspaceTrust === true ? [] : ['--disable-workspace-trust'];
  const words = ['--bind-addr', `127.0.0.1:${String(port)}`, '--auth', 'none', '--disable-telemetry', '--disable-update-check', '--disable-getting-started-override', '--ignore-last-opened'];
  const language = options.locale === undefined ? [] : ['--locale', options.locale];
  const driver = options.testDriver === true ? ['--vscode-option', 'enable-smoke-test-driver'] : [];
  const child = spawn(paths.node, [...base, ...words, ...trust, ...language, ...driver], { env, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
  const output = collectOutput(child);
  // a test run that is broken off must not leave a server behind
  process.once('exit', () => signalGroup(-(child.pid ?? 0), 'SIGKILL'));
  await untilHealthy(child, port, output);
  return { port, homeFolder, userDataFolder, pid: child.pid ?? 0, output, stop: () => stopGroup(child, homeFolder) };
}

/** Nothing of a surrounding VS Code, no gallery, and a home of its own. */
async function serverEnvironment(homeFolder: string, extra: Readonly<Record<string, string>>): Promise<NodeJS.ProcessEnv> {
  const foreign = /^(VSCODE_|CODE_SERVER_|ELECTRON_|CLINE_|PLIMSOLL_|NODE_TEST|NODE_OPTIONS$|PASSWORD$)/;
  const inherited = Object.fromEntries(Object.entries(process.env).filter(([name]) => !foreign.test(name)));
  const home = path.join(homeFolder, 'home');
  await mkdir(home, { recursive: true });
  return {
    ...inherited,
    HOME: home,
    XDG_CONFIG_HOME: path.join(homeFolder, 'config'),
    XDG_DATA_HOME: path.join(homeFolder, 'data'),
    XDG_CACHE_HOME: path.join(homeFolder, 'cache'),
    EXTENSIONS_GALLERY: '{"serviceUrl":""}', // without it server and page call the public gallery
    ...extra,
  };
}

/** An empty language pack: VS Code's own words stay English, but extensions are asked for theirs in this language. */
async function writeLanguagePack(userDataFolder: string, locale: string): Promise<void> {
  const sentences = path.join(userDataFolder, `${locale}.json`);
  await writeFile(sentences, JSON.stringify({ version: '1.0.0', contents: {} }));
  const pack = { hash: 'plimsoll-tests', label: locale, extensions: [{ extensionIdentifier: { id: `plimsoll-tests.${locale}` }, version: '1.0.0' }], translations: { vscode: sentences } };
  await writeFile(path.join(userDataFolder, 'languagepacks.json'), JSON.stringify({ [locale]: pack }));
}

async function installUnpacked(source: string, extensionsFolder: string): Promise<void> {
  const { publisher, name, version } = JSON.parse(await readFile(path.join(source, 'package.json'), 'utf8')) as Readonly<Record<string, string>>;
  const target = path.join(extensionsFolder, `${publisher ?? ''}.${name ?? ''}-${version ?? ''}`);
  await mkdir(target);
  const present = await readdir(source);
  const shipped = ['package.json', 'package.nls.json', 'package.nls.ko.json', 'l10n', 'media', 'dist', 'README.md', 'LICENSE'];
  for (const part of shipped.filter((one) => present.includes(one))) await cp(path.join(source, part), path.join(target, part), { recursive: true });
}

async function installVsix(node: string, words: readonly string[], env: NodeJS.ProcessEnv): Promise<void> {
  const child = spawn(node, words, { env, stdio: ['ignore', 'pipe', 'pipe'] });
  const output = collectOutput(child);
  await once(child, 'exit');
  if (child.exitCode !== 0) throw new Error(`code-server refused the .vsix: ${output()}`);
}

function collectOutput(child: ChildProcess): () => string {
  let text = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (piece: Buffer) => {
      text = (text + piece.toString()).slice(-200_000);
    });
  }
  return () => text;
}

async function untilHealthy(child: ChildProcess, port: number, output: () => string): Promise<void> {
  const giveUpAt = Date.now() + 60_000;
  while (Date.now() < giveUpAt) {
    if (child.exitCode !== null) throw new Error(`code-server ended with ${String(child.exitCode)}: ${output()}`);
    const healthy = await fetch(`http://127.0.0.1:${String(port)}/healthz`).then((reply) => reply.ok, () => false);
    if (healthy) return;
    await sleep(100);
  }
  throw new Error(`code-server did not answer within 60 s: ${output()}`);
}

/** The server is detached, so its process group holds exactly what it started: extension hosts, watchers, our engine. */
async function stopGroup(child: ChildProcess, homeFolder: string): Promise<void> {
  const group = -(child.pid ?? 0);
  const ended = child.exitCode === null && child.signalCode === null ? once(child, 'exit') : Promise.resolve();
  signalGroup(group, 'SIGTERM');
  await Promise.race([ended, sleep(5_000, undefined, { ref: false })]);
  signalGroup(group, 'SIGKILL');
  await rm(homeFolder, { recursive: true, force: true, maxRetries: 5 });
}

function signalGroup(group: number, signal: NodeJS.Signals): void {
  try {
    if (group < 0) process.kill(group, signal);
  } catch {
    // the group is gone already
  }
}

async function freePort(): Promise<number> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  if (address === null || typeof address === 'string') throw new Error('No free port was given.');
  return address.port;
}
