/** Where Continue keeps its settings: config.yaml for the user, a block file for a workspace. */
import { join, resolve } from 'node:path';
import type { AgentConfigStore } from '../../../ports/agentConfig.ts';
import { configStore } from '../shared/configStore.ts';
import { homeFolder, stateFolder } from '../shared/stateFolder.ts';

export function continueStore(env: NodeJS.ProcessEnv, workspaceFolder: string | undefined): AgentConfigStore {
  const state = stateFolder(env);
  if (workspaceFolder !== undefined) {
    const folder = resolve(workspaceFolder);
    return configStore({ target: 'continue', files: [join(folder, '.continue', 'models', 'plimsoll.yaml')], roots: [folder], state });
  }
  const chosen = env['CONTINUE_GLOBAL_DIR'];
  const isExplicit = chosen !== undefined && chosen !== '';
  const folder = isExplicit ? resolve(chosen) : join(homeFolder(env), '.continue');
  return configStore({ target: 'continue', files: [join(folder, 'config.yaml')], roots: [isExplicit ? folder : homeFolder(env)], state });
}
