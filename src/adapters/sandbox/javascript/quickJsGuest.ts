/** Runs JavaScript in QuickJS: a new WebAssembly instance for every program, with memory, stack and time limits. */
import * as variantModule from '@jitl/quickjs-wasmfile-release-sync';
import { newQuickJSWASMModuleFromVariant, newVariant, type QuickJSContext, type QuickJSHandle, type QuickJSRuntime, type QuickJSSyncVariant, shouldInterruptAfterDeadline } from 'quickjs-emscripten-core';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { GuestRun, RunGuest } from '../childMessages.ts';
import { type CappedOutput, cappedOutput, OutputLimit } from '../outputCap.ts';

/** The package's types say CommonJS while it is loaded as a module: the variant is its default export either way. */
const variant = variantModule.default as unknown as QuickJSSyncVariant;

const memoryLimitBytes = 48 * 1024 * 1024;
/** 512 KiB let a deep recursion overflow the host's own stack. */
const stackLimitBytes = 192 * 1024;
const pendingJobsLimit = 100_000;

/** Source deeper than this overflows the parser's stack on the host side before QuickJS notices. */
const nestingLimit = 2000;

export function loadQuickJsGuest(assetFolder: string): RunGuest {
  const wasmModule = new WebAssembly.Module(readFileSync(join(assetFolder, 'quickjs.wasm')));
  const limited = newVariant(variant, { wasmModule });
  return async (program, deadlineMs) => {
    const stdout = cappedOutput();
    const stderr = cappedOutput();
    if (nestingOf(program) > nestingLimit) return { ending: { kind: 'crashed', detail: 'the source is nested too deeply' }, stdout: '', stderr: '' };
    const quickJs = await newQuickJSWASMModuleFromVariant(limited);
    const runtime = quickJs.newRuntime();
    const ending = runProgram(runtime, program, deadlineMs, { stdout, stderr });
    return { ending, stdout: stdout.text(), stderr: stderr.text() };
  };
}

interface Streams {
  readonly stdout: CappedOutput;
  readonly stderr: CappedOutput;
}

/** The instance is thrown away after the run, so nothing is freed: a broken heap cannot matter. */
function runProgram(runtime: QuickJSRuntime, program: string, deadlineMs: number, streams: Streams): GuestRun['ending'] {
  const started = performance.now();
  const state = { overflowed: false };
  try {
    runtime.setMemoryLimit(memoryLimitBytes);
    runtime.setMaxStackSize(stackLimitBytes);
    const interrupt = shouldInterruptAfterDeadline(Date.now() + deadlineMs);
    runtime.setInterruptHandler((r) => state.overflowed || interrupt(r) === true);
    const context = runtime.newContext();
    addConsole(context, streams, () => (state.overflowed = true));
    const error = evaluate(context, program) ?? pendingError(runtime);
    if (state.overflowed) return { kind: 'outputLimit' };
    return error === undefined ? { kind: 'finished', exitCode: 0 } : endingOf(error, streams, performance.now() - started);
  } catch (thrown) {
    if (thrown instanceof OutputLimit || state.overflowed) return { kind: 'outputLimit' };
    return { kind: 'crashed', detail: thrown instanceof Error ? thrown.message : String(thrown) };
  }
}

interface GuestError {
  readonly name: string;
  readonly message: string;
  readonly stack: string;
}

function evaluate(context: QuickJSContext, program: string): GuestError | undefined {
  const result = context.evalCode(program, 'answer.js');
  return result.error ? describe(context.dump(result.error)) : undefined;
}

function pendingError(runtime: QuickJSRuntime): GuestError | undefined {
  const jobs = runtime.executePendingJobs(pendingJobsLimit);
  return jobs.error ? describe(jobs.error.context.dump(jobs.error)) : undefined;
}

function describe(dumped: unknown): GuestError {
  const part = (key: string): string => {
    const value: unknown = typeof dumped === 'object' && dumped !== null ? (dumped as Record<string, unknown>)[key] : undefined;
    return typeof value === 'string' ? value : '';
  };
  return { name: part('name'), message: part('message') || JSON.stringify(dumped), stack: part('stack') };
}

function endingOf(error: GuestError, streams: Streams, elapsedMs: number): GuestRun['ending'] {
  if (error.name === 'InternalError' && error.message.includes('interrupted')) return { kind: 'timeout', afterMs: elapsedMs };
  if (error.message.includes('out of memory')) return { kind: 'memoryLimit' };
  streams.stderr.write(Buffer.from(`${error.name}: ${error.message}\n${error.stack}`.slice(0, 4000)));
  return { kind: 'finished', exitCode: 1 };
}

/** `console.log`, `.error` and friends, and `print`: the only doors out. */
function addConsole(context: QuickJSContext, streams: Streams, onOverflow: () => void): void {
  const writer = (stream: CappedOutput) => (...args: QuickJSHandle[]): void => {
    const line = args.map((arg) => shown(context.dump(arg))).join(' ');
    try {
      stream.write(Buffer.from(`${line}\n`));
    } catch (thrown) {
      onOverflow();
      throw thrown;
    }
  };
  const out = context.newFunction('log', writer(streams.stdout));
  const err = context.newFunction('error', writer(streams.stderr));
  const console = context.newObject();
  for (const name of ['log', 'info', 'debug']) context.setProp(console, name, out);
  for (const name of ['error', 'warn', 'trace']) context.setProp(console, name, err);
  context.setProp(context.global, 'console', console);
  context.setProp(context.global, 'print', out);
}

function shown(value: unknown): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'bigint') return `${value}n`;
  return value === undefined ? 'undefined' : JSON.stringify(value);
}

/** Deepest bracket nesting, counted roughly: strings and comments are not told apart. */
function nestingOf(program: string): number {
  let depth = 0;
  let deepest = 0;
  for (const character of program) {
    if ('([{'.includes(character)) deepest = Math.max(deepest, ++depth);
    else if (')]}'.includes(character)) depth = Math.max(0, depth - 1);
  }
  return deepest;
}
