/** What an agent's first request is made of: its own prompt, MCP tools, rules files and the conversation so far. */
import type { AgentProfile } from '../domain/agent.ts';
import type { BudgetPart } from '../domain/budget.ts';

export interface RulesFile {
  /** Relative to the workspace. */
  readonly path: string;
  readonly text: string;
}

export interface AgentPromptInput {
  readonly profile: AgentProfile;
  readonly mcpTools: number;
  /** Rules files with their token counts. */
  readonly rules: readonly { readonly path: string; readonly tokens: number }[];
  readonly conversationTokens?: number;
  /** Server tokens per cl100k_base token, for the figures that were measured with cl100k_base. */
  readonly ratio?: number;
}

/** Parts in the order the agent sends them; parts without tokens are left out. */
export function agentPromptParts({ profile, mcpTools, rules, conversationTokens = 0, ratio = 1 }: AgentPromptInput): readonly BudgetPart[] {
  const scaled = (tokens: number): number => Math.round(tokens * ratio);
  return [
    { label: `${profile.label}: system prompt, tools, environment`, tokens: scaled(profile.basePromptTokens) },
    { label: `${mcpTools} MCP tools`, tokens: scaled(mcpTools * profile.tokensPerMcpTool) },
    ...rules.map(({ path, tokens }) => ({ label: path, tokens })),
    { label: 'conversation', tokens: conversationTokens },
  ].filter((part) => part.tokens > 0);
}

export const sumOfParts = (parts: readonly BudgetPart[]): number => parts.reduce((sum, part) => sum + part.tokens, 0);
