/** The parent's side of one sandbox child: starts it, gives it one job at a time, and kills it when it overstays. */
import { type ChildProcess, fork } from 'node:child_process';
import type { SandboxLanguage, SandboxResult } from '../../ports/sandbox.ts';
import { type ChildMessage, childMessageSchema } from './childMessages.ts';
import type { ChildLocation } from './childLocation.ts';

/** After the deadline the guest gets this long to stop by itself. */
const killGraceMs = 1000;
const startTimeoutMs = 20_000;
/** JavaScript heap of the child; WebAssembly memories are limited apart. */
const heapMegabytes = 192;

export interface GuestProcess {
  readonly layers: readonly string[];
  readonly run: (program: string, deadlineMs: number, signal: AbortSignal) => Promise<SandboxResult>;
  readonly isAlive: () => boolean;
  /** Resolves when the process is gone. */
  readonly end: () => Promise<void>;
}

/** Rejects when the child cannot start; `withPermissions` adds Node's permission model, which Electron's Node may refuse. */
export async function startGuestProcess(
  language: SandboxLanguage,
  location: ChildLocation,
  emptyFolder: string,
  withPermissions: boolean,
): Promise<GuestProcess> {
  const child = fork(location.entry, [language, location.assetFolder], {
    cwd: emptyFolder,
    env: 'electron' in process.versions ? { ELECTRON_RUN_AS_NODE: '1' } : {},
    execArgv: [`--max-old-space-size=${heapMegabytes}`, '--disable-warning=ExperimentalWarning', ...(withPermissions ? permissionFlags(location) : [])],
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const complaint = collectComplaint(child);
  const layers = await untilReady(child, complaint);
  let isBusy = false;
  return {
    layers: [...layers, `killed ${killGraceMs / 1000} s after its deadline`],
    isAlive: () => child.exitCode === null && child.signalCode === null && !child.killed && child.connected,
    run: async (program, deadlineMs, signal) => {
      if (isBusy) throw new Error('one job at a time');
      isBusy = true;
      const result = await runJob(child, program, deadlineMs, signal);
      isBusy = false;
      return result;
    },
    end: async () => {
      child.kill('SIGKILL');
      await gone;
    },
  };
}

/** The watchdog needs a worker; nothing else is allowed, and files only inside the program's own folders. */
function permissionFlags(location: ChildLocation): readonly string[] {
  return ['--permission', '--allow-worker', '--disable-warning=SecurityWarning', ...location.readable.map((path) => `--allow-fs-read=${path}`)];
}

function collectComplaint(child: ChildProcess): () => string {
  let text = '';
  child.stderr?.setEncoding('utf8').on('data', (piece: string) => (text = (text + piece).slice(-2000)));
  return () => text.trim();
}

async function untilReady(child: ChildProcess, complaint: () => string): Promise<readonly string[]> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => stop(`it was not ready after ${startTimeoutMs / 1000} s`), startTimeoutMs);
    const stop = (why: string): void => {
      clearTimeout(timer);
      child.kill('SIGKILL');
      reject(new Error([why, complaint()].filter(Boolean).join(': ')));
    };
    const onExit = (code: number | null, signal: NodeJS.Signals | null): void => stop(`it ended with ${signal ?? `exit code ${code ?? 'unknown'}`}`);
    child.on('error', (error) => stop(error.message));
    child.once('exit', onExit);
    child.once('message', (message) => {
      const parsed = childMessageSchema.safeParse(message);
      if (!parsed.success || parsed.data.say !== 'ready') {
        stop(parsed.data?.say === 'unable' ? parsed.data.detail : 'it spoke out of turn');
        return;
      }
      clearTimeout(timer);
      child.off('exit', onExit);
      resolve(parsed.data.layers);
    });
  });
}

let lastJobId = 0;

async function runJob(child: ChildProcess, program: string, deadlineMs: number, signal: AbortSignal): Promise<SandboxResult> {
  const started = performance.now();
  const id = ++lastJobId;
  return new Promise((resolve) => {
    const settle = (part: Omit<SandboxResult, 'elapsedMs'>): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', onAbort);
      child.off('message', onMessage).off('exit', onExit);
      resolve({ ...part, elapsedMs: performance.now() - started });
    };
    const kill = (ending: SandboxResult['ending']): void => {
      child.kill('SIGKILL');
      settle({ ending, stdout: '', stderr: '' });
    };
    const onAbort = (): void => kill({ kind: 'broken', failure: { kind: 'cancelled', detail: 'Grading was cancelled.', advice: '' } });
    const onExit = (code: number | null, killedBy: NodeJS.Signals | null): void =>
      settle({ ending: { kind: 'crashed', detail: `the sandbox process ended with ${killedBy ?? `exit code ${code ?? 'unknown'}`}` }, stdout: '', stderr: '' });
    const onMessage = (message: unknown): void => {
      const said = childMessageSchema.safeParse(message);
      if (said.success && isAnswerTo(id, said.data)) settle(said.data);
      else kill({ kind: 'crashed', detail: 'the sandbox process spoke out of turn' });
    };
    const timer = setTimeout(() => kill({ kind: 'timeout', afterMs: performance.now() - started }), deadlineMs + killGraceMs);
    signal.addEventListener('abort', onAbort, { once: true });
    child.on('message', onMessage).on('exit', onExit);
    if (signal.aborted) onAbort();
    else child.send({ id, program, deadlineMs });
  });
}

function isAnswerTo(id: number, message: ChildMessage): message is Extract<ChildMessage, { say: 'done' }> {
  return message.say === 'done' && message.id === id;
}
