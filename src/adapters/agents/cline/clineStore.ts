/** Where Cline keeps its settings on this machine. */
import { join, resolve } from 'node:path';
import type { AgentConfigStore } from '../../../ports/agentConfig.ts';
import { configStore } from '../shared/configStore.ts';
import { homeFolder, stateFolder } from '../shared/stateFolder.ts';

export interface ClineDataFolder {
  readonly path: string;
  /** The user named it in the environment, so it may lie outside the home folder. */
  readonly isExplicit: boolean;
}

/** `CLINE_DATA_DIR`, else `CLINE_DIR`/data, else ~/.cline/data: the order of Cline itself. */
export function clineDataFolder(env: NodeJS.ProcessEnv): ClineDataFolder {
  const data = env['CLINE_DATA_DIR'];
  if (data !== undefined && data !== '') return { path: resolve(data), isExplicit: true };
  const cline = env['CLINE_DIR'];
  if (cline !== undefined && cline !== '') return { path: resolve(cline, 'data'), isExplicit: true };
  return { path: join(homeFolder(env), '.cline', 'data'), isExplicit: false };
}

export interface ClineStoreOptions {
  readonly env: NodeJS.ProcessEnv;
  /** Relative to the data folder. */
  readonly files: readonly string[];
  readonly mayOverwriteLaterChanges?: boolean;
}

export function clineStore({ env, files, mayOverwriteLaterChanges = false }: ClineStoreOptions): AgentConfigStore {
  const folder = clineDataFolder(env);
  return configStore({
    target: 'cline',
    files: files.map((file) => join(folder.path, ...file.split('/'))),
    roots: folder.isExplicit ? [folder.path] : [homeFolder(env)],
    state: stateFolder(env),
    mayOverwriteLaterChanges,
  });
}
