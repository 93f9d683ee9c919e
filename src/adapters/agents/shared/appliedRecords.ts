/** Records of applied plans, one JSON file each: what undo needs, kept beside the backups. */
import { mkdir, readdir, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import { z } from 'zod';
import type { AgentTarget, AppliedConfig } from '../../../domain/configPlan.ts';
import { codeOf, fail, messageOf, ok, type Result } from '../../../domain/failure.ts';

const recordSchema = z.object({
  schema: z.literal('plimsoll.applied/v1'),
  id: z.string(),
  target: z.enum(['cline', 'kilo', 'continue', 'roo', 'workspace']),
  appliedAt: z.string(),
  backupFolder: z.string(),
  createdFolders: z.array(z.string()).exactOptional(),
  files: z.array(
    z.object({
      path: z.string(),
      backupPath: z.string().exactOptional(),
      writtenPath: z.string().exactOptional(),
      beforeSha256: z.string().exactOptional(),
      afterSha256: z.string(),
      mode: z.number().exactOptional(),
    }),
  ),
});

const recordsFolder = (state: string): string => join(state, 'applied');
const recordPath = (state: string, id: string): string => join(recordsFolder(state), `${id}.json`);

export async function saveRecord(state: string, applied: AppliedConfig): Promise<void> {
  await mkdir(recordsFolder(state), { recursive: true, mode: 0o700 });
  await writeFileAtomic(recordPath(state, applied.id), `${JSON.stringify(applied, undefined, 2)}\n`, { mode: 0o600 });
}

/** The record stays readable for people, under a name that says it was undone (or never finished). */
export async function closeRecord(state: string, id: string, ending: 'undone' | 'failed'): Promise<void> {
  await rename(recordPath(state, id), join(recordsFolder(state), `${id}.${ending}`));
}

/** The newest record of the target that touches one of `paths`: two data folders have two histories. */
export async function newestRecord(state: string, target: AgentTarget, paths: readonly string[]): Promise<Result<AppliedConfig | undefined>> {
  try {
    const names = (await readdir(recordsFolder(state))).filter((name) => name.endsWith('.json')).sort().reverse();
    for (const name of names) {
      const record = recordSchema.safeParse(JSON.parse(await readFile(join(recordsFolder(state), name), 'utf8')));
      // a record of a newer version, or a stranger's file: not ours to undo
      if (!record.success || record.data.target !== target) continue;
      if (record.data.files.some((file) => paths.includes(file.path))) return ok(record.data);
    }
    return ok(undefined);
  } catch (thrown) {
    if (codeOf(thrown) === 'ENOENT') return ok(undefined);
    return fail('fileUnreadable', `The record of what was applied cannot be read in ${recordsFolder(state)}.`, 'Restore the files by hand from the backups folder beside it.', { cause: messageOf(thrown) });
  }
}
