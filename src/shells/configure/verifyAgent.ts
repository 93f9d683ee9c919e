/** One small request with the address, key and model that the agent's own files hold. */
import { connectServer } from '../../adapters/servers/connectServer.ts';
import { agentEndpoint } from '../../configure/agentEndpoint.ts';
import type { AgentTarget } from '../../domain/configPlan.ts';
import { ok, type Result } from '../../domain/failure.ts';
import type { AgentConfigStore } from '../../ports/agentConfig.ts';

export interface Verified {
  readonly url: string;
  readonly model: string;
  readonly text: string;
  readonly totalMs: number;
}

/** A cold model may have to be loaded first. */
const idleTimeoutMs = 120_000;

export async function verifyAgent(target: AgentTarget, store: AgentConfigStore, signal: AbortSignal): Promise<Result<Verified>> {
  const snapshots = await store.read();
  if (!snapshots.ok) return snapshots;
  const endpoint = agentEndpoint(target, snapshots.value);
  if (!endpoint.ok) return endpoint;
  const { model, ...access } = endpoint.value;
  const server = await connectServer(access, signal);
  if (!server.ok) return server;
  const request = { model, messages: [{ role: 'user' as const, content: 'Answer with one word: ready?' }], maxOutputTokens: 8, temperature: 0 };
  const answer = await server.value.complete(request, { signal, idleTimeoutMs });
  return answer.ok ? ok({ url: access.url, model, text: answer.value.text, totalMs: answer.value.totalMs }) : answer;
}
