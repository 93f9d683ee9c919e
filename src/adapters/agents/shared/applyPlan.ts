/** Writes a plan: checks everything first, keeps backups, writes each file atomically, reads it back, and takes all back on a failure. */
import { lstat, mkdir, readFile, realpath, writeFile } from 'node:fs/promises';
import { randomBytes } from 'node:crypto';
import { dirname, join } from 'node:path';
import type { AppliedConfig, ConfigPlan, FileEdit } from '../../../domain/configPlan.ts';
import { codeOf, fail, messageOf, ok, type Result } from '../../../domain/failure.ts';
import { closeRecord, saveRecord } from './appliedRecords.ts';
import { replaceFile } from './replaceFile.ts';
import { restoreFiles } from './restoreFiles.ts';
import { sha256, snapshotFile } from './snapshotFile.ts';

export interface ApplyPlace {
  readonly state: string;
  readonly roots: readonly string[];
}

export async function applyPlan(plan: ConfigPlan, place: ApplyPlace, now: string): Promise<Result<AppliedConfig>> {
  for (const edit of plan.edits) {
    const ready = await checkReady(edit, place.roots);
    if (!ready.ok) return ready;
  }
  const kept = await keepBackups(plan, place.state, now);
  if (!kept.ok) return kept;
  const written = await writeAll(plan.edits, kept.value);
  if (written.ok) return kept;
  const restored = await restoreFiles(kept.value, 'onlyWhatWasWritten');
  await closeRecord(place.state, kept.value.id, 'failed').catch(() => undefined);
  if (restored.ok) return written;
  const advice = `Restore the files by hand from ${kept.value.backupFolder}.`;
  return fail(written.failure.kind, `${written.failure.detail} Taking the change back failed too: ${restored.failure.detail}`, advice);
}

/** Nothing is written before every file of the plan passed this. */
async function checkReady(edit: FileEdit, roots: readonly string[]): Promise<Result<undefined>> {
  const now = await snapshotFile(edit.path, roots);
  if (!now.ok) return now;
  if (now.value.sha256 !== edit.before.sha256) {
    return fail('planMismatch', `${edit.path} was changed after the plan was made. Nothing was written.`, 'Look at the new plan and apply that.');
  }
  // root may write where the bits forbid it, but somebody set those bits on purpose
  if (now.value.mode !== undefined && (now.value.mode & 0o200) === 0) return readOnly(edit.path);
  const folder = await nearestFolder(dirname(edit.path));
  if (process.platform !== 'win32' && (folder.mode & 0o200) === 0) return readOnly(folder.path);
  return ok(undefined);
}

const readOnly = (path: string): Result<never> =>
  fail('fileUnwritable', `${path} is read-only. Nothing was written.`, 'Make it writable, or enter the values by hand in the agent’s settings.');

async function nearestFolder(path: string): Promise<{ readonly path: string; readonly mode: number }> {
  try {
    return { path, mode: (await lstat(await realpath(path))).mode };
  } catch (thrown) {
    if (codeOf(thrown) !== 'ENOENT' || dirname(path) === path) throw thrown;
    return nearestFolder(dirname(path));
  }
}

/** Backups and the record are on disk before the first file changes, so that a crash in between can be undone. */
async function keepBackups(plan: ConfigPlan, state: string, now: string): Promise<Result<AppliedConfig>> {
  const id = `${now.replaceAll(/[:.]/gu, '-')}-${plan.target}-${randomBytes(3).toString('hex')}`;
  const backupFolder = join(state, 'backups', id);
  try {
    await mkdir(backupFolder, { recursive: true, mode: 0o700 });
    const files = await Promise.all(plan.edits.map((edit, index) => keepBackup(edit, join(backupFolder, `${index}-${nameOf(edit.path)}`))));
    const createdFolders = await missingFolders(plan.edits.map((edit) => dirname(edit.path)));
    const applied: AppliedConfig = { schema: 'plimsoll.applied/v1', id, target: plan.target, appliedAt: now, backupFolder, createdFolders, files };
    await saveRecord(state, applied);
    return ok(applied);
  } catch (thrown) {
    const kind = codeOf(thrown) === 'ENOSPC' ? 'diskFull' : 'fileUnwritable';
    return fail(kind, `No backup could be kept in ${backupFolder}. Nothing was written.`, 'Free space or set PLIMSOLL_STATE_DIR.', { cause: messageOf(thrown) });
  }
}

const nameOf = (path: string): string => (path.split(/[\\/]/u).at(-1) ?? 'file').slice(-80);

async function keepBackup(edit: FileEdit, backupPath: string): Promise<AppliedConfig['files'][number]> {
  const { before, path } = edit;
  const afterSha256 = sha256(edit.after);
  const writtenPath = `${backupPath}.written`;
  await writeFile(writtenPath, edit.after, { mode: 0o600, flush: true });
  if (before.sha256 === undefined) return { path, writtenPath, afterSha256 };
  await writeFile(backupPath, await readFile(path), { mode: 0o600, flush: true });
  return { path, backupPath, writtenPath, beforeSha256: before.sha256, afterSha256, ...(before.mode === undefined ? {} : { mode: before.mode }) };
}

async function missingFolders(folders: readonly string[]): Promise<readonly string[]> {
  const missing = new Set<string>();
  for (const folder of folders) {
    for (let one = folder; (await lstat(one).catch(() => undefined)) === undefined && dirname(one) !== one; one = dirname(one)) missing.add(one);
  }
  return [...missing].sort();
}

async function writeAll(edits: readonly FileEdit[], applied: AppliedConfig): Promise<Result<undefined>> {
  for (const [index, edit] of edits.entries()) {
    try {
      await mkdir(dirname(edit.path), { recursive: true, mode: 0o700 });
      const mode = edit.before.mode ?? edit.newFileMode;
      await replaceFile(edit.path, edit.after, mode === undefined ? {} : { mode });
      const readBack = sha256(await readFile(edit.path));
      if (readBack !== applied.files[index]?.afterSha256) {
        return fail('fileUnwritable', `${edit.path} holds something else than was written to it: another program writes it too. The change was taken back.`, 'Close the agent, then try again.');
      }
    } catch (thrown) {
      const kind = codeOf(thrown) === 'ENOSPC' ? 'diskFull' : 'fileUnwritable';
      return fail(kind, `${edit.path} could not be written. The change was taken back.`, 'Check free space and permissions.', { cause: messageOf(thrown) });
    }
  }
  return ok(undefined);
}
