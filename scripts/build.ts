/** The bundles Plimsoll ships, as one table, and how they are built. */
import { cp, mkdir, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { build, type BuildOptions } from 'esbuild';
import { prepareSandbox } from './prepareSandbox.ts';

export const root = path.dirname(import.meta.dirname);
export const dist = path.join(root, 'dist');

/** Bundles built together; those of one group may share chunks. */
interface Group {
  /** Output below dist/, without its extension → source. */
  readonly bundles: Readonly<Record<string, string>>;
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
const nodeModule: BuildOptions = { platform: 'node', mainFields, format: 'esm', target: 'node22.12', banner: { js: commonJsNames }, outExtension: { '.js': '.mjs' } };
const nodeCommon: BuildOptions = { platform: 'node', mainFields, format: 'cjs', target: 'node22.12', outExtension: { '.js': '.cjs' } };
const browser: BuildOptions = { platform: 'browser', format: 'iife', target: 'chrome128', loader: { '.ttf': 'dataurl' } };

// loaded when it is there; a report without it says which pictures are missing
const nativeOptional = ['@napi-rs/canvas'];
// pg asks for it only when told to
const nativeOfPostgres = ['pg-native'];

/**
 * `vscode` is external for the extension only: anywhere else an import of it breaks the build. The command line and the engine share chunks, so
 * that what is imported on demand (the TypeScript compiler, tiktoken's ranks, PostgreSQL's client) costs nothing until then; chunks lie beside the
 * bundles because code finds its assets relative to itself.
 */
export const groups: readonly Group[] = [
  { bundles: { extension: 'src/shells/extension/main.ts' }, options: { ...nodeCommon, external: ['vscode'] } },
  { bundles: { languageClient: 'src/shells/extension/language/languageClient.ts' }, options: { ...nodeCommon, external: ['vscode'] } },
  { bundles: { languageServer: 'src/shells/languageServer/main.ts' }, options: nodeModule },
  {
    bundles: { cli: 'src/shells/cli/main.ts', engine: 'src/shells/engine/main.ts' },
    options: { ...nodeModule, external: [...nativeOptional, ...nativeOfPostgres], splitting: true, chunkNames: 'chunk-[hash]' },
  },
  { bundles: { sandboxChild: 'src/adapters/sandbox/sandboxChild.ts' }, options: nodeModule },
  { bundles: { 'webview/panel': 'webview-ui/src/main.ts' }, options: browser },
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

async function bundle({ bundles, options }: Group): Promise<void> {
  const present = Object.entries(bundles).filter(([, source]) => existsSync(path.join(root, source)));
  if (present.length === 0) return;
  const result = await build({
    entryPoints: present.map(([out, source]) => ({ in: path.join(root, source), out })),
    outdir: dist,
    bundle: true,
    minify: true,
    keepNames: true,
    sourcemap: false,
    metafile: true,
    legalComments: 'none',
    logLevel: 'warning',
    ...options,
  });
  await mkdir(path.join(dist, 'meta'), { recursive: true });
  await writeFile(path.join(dist, 'meta', `${path.basename(present[0]?.[0] ?? '')}.json`), JSON.stringify(result.metafile));
}

/** Chunks of earlier builds have other names and would be packed along. */
async function removeOldChunks(): Promise<void> {
  for (const name of await readdir(dist)) if (/^chunk-.*\.mjs$/.test(name)) await rm(path.join(dist, name));
}

/** Builds everything into dist/; does nothing when nothing changed. */
export async function buildAll(force = false): Promise<void> {
  if (!force && (await isFresh())) return;
  const started = Date.now();
  await mkdir(dist, { recursive: true });
  await rm(path.join(dist, 'build-stamp'), { force: true });
  await removeOldChunks();
  await Promise.all([prepareSandbox(dist), ...groups.map(bundle)]);
  for (const folder of ['scenarios', 'schemas']) {
    if (existsSync(path.join(root, folder))) await cp(path.join(root, folder), path.join(dist, folder), { recursive: true });
  }
  await cp(path.join(root, 'node_modules/chart.js/dist/chart.umd.min.js'), path.join(dist, 'report/chart.umd.js'));
  await cp(path.join(root, 'node_modules/tiktoken/lite/tiktoken_bg.wasm'), path.join(dist, 'tiktoken_bg.wasm'));
  await cp(path.join(root, 'src/adapters/embedded/serve.py'), path.join(dist, 'embedded/serve.py'));
  await writeFile(path.join(dist, 'build-stamp'), String(started));
}
