/** The one way every agent's settings are read, written and taken back; an agent's own folder only names its files. */
import type { AgentTarget, FileSnapshot } from '../../../domain/configPlan.ts';
import { fail, ok, type Result } from '../../../domain/failure.ts';
import type { AgentConfigStore } from '../../../ports/agentConfig.ts';
import { closeRecord, newestRecord } from './appliedRecords.ts';
import { applyPlan } from './applyPlan.ts';
import { restoreFiles } from './restoreFiles.ts';
import { snapshotFile } from './snapshotFile.ts';
import { withStateLock } from './stateLock.ts';

export interface ConfigStorePlace {
  readonly target: AgentTarget;
  /** Absolute paths of the files a plan may touch. */
  readonly files: readonly string[];
  /** Folders the files must really lie in. */
  readonly roots: readonly string[];
  /** Plimsoll's own folder for backups and records. */
  readonly state: string;
  /** Lets undo overwrite what was changed after the apply. */
  readonly mayOverwriteLaterChanges?: boolean;
}

export function configStore(place: ConfigStorePlace, wallClock: () => string = () => new Date().toISOString()): AgentConfigStore {
  return {
    read: () => readAll(place),
    apply: (plan) => {
      const foreign = plan.edits.find((edit) => !place.files.includes(edit.path));
      if (foreign !== undefined || plan.target !== place.target) {
        return Promise.resolve(fail('internal', `The plan is for ${foreign?.path ?? plan.target}, which this store does not own.`, ''));
      }
      return withStateLock(place.state, () => applyPlan(plan, place, wallClock()));
    },
    undo: (applied) =>
      withStateLock(place.state, async () => {
        const restored = await restoreFiles(applied, place.mayOverwriteLaterChanges === true ? 'everything' : 'keepLaterChanges');
        if (restored.ok) await closeRecord(place.state, applied.id, 'undone');
        return restored;
      }),
    lastApplied: () => newestRecord(place.state, place.target, place.files),
  };
}

async function readAll({ files, roots }: ConfigStorePlace): Promise<Result<readonly FileSnapshot[]>> {
  const snapshots: FileSnapshot[] = [];
  for (const path of files) {
    const snapshot = await snapshotFile(path, roots);
    if (!snapshot.ok) return snapshot;
    snapshots.push(snapshot.value);
  }
  return ok(snapshots);
}
