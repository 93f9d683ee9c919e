/** One file of a plan: its snapshot, the text it shall have, and a diff with secrets masked. */
import type { FileEdit, FileSnapshot } from '../domain/configPlan.ts';
import type { JsonPath } from './editJson.ts';
import { maskedDiff } from './maskedDiff.ts';

export interface FileChange {
  readonly before: FileSnapshot;
  readonly after: string;
  readonly touched: readonly JsonPath[];
  readonly holdsSecrets: boolean;
  readonly newFileMode?: number;
}

/** undefined when nothing changes: such a file is not part of the plan. */
export function fileEdit({ before, after, touched, holdsSecrets, newFileMode }: FileChange): FileEdit | undefined {
  if (before.content === after || touched.length === 0) return undefined;
  return {
    path: before.path,
    before,
    after,
    ...(newFileMode === undefined ? {} : { newFileMode }),
    diff: maskedDiff(before.path, before.content, after),
    holdsSecrets,
    touchedKeys: touched.map((path) => path.join('.')),
  };
}

/** The snapshot whose path ends in `ending` (with forward slashes); an absent file when the store read none. */
export function snapshotOf(snapshots: readonly FileSnapshot[], ending: string): FileSnapshot | undefined {
  return snapshots.find((one) => one.path.replaceAll('\\', '/').endsWith(ending));
}
