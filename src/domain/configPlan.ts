/** A reversible plan of edits to an agent's settings files. Pure data: planning writes nothing. */

export type AgentTarget = 'cline' | 'kilo' | 'continue' | 'roo' | 'workspace';

/** A file as it was when the plan was made. */
export interface FileSnapshot {
  readonly path: string;
  /** undefined: the file does not exist. */
  readonly content?: string;
  /** sha256 of the bytes, hex; undefined when the file does not exist. */
  readonly sha256?: string;
  /** POSIX mode bits; undefined on Windows or when absent. */
  readonly mode?: number;
}

export interface FileEdit {
  readonly path: string;
  readonly before: FileSnapshot;
  readonly after: string;
  /** Mode for a new file, e.g. 0o600 for secrets. */
  readonly newFileMode?: number;
  /** Unified diff with secrets masked. */
  readonly diff: string;
  /** True when the file holds secrets: its content never goes to a log, a panel or a report. */
  readonly holdsSecrets: boolean;
  /** Key paths the edit touches, for read-back verification: `actModeApiProvider`, `providers.openai-compatible.settings.baseUrl` … */
  readonly touchedKeys: readonly string[];
}

export interface ConfigPlan {
  readonly schema: 'plimsoll.configPlan/v1';
  readonly target: AgentTarget;
  readonly edits: readonly FileEdit[];
  /** What the user must know or do: reload the window, other windows open, key kept … */
  readonly notes: readonly string[];
  readonly needsWindowReload: boolean;
}

/** What `apply` did; enough to undo it byte for byte. Stored beside the backups. */
export interface AppliedConfig {
  readonly schema: 'plimsoll.applied/v1';
  readonly id: string;
  readonly target: AgentTarget;
  readonly appliedAt: string;
  readonly backupFolder: string;
  /** Folders that did not exist before, outermost first; undo removes them when they are empty again. */
  readonly createdFolders?: readonly string[];
  readonly files: readonly {
    readonly path: string;
    /** undefined: the file did not exist before, undo removes it. */
    readonly backupPath?: string;
    /** Copy of what was written, so that undo can tell later changes of others from ours. */
    readonly writtenPath?: string;
    readonly beforeSha256?: string;
    readonly afterSha256: string;
    readonly mode?: number;
  }[];
}
