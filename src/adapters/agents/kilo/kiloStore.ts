/** Where Kilo Code keeps its settings: one file for the user, one for each workspace. */
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { AgentConfigStore } from '../../../ports/agentConfig.ts';
import { configStore } from '../shared/configStore.ts';
import { homeFolder, stateFolder } from '../shared/stateFolder.ts';

const userFiles = ['kilo.jsonc', 'kilo.json', 'config.json'] as const;
const workspaceFiles = [join('.kilo', 'kilo.jsonc'), join('.kilo', 'kilo.json'), 'kilo.jsonc', 'kilo.json'] as const;

/** The file that is there is the one to change; of several the first wins, as in Kilo itself. */
const firstOf = (folder: string, names: readonly string[]): string => join(folder, names.find((name) => existsSync(join(folder, name))) ?? names[0] ?? '');

export function kiloStore(env: NodeJS.ProcessEnv, workspaceFolder: string | undefined): AgentConfigStore {
  const state = stateFolder(env);
  if (workspaceFolder !== undefined) {
    const folder = resolve(workspaceFolder);
    return configStore({ target: 'kilo', files: [firstOf(folder, workspaceFiles)], roots: [folder], state });
  }
  const chosen = env['KILO_CONFIG_DIR'];
  const folder = chosen === undefined || chosen === '' ? join(env['XDG_CONFIG_HOME'] ?? join(homeFolder(env), '.config'), 'kilo') : resolve(chosen);
  return configStore({ target: 'kilo', files: [firstOf(folder, userFiles)], roots: chosen === undefined || chosen === '' ? [homeFolder(env)] : [folder], state });
}
