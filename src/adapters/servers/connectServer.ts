/** Opens a server by its address: finds out which product it is and returns the adapter for it, or says what is wrong. */
import type { Result } from '../../domain/failure.ts';
import type { ServerAccess, ServerKind } from '../../domain/server.ts';
import type { InferenceServer } from '../../ports/inferenceServer.ts';
import { hideSecretsOf, hidingSecrets } from './hidingSecrets.ts';
import { identifyServer } from './identifyServer.ts';
import { createLlamaCppServer } from './llamacpp/createLlamaCppServer.ts';
import { createLmStudioServer } from './lmstudio/createLmStudioServer.ts';
import { createOllamaServer } from './ollama/createOllamaServer.ts';
import { createOpenAiServer } from './openaiCompatible/createOpenAiServer.ts';
import { openConnection } from './shared/http/connection.ts';
import type { ServerContext } from './shared/openAi/serverContext.ts';
import { createTabbyServer } from './tabby/createTabbyServer.ts';
import { createVllmServer } from './vllm/createVllmServer.ts';

const adapters: Readonly<Record<ServerKind, (context: ServerContext) => InferenceServer>> = {
  llamacpp: createLlamaCppServer,
  ollama: createOllamaServer,
  vllm: createVllmServer,
  lmstudio: createLmStudioServer,
  tabby: createTabbyServer,
  openai: createOpenAiServer,
};

/** Answers within two seconds, even when the port accepts connections and then hangs. */
export async function connectServer(access: ServerAccess, signal: AbortSignal): Promise<Result<InferenceServer>> {
  const connection = openConnection(access);
  if (!connection.ok) return connection;
  const identity = await identifyServer(connection.value, signal);
  if (!identity.ok) return hideSecretsOf(access)(identity);
  return { ok: true, value: hidingSecrets(adapters[identity.value.kind]({ connection: connection.value, identity: identity.value }), access) };
}
