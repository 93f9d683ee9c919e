/** One writer at a time: two windows, or a window and the CLI, never change the same settings together. */
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { codeOf, fail, messageOf, type Result } from '../../../domain/failure.ts';

/** Runs `work` while holding the lock; a lock whose process is gone is taken over. */
export async function withStateLock<T>(state: string, work: () => Promise<Result<T>>): Promise<Result<T>> {
  const path = join(state, 'configure.lock');
  try {
    await mkdir(state, { recursive: true, mode: 0o700 });
    if (!(await take(path)) && !(await takeOver(path))) {
      return fail('locked', 'Another Plimsoll is changing agent settings right now.', 'Try again when it has finished.');
    }
  } catch (thrown) {
    const kind = codeOf(thrown) === 'ENOSPC' ? 'diskFull' : 'fileUnwritable';
    return fail(kind, `Plimsoll’s own folder ${state} cannot be written, so no backup can be kept. Nothing was written.`, 'Free space or set PLIMSOLL_STATE_DIR.', { cause: messageOf(thrown) });
  }
  try {
    return await work();
  } finally {
    await rm(path, { force: true });
  }
}

async function take(path: string): Promise<boolean> {
  try {
    await writeFile(path, String(process.pid), { flag: 'wx', mode: 0o600 });
    return true;
  } catch (thrown) {
    if (codeOf(thrown) === 'EEXIST') return false;
    throw thrown;
  }
}

async function takeOver(path: string): Promise<boolean> {
  const owner = Number(await readFile(path, 'utf8').catch(() => ''));
  if (Number.isSafeInteger(owner) && owner > 0 && isAlive(owner)) return false;
  await rm(path, { force: true });
  return take(path);
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (thrown) {
    return codeOf(thrown) === 'EPERM';
  }
}
