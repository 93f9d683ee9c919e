/** How large the first request of each known coding agent is, measured on the real agents. */
import type { AgentProfile, AgentProfileId } from '../domain/agent.ts';

type KnownAgentId = Exclude<AgentProfileId, 'custom'>;

/** cl100k_base tokens. Rounded up from captures, because a prompt moves by some tokens with date, platform and folder. */
export const agentProfiles: Readonly<Record<KnownAgentId, AgentProfile>> = {
  'cline-next': {
    id: 'cline-next',
    label: 'Cline 4 (next bundle)',
    basePromptTokens: 3_000,
    tokensPerMcpTool: 110,
    workingSetTokens: 8_000,
    outputTokens: 4_096,
    source: 'System prompt 842 (act) or 1,201 (plan), six core tools about 1,700, and the first message, computed from @cline/shared 0.0.86: 2,550–2,900, rounded up.',
  },
  'cline-cli': {
    id: 'cline-cli',
    label: 'Cline CLI 3',
    basePromptTokens: 4_400,
    tokensPerMcpTool: 110,
    workingSetTokens: 8_000,
    outputTokens: 4_096,
    source: 'Captured from cline 3.0.65 in act mode: system 843, 25 tools 3,549, "Say hello" 2: 4,394. Fourteen MCP tools added 1,537.',
  },
  'cline-legacy': {
    id: 'cline-legacy',
    label: 'Cline legacy bundle',
    basePromptTokens: 12_500,
    tokensPerMcpTool: 110,
    workingSetTokens: 8_000,
    outputTokens: 4_096,
    source: 'cline 2.18.0 sent 10,180 in act mode; the extension’s prompt with browser and MCP is 12,072, its next-generation variant 12,499.',
  },
  'cline-compact': {
    id: 'cline-compact',
    label: 'Cline legacy bundle with the compact prompt',
    basePromptTokens: 1_500,
    tokensPerMcpTool: 110,
    workingSetTokens: 4_000,
    outputTokens: 2_048,
    source: 'Captured from cline 2.18.0 with customPrompt "compact" (Ollama and LM Studio only): 1,438.',
  },
};

/** Ids in the order a user is offered them. */
export const knownAgentIds = Object.keys(agentProfiles) as readonly KnownAgentId[];

/** A profile of the user's own, or one learned by the guard from real requests. */
export function customProfile(basePromptTokens: number, source: string): AgentProfile {
  return { id: 'custom', label: 'Own profile', basePromptTokens, tokensPerMcpTool: 110, workingSetTokens: 8_000, outputTokens: 4_096, source };
}
