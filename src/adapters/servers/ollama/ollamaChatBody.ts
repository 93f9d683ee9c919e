/** Writes a ChatRequest as the JSON body of Ollama's `/api/chat`. */
import type { ChatMessage, ChatRequest } from '../../../domain/chat.ts';
import { defined } from '../../../domain/defined.ts';
import { openAiTool, type JsonObject } from '../shared/openAi/chatBody.ts';
import { parseJson } from '../shared/parseJson.ts';

export function ollamaChatBody(request: ChatRequest): JsonObject {
  const { tools, toolChoice } = request;
  // Ollama has no tool_choice: "none" is told by sending no tools.
  const hasTools = tools !== undefined && tools.length > 0 && toolChoice !== 'none';
  return {
    model: request.model,
    messages: request.messages.map(ollamaMessage),
    stream: true,
    options: {
      num_predict: request.maxOutputTokens,
      temperature: request.temperature,
      // A num_ctx other than the loaded one reloads the model, so it is sent only when asked for.
      ...defined({ seed: request.seed, stop: request.stop, num_ctx: request.contextWindow }),
    },
    ...(hasTools ? { tools: tools.map(openAiTool) } : {}),
  };
}

/** Arguments are an object here, not text. */
function ollamaMessage(message: ChatMessage): JsonObject {
  const calls = message.toolCalls?.map((call) => ({ function: { name: call.name, arguments: parseJson(call.argumentsText) ?? {} } }));
  return { role: message.role, content: message.content, ...defined({ tool_calls: calls, tool_call_id: message.toolCallId }) };
}
