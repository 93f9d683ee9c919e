/** Asks a server for one token with a tool at hand: a server with tool calls switched off refuses exactly that request. */
import type { ChatRequest } from '../domain/chat.ts';
import type { Failure } from '../domain/failure.ts';
import type { InferenceServer } from '../ports/inferenceServer.ts';

const idleTimeoutMs = 30_000;

/** undefined: the server takes tool calls, or another failure stood in the way of finding out. */
export async function checkToolCalls(server: InferenceServer, model: string, signal: AbortSignal): Promise<Failure | undefined> {
  const request: ChatRequest = {
    model,
    messages: [{ role: 'user', content: 'Hello.' }],
    maxOutputTokens: 1,
    temperature: 0,
    tools: [{ name: 'read_file', description: 'Reads a file.', parameters: { type: 'object', properties: { path: { type: 'string' } }, required: ['path'] } }],
    toolChoice: 'auto',
  };
  const answer = await server.complete(request, { signal, idleTimeoutMs });
  return !answer.ok && answer.failure.kind === 'toolCallsDisabled' ? answer.failure : undefined;
}
