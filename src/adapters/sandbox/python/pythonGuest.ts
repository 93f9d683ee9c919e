/** Runs Python programs from the image of an initialised interpreter: restore memory, run, throw everything away. */
import { File, WASIProcExit } from '@bjorn3/browser_wasi_shim';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliDecompressSync } from 'node:zlib';
import { z } from 'zod';
import type { GuestRun, RunGuest } from '../childMessages.ts';
import { OutputLimit } from '../outputCap.ts';
import { bytesOf, pythonExports, type PythonImage } from './pythonImage.ts';
import { createWasiWorld, type StandardLibrary, type WasiWorld } from './wasiWorld.ts';

/** Where the standard library lies inside the guest. */
export const guestLibraryFolder = '/usr/local/lib';

export const pythonFiles = { wasm: 'python.wasm', memory: 'python-memory.br', library: 'python311.zip', os: 'python-os.py', header: 'python.json' } as const;

const headerSchema = z.object({ stackPointer: z.number(), commandAddress: z.number() });

/** An instance that can be used again as long as its memory did not grow. */
interface WarmInstance {
  readonly instance: WebAssembly.Instance;
  readonly current: { world: WasiWorld };
}

export function loadPythonGuest(assetFolder: string): RunGuest {
  const image = readImage(assetFolder);
  const module = new WebAssembly.Module(bytesOf(image.wasm));
  const library = readLibrary(assetFolder);
  let warm: WarmInstance | undefined;
  return (program) => {
    const world = createWasiWorld({ program, argv: ['python'], standardLibrary: library });
    warm = restored(warm, module, image, world);
    const run = runImage(warm, image, world);
    if (!run.isReusable) warm = undefined;
    return run.result;
  };
}

function restored(warm: WarmInstance | undefined, module: WebAssembly.Module, image: PythonImage, world: WasiWorld): WarmInstance {
  const fresh = warm && pythonExports(warm.instance).memory.buffer.byteLength === image.memory.length ? warm : createInstance(module, world);
  fresh.current.world = world;
  world.wasi.inst = fresh.instance as WasiWorld['wasi']['inst'];
  const exports = pythonExports(fresh.instance);
  new Uint8Array(exports.memory.buffer).set(image.memory);
  exports.stackPointer.value = image.stackPointer;
  return fresh;
}

/** Imports go through `current`, because an instance keeps its imports while every run has a world of its own. */
function createInstance(module: WebAssembly.Module, world: WasiWorld): WarmInstance {
  const current = { world };
  const imports: Record<string, (...args: unknown[]) => unknown> = {};
  for (const name of Object.keys(world.wasi.wasiImport)) {
    imports[name] = (...args) => (current.world.wasi.wasiImport[name] as (...args: unknown[]) => unknown)(...args);
  }
  return { current, instance: new WebAssembly.Instance(module, { wasi_snapshot_preview1: imports }) };
}

function runImage(warm: WarmInstance, image: PythonImage, world: WasiWorld): { readonly result: GuestRun; readonly isReusable: boolean } {
  let ending: GuestRun['ending'];
  try {
    // A command that returns did not reach its own _exit: the interpreter itself failed.
    const code = pythonExports(warm.instance).runSimpleString(image.commandAddress, 0);
    ending = { kind: 'crashed', detail: `the interpreter returned ${code}` };
  } catch (thrown) {
    ending = endingOf(thrown, world);
  }
  return { result: { ending, stdout: world.stdout.text(), stderr: world.stderr.text() }, isReusable: ending.kind === 'finished' };
}

function endingOf(thrown: unknown, world: WasiWorld): GuestRun['ending'] {
  if (thrown instanceof WASIProcExit) {
    const outOfMemory = thrown.code !== 0 && /^MemoryError\b/m.test(world.stderr.text());
    return outOfMemory ? { kind: 'memoryLimit' } : { kind: 'finished', exitCode: thrown.code };
  }
  if (thrown instanceof OutputLimit) return { kind: 'outputLimit' };
  return { kind: 'crashed', detail: thrown instanceof Error ? thrown.message : String(thrown) };
}

function readImage(assetFolder: string): PythonImage {
  const header = headerSchema.parse(JSON.parse(readFileSync(join(assetFolder, pythonFiles.header), 'utf8')));
  const memory = brotliDecompressSync(readFileSync(join(assetFolder, pythonFiles.memory)));
  return { ...header, memory, wasm: readFileSync(join(assetFolder, pythonFiles.wasm)) };
}

function readLibrary(assetFolder: string): StandardLibrary {
  return libraryFiles(readFileSync(join(assetFolder, pythonFiles.library)), readFileSync(join(assetFolder, pythonFiles.os)));
}

/** The standard library as Python expects to find it; `os.py` is the landmark it looks for. */
export function libraryFiles(zip: Uint8Array, os: Uint8Array): StandardLibrary {
  return new Map([
    [`${guestLibraryFolder}/python311.zip`, new File(zip, { readonly: true })],
    [`${guestLibraryFolder}/python3.11/os.py`, new File(os, { readonly: true })],
    [`${guestLibraryFolder}/python3.11/lib-dynload/.empty`, new File([], { readonly: true })],
  ]);
}
