/** Writes a ChatRequest as the JSON body of `/v1/chat/completions`. */
import type { ChatMessage, ChatRequest, ToolSchema } from '../../../../domain/chat.ts';

export type JsonObject = Readonly<Record<string, unknown>>;

export function chatBody(request: ChatRequest): JsonObject {
  const { tools, toolChoice, seed, stop } = request;
  const hasTools = tools !== undefined && tools.length > 0;
  return {
    model: request.model,
    messages: request.messages.map(openAiMessage),
    max_tokens: request.maxOutputTokens,
    temperature: request.temperature,
    stream: true,
    stream_options: { include_usage: true },
    ...(seed === undefined ? {} : { seed }),
    ...(stop === undefined ? {} : { stop }),
    ...(hasTools ? { tools: tools.map(openAiTool) } : {}),
    ...(hasTools && toolChoice !== undefined ? { tool_choice: toolChoice } : {}),
  };
}

export function openAiMessage(message: ChatMessage): JsonObject {
  const { role, content, toolCalls, toolCallId } = message;
  return {
    role,
    content,
    ...(toolCalls === undefined || toolCalls.length === 0 ? {} : { tool_calls: toolCalls.map((call) => ({ id: call.id, type: 'function', function: { name: call.name, arguments: call.argumentsText } })) }),
    ...(toolCallId === undefined ? {} : { tool_call_id: toolCallId }),
  };
}

export function openAiTool(tool: ToolSchema): JsonObject {
  return { type: 'function', function: { name: tool.name, description: tool.description, parameters: tool.parameters } };
}
