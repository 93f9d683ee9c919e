/** Coding agents and the size of what they send before the user has typed a word. */

export type AgentProfileId = 'cline-next' | 'cline-cli' | 'cline-legacy' | 'cline-compact' | 'custom';

export interface AgentProfile {
  readonly id: AgentProfileId;
  readonly label: string;
  /** Tokens of system prompt + built-in tool schemas + environment block (cl100k_base). */
  readonly basePromptTokens: number;
  /** Tokens each MCP tool adds. */
  readonly tokensPerMcpTool: number;
  /** Room the agent needs for files and conversation before it is of use. */
  readonly workingSetTokens: number;
  /** Output room the agent needs for one edit. */
  readonly outputTokens: number;
  /** Where the figures come from. */
  readonly source: string;
}
