/** The sandbox as the story sees it: one warm child a language, replaced when it had to be killed. */
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { type Failure, messageOf } from '../../domain/failure.ts';
import type { Sandbox, SandboxJob, SandboxLanguage, SandboxResult } from '../../ports/sandbox.ts';
import { type ChildLocation, childLocation } from './childLocation.ts';
import { makeEmptyFolder } from './emptyFolder.ts';
import { type GuestProcess, startGuestProcess } from './guestProcess.ts';

export interface SandboxOptions {
  readonly location?: ChildLocation;
}

/** Children start with the first job of their language and live until `dispose`. */
export function createSandbox(options: SandboxOptions = {}): Sandbox {
  const location = options.location ?? childLocation(import.meta.url);
  const children = new Map<SandboxLanguage, Promise<GuestProcess>>();
  const queues = new Map<SandboxLanguage, Promise<unknown>>();
  const emptyFolder = once(() => makeEmptyFolder(tmpdir()));

  const childFor = async (language: SandboxLanguage): Promise<GuestProcess> => {
    const existing = await children.get(language)?.catch(() => undefined);
    if (existing?.isAlive()) return existing;
    const started = emptyFolder.get().then((folder) => startWithOrWithoutPermissions(language, location, folder));
    children.set(language, started);
    return started;
  };

  const runNow = async (job: SandboxJob, signal: AbortSignal): Promise<SandboxResult> => {
    if (signal.aborted) return notRun({ kind: 'cancelled', detail: 'Grading was cancelled.', advice: '' });
    try {
      return await (await childFor(job.language)).run(job.program, job.deadlineMs, signal);
    } catch (thrown) {
      return notRun(brokenSandbox(job.language, thrown));
    }
  };

  return {
    run: (job, signal) => {
      const turn = (queues.get(job.language) ?? Promise.resolve()).then(() => runNow(job, signal));
      queues.set(job.language, turn);
      return turn;
    },
    active: async () => {
      const started = await Promise.all([...children].map(async ([language, child]) => ({ language, child: await child.catch(() => undefined) })));
      return started.flatMap(({ language, child }) => (child === undefined ? [] : [{ language, layers: child.layers }]));
    },
    dispose: async () => {
      for (const child of children.values()) await child.then((started) => started.end()).catch(() => undefined);
      children.clear();
      const folder = await emptyFolder.existing();
      if (folder !== undefined) await rm(folder, { recursive: true, force: true }).catch(() => undefined);
    },
  };
}

/** Whether this Node takes the permission flags is found out once. */
let permissionsRefused = false;

async function startWithOrWithoutPermissions(language: SandboxLanguage, location: ChildLocation, folder: string): Promise<GuestProcess> {
  if (permissionsRefused) return startGuestProcess(language, location, folder, false);
  try {
    return await startGuestProcess(language, location, folder, true);
  } catch {
    const child = await startGuestProcess(language, location, folder, false);
    permissionsRefused = true;
    return child;
  }
}

function brokenSandbox(language: SandboxLanguage, thrown: unknown): Failure {
  return {
    kind: 'sandboxBroken',
    detail: `The ${language} sandbox did not start, so no answer can be graded.`,
    advice: 'Build Plimsoll again (npm run build), which prepares the sandbox files.',
    cause: messageOf(thrown).slice(0, 500),
  };
}

function notRun(failure: Failure): SandboxResult {
  return { ending: { kind: 'broken', failure }, stdout: '', stderr: '', elapsedMs: 0 };
}

function once<T>(make: () => Promise<T>): { readonly get: () => Promise<T>; readonly existing: () => Promise<T | undefined> } {
  let made: Promise<T> | undefined;
  return { get: () => (made ??= make()), existing: async () => made };
}
