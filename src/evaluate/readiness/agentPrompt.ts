/** A system prompt of an agent's real size: its rules first, then enough further rules to reach the exact number of tokens. */
import type { AgentProfile } from '../../domain/agent.ts';
import type { ChatMessage, ToolSchema } from '../../domain/chat.ts';
import type { ToolStyle } from '../../domain/readiness.ts';
import { fillerText } from '../../measure/fillerText.ts';
import { fitPrompt } from '../../measure/sizedPrompt.ts';
import { agentTools, completionTool, toolsAsXml } from './agentTools.ts';

/** Older agents teach their tools in the prompt, newer ones send schemas. */
export const styleOf = (profile: Pick<AgentProfile, 'id'>): ToolStyle => (profile.id === 'cline-legacy' || profile.id === 'cline-compact' ? 'xml' : 'native');

export interface AgentPrompt {
  readonly system: ChatMessage;
  readonly tools: readonly ToolSchema[];
  readonly tokens: number;
}

export type CountPrompt = (messages: readonly ChatMessage[], tools: readonly ToolSchema[]) => Promise<number>;

const rules = `You are a careful coding agent working in the user's workspace.

- Do what the user asks with the tools you have; do not guess what a file contains.
- Call a tool when you need one, with arguments exactly as its schema wants them.
- When the result answers the user's question, say so in one short message and stop. Do not call further tools.
- When asked for an edit in a given form, reply in exactly that form.`;

export async function agentPrompt(profile: AgentProfile, mcpTools: number, count: CountPrompt): Promise<AgentPrompt> {
  const style = styleOf(profile);
  const tools = style === 'native' ? agentTools : [];
  const opening = style === 'native' ? rules : `${rules}\n- Present the final result with attempt_completion.\n\n${toolsAsXml([...agentTools, completionTool])}`;
  const target = profile.basePromptTokens + mcpTools * profile.tokensPerMcpTool;
  const system = (sentences: number, padding: string): ChatMessage => ({ role: 'system', content: `${opening}\n\n# Notes about this workspace\n${fillerText(sentences, 11)}${padding}` });
  const fitted = await fitPrompt(target, (sentences, padding) => [system(sentences, padding), { role: 'user', content: '.' }], (messages) => count(messages, tools));
  const [first] = fitted.messages;
  return { system: first ?? system(0, ''), tools, tokens: fitted.tokens };
}
