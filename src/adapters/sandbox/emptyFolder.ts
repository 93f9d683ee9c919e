/** The empty folder a guest's process starts in; those of owners that were killed are cleared away by the next one. */
import { mkdtemp, readdir, rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import { codeOf } from '../../domain/failure.ts';

const namePattern = /^plimsoll-sandbox-(\d+)-\w{6}$/;

/** Named after this process, so that others can tell whether its owner still lives. */
export async function makeEmptyFolder(parent: string): Promise<string> {
  await sweep(parent).catch(() => undefined);
  return mkdtemp(join(parent, `plimsoll-sandbox-${process.pid}-`));
}

/** Only empty folders of dead processes: `rmdir` refuses everything else. */
async function sweep(parent: string): Promise<void> {
  const names = (await readdir(parent)).filter((name) => isOrphan(name));
  await Promise.all(names.map((name) => rmdir(join(parent, name)).catch(() => undefined)));
}

function isOrphan(name: string): boolean {
  const [, pid] = namePattern.exec(name) ?? [];
  return pid !== undefined && !isAlive(Number(pid));
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (thrown) {
    return codeOf(thrown) !== 'ESRCH';
  }
}
