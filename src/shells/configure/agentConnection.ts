/** Ties each agent's plan to the store that writes it: one row per agent. */
import { clineStore } from '../../adapters/agents/cline/clineStore.ts';
import { workspaceStore } from '../../adapters/agents/workspace/workspaceStore.ts';
import { clineFiles, planCline } from '../../configure/planCline.ts';
import { planWorkspace } from '../../configure/planWorkspace.ts';
import type { ConfigPlan, FileSnapshot } from '../../domain/configPlan.ts';
import type { Result } from '../../domain/failure.ts';
import type { RecommendedSettings } from '../../domain/recommendation.ts';
import type { AgentConfigStore } from '../../ports/agentConfig.ts';

export interface AgentConnection {
  readonly store: AgentConfigStore;
  readonly plan: (snapshots: readonly FileSnapshot[], settings: RecommendedSettings) => Result<ConfigPlan>;
}

export interface AgentPlace {
  readonly env: NodeJS.ProcessEnv;
  /** Folder for agents that are configured per workspace. */
  readonly workspaceFolder: string;
  /** Undo may overwrite what was changed after the apply. */
  readonly mayOverwriteLaterChanges?: boolean;
}

export const configurableAgents = ['cline', 'workspace'] as const;
export type ConfigurableAgent = (typeof configurableAgents)[number];

export function agentConnection(agent: ConfigurableAgent, place: AgentPlace): AgentConnection {
  switch (agent) {
    case 'cline':
      return {
        store: clineStore({ ...place, files: clineFiles }),
        plan: (snapshots, settings) => planCline(snapshots, settings, { now: new Date().toISOString() }),
      };
    case 'workspace':
      return { store: workspaceStore(place.workspaceFolder, place.env), plan: planWorkspace };
  }
}
