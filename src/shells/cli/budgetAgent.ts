/** Turns `--agent` into a prompt profile: a named one, the installed Cline (`auto`), or what the guard has seen (`learned`). */
import { readClineInstallation } from '../../adapters/agents/cline/readClineInstallation.ts';
import { readLearnedPrompt } from '../../adapters/agents/shared/learnedPrompt.ts';
import { agentProfiles, customProfile, knownAgentIds } from '../../budget/agentProfiles.ts';
import { detectProfile } from '../../budget/detectProfile.ts';
import type { AgentProfile } from '../../domain/agent.ts';
import { fail, ok, type Result } from '../../domain/failure.ts';

export const agentChoices = [...knownAgentIds, 'auto', 'learned'] as const;
export type AgentChoice = (typeof agentChoices)[number];

export interface BudgetAgent {
  readonly profile: AgentProfile;
  readonly mcpTools: number;
  /** How the profile was found; undefined when it was named. */
  readonly reason?: string;
}

export async function budgetAgent(choice: AgentChoice, env: NodeJS.ProcessEnv): Promise<Result<BudgetAgent>> {
  if (choice === 'auto') {
    const { agent, mcpTools, reason } = detectProfile(await readClineInstallation(env));
    return ok({ profile: agentProfiles[agent], mcpTools, reason });
  }
  if (choice !== 'learned') return ok({ profile: agentProfiles[choice], mcpTools: 0 });
  const learned = await readLearnedPrompt(env);
  if (learned === undefined) return fail('invalidInput', 'The guard has not seen an agent’s first request yet.', 'Let the agent work through `plimsoll guard` once, or name a profile.');
  const reason = `Median of ${learned.conversations} conversations the guard saw until ${learned.at}; MCP tools are in it.`;
  return ok({ profile: customProfile(learned.medianPromptTokens, reason), mcpTools: 0, reason });
}
