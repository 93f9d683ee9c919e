/** The file Roo Code imports: Roo's own storage is encrypted by VS Code, so this one lies in Plimsoll's folder. */
import { join } from 'node:path';
import type { AgentConfigStore } from '../../../ports/agentConfig.ts';
import { configStore } from '../shared/configStore.ts';
import { stateFolder } from '../shared/stateFolder.ts';

export function rooStore(env: NodeJS.ProcessEnv): AgentConfigStore {
  const state = stateFolder(env);
  return configStore({ target: 'roo', files: [join(state, 'roo', 'roo-code-settings.json')], roots: [state], state });
}
