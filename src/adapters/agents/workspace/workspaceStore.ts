/** The settings file of one workspace folder. */
import { join, resolve } from 'node:path';
import type { AgentConfigStore } from '../../../ports/agentConfig.ts';
import { configStore } from '../shared/configStore.ts';
import { stateFolder } from '../shared/stateFolder.ts';

export function workspaceStore(workspaceFolder: string, env: NodeJS.ProcessEnv): AgentConfigStore {
  const folder = resolve(workspaceFolder);
  return configStore({ target: 'workspace', files: [join(folder, '.vscode', 'settings.json')], roots: [folder], state: stateFolder(env) });
}
