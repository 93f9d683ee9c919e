/** An agent's settings files: read, write a plan, prove it, take it back. */
import type { AppliedConfig, ConfigPlan, FileSnapshot } from '../domain/configPlan.ts';
import type { Result } from '../domain/failure.ts';

export interface AgentConfigStore {
  /** Snapshots of the files a plan may touch; refuses symlinks leading out of the home or data folder. */
  readonly read: () => Promise<Result<readonly FileSnapshot[]>>;
  /** Backs up, writes atomically and reads back. Writes nothing when a file changed since the plan was made. */
  readonly apply: (plan: ConfigPlan) => Promise<Result<AppliedConfig>>;
  /**
   * Restores every file byte for byte, also when the agent has only rewritten it or added its own settings. In a JSON file
   * whose values others changed since, only the values Plimsoll wrote are taken back; a file of another kind that was
   * changed since makes it fail. What is overwritten is kept beside the backups.
   */
  readonly undo: (applied: AppliedConfig) => Promise<Result<undefined>>;
  /** The newest apply that was not undone. */
  readonly lastApplied: () => Promise<Result<AppliedConfig | undefined>>;
}
