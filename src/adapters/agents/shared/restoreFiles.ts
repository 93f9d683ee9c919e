/** Puts files back byte for byte from their backups, and removes those that did not exist before. */
import { readFile, rm, rmdir } from 'node:fs/promises';
import writeFileAtomic from 'write-file-atomic';
import type { AppliedConfig } from '../../../domain/configPlan.ts';
import { codeOf, fail, messageOf, ok, type Result } from '../../../domain/failure.ts';
import { sha256 } from './snapshotFile.ts';

/**
 * `unchangedOnly` fails before anything is restored when a file is neither as applied nor as before; `whatWasWritten`
 * restores only files that hold what was written; `always` also overwrites later changes.
 */
export type RestoreRule = 'unchangedOnly' | 'whatWasWritten' | 'always';

export async function restoreFiles(applied: AppliedConfig, rule: RestoreRule): Promise<Result<undefined>> {
  try {
    const now = await Promise.all(applied.files.map(async (file) => ({ file, sha: await currentSha(file.path) })));
    const changed = now.filter(({ file, sha }) => sha !== file.afterSha256 && sha !== file.beforeSha256).map(({ file }) => file.path);
    if (rule === 'unchangedOnly' && changed.length > 0) {
      return fail('planMismatch', `${changed.join(', ')} was changed after Plimsoll wrote it. Nothing was restored.`, `Undo with --force to overwrite later changes; the backups are in ${applied.backupFolder}.`);
    }
    const backups = await readBackups(applied);
    if (!backups.ok) return backups;
    for (const { file, sha } of now) {
      if (sha === file.beforeSha256 || (rule === 'whatWasWritten' && sha !== file.afterSha256)) continue;
      const bytes = backups.value.get(file.path);
      if (bytes === undefined) await rm(file.path, { force: true });
      else await writeFileAtomic(file.path, bytes, file.mode === undefined ? {} : { mode: file.mode });
    }
    for (const folder of [...(applied.createdFolders ?? [])].reverse()) await removeIfEmpty(folder);
    return ok(undefined);
  } catch (thrown) {
    return fail('fileUnwritable', 'The files could not all be restored.', `The backups are in ${applied.backupFolder}.`, { cause: messageOf(thrown) });
  }
}

/** All backups are read and checked before the first file is restored. */
async function readBackups(applied: AppliedConfig): Promise<Result<ReadonlyMap<string, Buffer>>> {
  const backups = new Map<string, Buffer>();
  for (const { path, backupPath, beforeSha256 } of applied.files) {
    if (backupPath === undefined) continue;
    const bytes = await readFile(backupPath);
    if (sha256(bytes) !== beforeSha256) return fail('fileUnreadable', `The backup ${backupPath} was changed. Nothing was restored.`, 'Restore the file by hand.');
    backups.set(path, bytes);
  }
  return ok(backups);
}

async function currentSha(path: string): Promise<string | undefined> {
  try {
    return sha256(await readFile(path));
  } catch (thrown) {
    if (codeOf(thrown) === 'ENOENT') return undefined;
    throw thrown;
  }
}

async function removeIfEmpty(folder: string): Promise<void> {
  await rmdir(folder).catch((thrown: unknown) => {
    if (!['ENOTEMPTY', 'ENOENT', 'EEXIST'].includes(codeOf(thrown) ?? '')) throw thrown;
  });
}
