/** A run's folder: its name, its lock, and files that appear whole or not at all. */
import { randomBytes } from 'node:crypto';
import fs from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import { codeOf, fail, ok, type Result } from '../../domain/failure.ts';
import { fileFailure } from './fileFailure.ts';

export interface RunFolder {
  readonly path: string;
  readonly runId: string;
}

/** `2026-11-22T02-15-20-a1b2`: sorts by time, is a valid name on every system, never meets an existing one. */
function newRunId(now: Date): string {
  return `${now.toISOString().slice(0, 19).replaceAll(':', '-')}-${randomBytes(2).toString('hex')}`;
}

export async function makeRunFolder(parent: string, now: Date): Promise<Result<RunFolder>> {
  const runId = newRunId(now);
  const folder = path.join(parent, runId);
  try {
    await fs.mkdir(parent, { recursive: true });
    await fs.mkdir(folder);
    return ok({ path: folder, runId });
  } catch (thrown) {
    return fileFailure(thrown, folder, 'write');
  }
}

export const journalPath = (folder: string): string => path.join(folder, 'journal.jsonl');

/** Atomic: a reader sees the old file or the new one. */
export async function writeRunFile(folder: string, name: string, content: string | Uint8Array): Promise<Result<undefined>> {
  const file = path.join(folder, name);
  try {
    await writeFileAtomic(file, typeof content === 'string' ? content : Buffer.from(content));
    return ok(undefined);
  } catch (thrown) {
    return fileFailure(thrown, file, 'write');
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (thrown) {
    return codeOf(thrown) === 'EPERM';
  }
}

/** One writer a run. A lock whose process on this machine is gone is taken over. The value releases it. */
export async function lockRun(folder: string): Promise<Result<() => Promise<void>>> {
  const file = path.join(folder, 'run.lock');
  const owner = `${process.pid} ${os.hostname()}`;
  try {
    await fs.writeFile(file, owner, { flag: 'wx' });
  } catch (thrown) {
    if (codeOf(thrown) !== 'EEXIST') return fileFailure(thrown, file, 'write');
    const [pid, host] = (await fs.readFile(file, 'utf8').catch(() => '')).split(' ');
    if (host === os.hostname() && Number(pid) !== process.pid && isAlive(Number(pid)))
      return fail('locked', `Another Plimsoll (process ${pid ?? '?'}) is writing to ${folder}.`, 'Wait until it ends, or stop it, and try again.');
    await fs.writeFile(file, owner);
  }
  return ok(() => fs.rm(file, { force: true }));
}
