/** Puts files back byte for byte from their backups, removes those that did not exist before, and spares what others changed since. */
import { readFile, rm, rmdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { AppliedConfig } from '../../../domain/configPlan.ts';
import { codeOf, fail, messageOf, ok, type Result } from '../../../domain/failure.ts';
import { replaceFile } from './replaceFile.ts';
import { sha256 } from './snapshotFile.ts';
import { takeBackValues } from './takeBackValues.ts';

/**
 * `keepLaterChanges`: where a file is neither as written nor as before, only our values are taken back;
 * `onlyWhatWasWritten`: such a file is left alone; `everything`: such a file is overwritten.
 */
export type RestoreRule = 'keepLaterChanges' | 'onlyWhatWasWritten' | 'everything';

type AppliedFile = AppliedConfig['files'][number];

/** undefined bytes: the file is removed. */
interface Restoration {
  readonly file: AppliedFile;
  readonly bytes: Buffer | string | undefined;
}

/** Everything is read and decided before the first file is touched. */
export async function restoreFiles(applied: AppliedConfig, rule: RestoreRule): Promise<Result<undefined>> {
  try {
    const restorations: Restoration[] = [];
    for (const file of applied.files) {
      const restoration = await decideFile(file, rule, applied.backupFolder);
      if (!restoration.ok) return restoration;
      if (restoration.value !== undefined) restorations.push(restoration.value);
    }
    for (const [index, { file, bytes }] of restorations.entries()) {
      await keepPresent(file, join(applied.backupFolder, `${index}.undone`));
      if (bytes === undefined) await rm(file.path, { force: true });
      else await replaceFile(file.path, bytes, file.mode === undefined ? {} : { mode: file.mode });
    }
    for (const folder of [...(applied.createdFolders ?? [])].reverse()) await removeIfEmpty(folder);
    return ok(undefined);
  } catch (thrown) {
    return fail('fileUnwritable', 'The files could not all be restored.', `The backups are in ${applied.backupFolder}.`, { cause: messageOf(thrown) });
  }
}

async function decideFile(file: AppliedFile, rule: RestoreRule, backupFolder: string): Promise<Result<Restoration | undefined>> {
  const now = await readIfThere(file.path);
  const nowSha = now === undefined ? undefined : sha256(now);
  if (nowSha === file.beforeSha256) return ok(undefined);
  const backup = file.backupPath === undefined ? undefined : await readFile(file.backupPath);
  if (backup !== undefined && sha256(backup) !== file.beforeSha256) {
    return fail('fileUnreadable', `The backup ${file.backupPath ?? ''} was changed. Nothing was restored.`, 'Restore the file by hand.');
  }
  const whole: Restoration = { file, bytes: backup };
  if (nowSha === file.afterSha256 || rule === 'everything') return ok(whole);
  // a file that was deleted since holds none of our values
  if (rule === 'onlyWhatWasWritten' || now === undefined) return ok(undefined);
  const written = file.writtenPath === undefined ? undefined : await readIfThere(file.writtenPath);
  const taken = written === undefined ? ({ kind: 'unreadable' } as const) : takeBackValues({ before: backup?.toString('utf8'), written: written.toString('utf8'), now: now.toString('utf8') });
  switch (taken.kind) {
    case 'same':
      return ok(whole);
    case 'text':
      return ok({ file, bytes: taken.text });
    case 'unreadable':
      return fail('planMismatch', `${file.path} was changed after Plimsoll wrote it. Nothing was restored.`, `Undo with --force to overwrite later changes; the backups are in ${backupFolder}.`);
  }
}

/** What somebody changed after us is kept beside the backups. */
async function keepPresent(file: AppliedFile, copyPath: string): Promise<void> {
  const now = await readIfThere(file.path);
  if (now !== undefined && sha256(now) !== file.afterSha256) await writeFile(copyPath, now, { mode: 0o600, flush: true });
}

async function readIfThere(path: string): Promise<Buffer | undefined> {
  try {
    return await readFile(path);
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
