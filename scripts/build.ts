/** The bundles Plimsoll ships, as one table, and how they are built. */
import { cp, mkdir, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { build, type BuildOptions } from 'esbuild';
import { prepareSandbox } from './prepareSandbox.ts';

export const root = path.dirname(import.meta.dirname);
export const dist = path.join(root, 'dist');

interface Entry {
  readonly source: string;
  readonly output: string;
  readonly options: BuildOptions;
}

// ESM bundles of CommonJS libraries still ask for CommonJS's own names
const commonJsNames = [
  "import { createRequire as __createRequire } from 'node:module';",
  "import { fileURLToPath as __fileURLToPath } from 'node:url';",
  'const require = __createRequire(import.meta.url);',
  "const __filename = __fileURLToPath(import.meta.url), __dirname = __fileURLToPath(new URL('.', import.meta.url));",
].join('\n');
// some libraries (jsonc-parser) ship a CommonJS build that no bundler can follow: their ES modules come first
const mainFields = ['module', 'main'];
const nodeModule: BuildOptions = { platform: 'node', mainFields, format: 'esm', target: 'node22.12', banner: { js: commonJsNames } };
const nodeCommon: BuildOptions = { platform: 'node', mainFields, format: 'cjs', target: 'node22.12' };
const browser: BuildOptions = { platform: 'browser', format: 'iife', target: 'chrome128', loader: { '.ttf': 'dataurl' } };

// loaded when it is there; a report without it says which pictures are missing
const nativeOptional = ['@napi-rs/canvas'];

/** `vscode` is external for the extension only: anywhere else an import of it breaks the build. */
export const entries: readonly Entry[] = [
  { source: 'src/shells/extension/main.ts', output: 'extension.cjs', options: { ...nodeCommon, external: ['vscode'] } },
  { source: 'src/shells/languageServer/main.ts', output: 'languageServer.cjs', options: nodeCommon },
  { source: 'src/shells/cli/main.ts', output: 'cli.mjs', options: { ...nodeModule, external: nativeOptional } },
  { source: 'src/shells/engine/main.ts', output: 'engine.mjs', options: { ...nodeModule, external: nativeOptional } },
  { source: 'src/adapters/sandbox/sandboxChild.ts', output: 'sandboxChild.mjs', options: nodeModule },
  { source: 'webview-ui/src/main.ts', output: 'webview/panel.js', options: browser },
];

async function newestChange(folder: string): Promise<number> {
  let newest = 0;
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const full = path.join(folder, entry.name);
    newest = Math.max(newest, entry.isDirectory() ? await newestChange(full) : (await stat(full)).mtimeMs);
  }
  return newest;
}

async function isFresh(): Promise<boolean> {
  const stamp = path.join(dist, 'build-stamp');
  if (!existsSync(stamp)) return false;
  const built = Number(readFileSync(stamp, 'utf8'));
  const folders = ['src', 'webview-ui', 'scenarios', 'schemas', 'scripts'].map((name) => path.join(root, name)).filter((folder) => existsSync(folder));
  const changes = await Promise.all(folders.map(newestChange));
  return Math.max(...changes, (await stat(path.join(root, 'package-lock.json'))).mtimeMs, (await stat(path.join(root, 'package.json'))).mtimeMs) < built;
}

async function bundle(entry: Entry): Promise<void> {
  const result = await build({
    entryPoints: [path.join(root, entry.source)],
    outfile: path.join(dist, entry.output),
    bundle: true,
    minify: true,
    keepNames: true,
    sourcemap: false,
    metafile: true,
    legalComments: 'none',
    logLevel: 'warning',
    ...entry.options,
  });
  await mkdir(path.join(dist, 'meta'), { recursive: true });
  await writeFile(path.join(dist, 'meta', `${path.basename(entry.output)}.json`), JSON.stringify(result.metafile));
}

/** Builds everything into dist/; does nothing when nothing changed. */
export async function buildAll(force = false): Promise<void> {
  if (!force && (await isFresh())) return;
  const started = Date.now();
  await mkdir(dist, { recursive: true });
  await rm(path.join(dist, 'build-stamp'), { force: true });
  await Promise.all([prepareSandbox(dist), ...entries.filter((entry) => existsSync(path.join(root, entry.source))).map(bundle)]);
  for (const folder of ['scenarios', 'schemas']) {
    if (existsSync(path.join(root, folder))) await cp(path.join(root, folder), path.join(dist, folder), { recursive: true });
  }
  await cp(path.join(root, 'node_modules/chart.js/dist/chart.umd.min.js'), path.join(dist, 'report/chart.umd.js'));
  await cp(path.join(root, 'src/adapters/embedded/serve.py'), path.join(dist, 'embedded/serve.py'));
  await writeFile(path.join(dist, 'build-stamp'), String(started));
}
