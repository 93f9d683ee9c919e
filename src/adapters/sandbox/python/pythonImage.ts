/** Makes and reads the image of an initialised Python: memory after start-up, and the module it is restored into. */
import type { WASI } from '@bjorn3/browser_wasi_shim';
import { createWasiWorld, type StandardLibrary } from './wasiWorld.ts';
import { patchWasm, type AddedExport } from './wasmPatch.ts';

/** 128 MiB: a guest that wants more gets MemoryError. */
export const pythonMaxPages = 2048;

/** sha256 of the CPython 3.11.3 file whose function numbers are pinned below. */
export const pythonWasmSha256 = '658cb6add2bbf8dfe84d67fb85430956d5a8b2b1d694d33432d654cdf048f813';

/** `PyRun_SimpleStringFlags` and the stack pointer in that file: found by tracing the wasm stack of `python -c`. */
const pinnedExports: readonly AddedExport[] = [
  { name: 'runSimpleString', kind: 'function', index: 3666 },
  { name: 'stackPointer', kind: 'global', index: 0 },
];

/** Imported before the image is taken, so that no answer pays for them. */
const preloaded = (
  'abc,ast,array,bisect,cmath,collections,collections.abc,contextlib,copy,dataclasses,datetime,decimal,doctest,enum,fractions,functools,' +
  'hashlib,heapq,inspect,io,itertools,json,math,numbers,operator,os,random,re,statistics,string,struct,sys,textwrap,time,traceback,types,' +
  'typing,unicodedata,unittest,unittest.mock,uuid,logging,calendar,csv,secrets,threading,queue,weakref'
).split(',');

export interface PythonImage {
  /** Patched module without data segments. */
  readonly wasm: Uint8Array;
  /** The whole linear memory after start-up. */
  readonly memory: Uint8Array;
  readonly stackPointer: number;
  /** Address of the C string that starts a run. */
  readonly commandAddress: number;
}

const command = '__sandbox_mark_9d1f=0;__sandbox_boot()\n\0';
const readyExitCode = 77;

// The file system layer inside this build refuses to wait, so time.sleep has to look at the clock.
// posix._exit releases nothing on its way out, so the thread state stays attached and the image can run again.
const startUpProgram = `
import sys, posix
${preloaded.map((name) => `import ${name}`).join('\n')}
import gc
gc.collect()
gc.freeze()
for _name in [n for n in globals() if n not in ('__name__', '__builtins__', '__doc__', '__loader__', '__spec__', '__package__', '__annotations__')]:
    del globals()[_name]
del _name
def __make_sleep(now):
    def sleep(seconds):
        if seconds < 0:
            raise ValueError('sleep length must be non-negative')
        end = now() + seconds
        while now() < end:
            pass
    return sleep
import time
time.sleep = __make_sleep(time.monotonic)
del __make_sleep, time
def __sandbox_boot():
    import sys, posix, builtins, types, time, random
    code = 0
    try:
        random.seed(time.time_ns())
        with open('/main.py', encoding='utf-8') as f:
            source = f.read()
        main = types.ModuleType('__main__')
        main.__file__ = '/main.py'
        main.__builtins__ = builtins
        sys.modules['__main__'] = main
        exec(compile(source, '/main.py', 'exec'), main.__dict__)
    except SystemExit as e:
        code = e.code if isinstance(e.code, int) else (0 if e.code is None else 1)
    except BaseException:
        import traceback
        traceback.print_exc()
        code = 1
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    finally:
        posix._exit(code & 255)
__sandbox_command = b'${command.replace('\n\0', '')}' + b'\\n\\0'
__import__('posix')._exit(${readyExitCode})
`;

class ReadyToSnap extends Error {}

/** Starts Python once, loads the usual modules and takes the image. Throws when the file is not the pinned one. */
export function makePythonImage(originalWasm: Uint8Array, standardLibrary: StandardLibrary): PythonImage {
  const module = new WebAssembly.Module(bytesOf(patchWasm(originalWasm, { maxPages: pythonMaxPages, exports: pinnedExports })));
  const world = createWasiWorld({ program: '', argv: ['python', '-I', '-S', '-B', '-c', startUpProgram], standardLibrary });
  world.wasi.wasiImport['proc_exit'] = (code: number) => {
    if (code === readyExitCode) throw new ReadyToSnap();
    throw new Error(`Python did not start: exit code ${code}. ${world.stderr.text()}`);
  };
  const instance = new WebAssembly.Instance(module, { wasi_snapshot_preview1: world.wasi.wasiImport });
  runUntilReady(world.wasi, instance);
  const exports = pythonExports(instance);
  const memory = new Uint8Array(exports.memory.buffer.slice(0));
  const commandAddress = Buffer.from(memory.buffer).indexOf(command);
  if (commandAddress < 0) throw new Error('the start command was not found in the memory of Python');
  const minPages = memory.length / 65_536;
  const wasm = patchWasm(originalWasm, { maxPages: pythonMaxPages, minPages, exports: pinnedExports, dropsData: true });
  return { wasm, memory, stackPointer: exports.stackPointer.value, commandAddress };
}

function runUntilReady(wasi: WASI, instance: WebAssembly.Instance): void {
  try {
    wasi.start(instance as Parameters<WASI['start']>[0]);
  } catch (thrown) {
    if (thrown instanceof ReadyToSnap) return;
    throw thrown;
  }
  throw new Error('Python ended before the image could be taken');
}

export interface PythonExports {
  readonly memory: WebAssembly.Memory;
  readonly stackPointer: { value: number };
  readonly runSimpleString: (address: number, flags: number) => number;
}

/** The exports that the patch added, typed: the module's shape is pinned by its hash. */
export function pythonExports(instance: WebAssembly.Instance): PythonExports {
  return instance.exports as unknown as PythonExports;
}

/** TypeScript's WebAssembly types want a plain ArrayBuffer behind the bytes. */
export function bytesOf(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  return new Uint8Array(bytes);
}

