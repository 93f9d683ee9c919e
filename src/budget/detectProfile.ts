/** Which prompt the installed Cline will send, from what its files and VS Code's settings tell. */
import type { AgentProfileId } from '../domain/agent.ts';

export interface ClineInstallation {
  /** VS Code's `cline.rollout.bundleOverride`; undefined: not set, which is `auto`. */
  readonly bundleOverride?: 'auto' | 'next' | 'legacy';
  /** The extension or CLI 2 has run here. */
  readonly hasExtensionState: boolean;
  /** CLI 3 has run here. */
  readonly hasCliState: boolean;
  readonly usesCompactPrompt: boolean;
  /** Names of MCP servers that are switched on. */
  readonly mcpServers: readonly string[];
}

export interface DetectedProfile {
  readonly agent: Exclude<AgentProfileId, 'custom'>;
  readonly mcpTools: number;
  /** How it was found, and what is assumed. */
  readonly reason: string;
}

/** The file names servers, not tools; the filesystem server brings 14, small ones 3 to 5. */
const toolsPerMcpServer = 10;

/** With Cline's own switch on `auto` the larger prompt is assumed, so that nothing is promised that does not hold. */
export function detectProfile(installation: ClineInstallation): DetectedProfile {
  const { agent, reason } = chooseAgent(installation);
  const { mcpServers } = installation;
  const mcpTools = mcpServers.length * toolsPerMcpServer;
  const servers = mcpServers.length === 0 ? '' : ` ${mcpServers.length} MCP servers (${mcpServers.join(', ')}) with about ${toolsPerMcpServer} tools each.`;
  return { agent, mcpTools, reason: `${reason}${servers}` };
}

function chooseAgent({ bundleOverride, hasExtensionState, hasCliState, usesCompactPrompt }: ClineInstallation): Pick<DetectedProfile, 'agent' | 'reason'> {
  if (bundleOverride === 'next') return { agent: 'cline-next', reason: 'VS Code’s setting cline.rollout.bundleOverride says "next".' };
  if (usesCompactPrompt) return { agent: 'cline-compact', reason: 'Cline’s compact prompt is switched on.' };
  if (bundleOverride === 'legacy') return { agent: 'cline-legacy', reason: 'VS Code’s setting cline.rollout.bundleOverride says "legacy".' };
  if (hasExtensionState) return { agent: 'cline-legacy', reason: 'Cline chooses its bundle by itself; the larger prompt is assumed. Set cline.rollout.bundleOverride to be sure.' };
  if (hasCliState) return { agent: 'cline-cli', reason: 'Only Cline’s CLI 3 has run here.' };
  return { agent: 'cline-next', reason: 'Cline has not run here yet; a new installation is assumed.' };
}
