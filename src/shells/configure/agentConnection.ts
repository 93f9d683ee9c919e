/** Ties each agent's plan to the store that writes it: one row per agent. */
import { clineStore } from '../../adapters/agents/cline/clineStore.ts';
import { continueStore } from '../../adapters/agents/continue/continueStore.ts';
import { kiloStore } from '../../adapters/agents/kilo/kiloStore.ts';
import { rooStore } from '../../adapters/agents/roo/rooStore.ts';
import { workspaceStore } from '../../adapters/agents/workspace/workspaceStore.ts';
import { clineFiles, planCline } from '../../configure/planCline.ts';
import { planContinue } from '../../configure/planContinue.ts';
import { planKilo } from '../../configure/planKilo.ts';
import { planRoo } from '../../configure/planRoo.ts';
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
  readonly workspaceFolder: string;
  /** Kilo and Continue can be configured for one workspace instead of for the user (the default). */
  readonly scope?: 'user' | 'workspace';
  /** Undo may overwrite what was changed after the apply. */
  readonly mayOverwriteLaterChanges?: boolean;
}

export const configurableAgents = ['cline', 'kilo', 'continue', 'roo', 'workspace'] as const;
export type ConfigurableAgent = (typeof configurableAgents)[number];

export function agentConnection(agent: ConfigurableAgent, place: AgentPlace): AgentConnection {
  const isWorkspace = place.scope === 'workspace';
  const scopeFolder = isWorkspace ? place.workspaceFolder : undefined;
  switch (agent) {
    case 'cline':
      return {
        store: clineStore({ ...place, files: clineFiles }),
        plan: (snapshots, settings) => planCline(snapshots, settings, { now: new Date().toISOString() }),
      };
    case 'kilo':
      return { store: kiloStore(place.env, scopeFolder), plan: (snapshots, settings) => planKilo(snapshots, settings, { isWorkspace }) };
    case 'continue':
      return { store: continueStore(place.env, scopeFolder), plan: (snapshots, settings) => planContinue(snapshots, settings, { isWorkspace }) };
    case 'roo':
      return { store: rooStore(place.env), plan: planRoo };
    case 'workspace':
      return { store: workspaceStore(place.workspaceFolder, place.env), plan: planWorkspace };
  }
}
