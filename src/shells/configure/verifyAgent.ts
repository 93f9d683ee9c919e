/** One small request with the address, key and model that the agent's own files hold, through the client library agents use. */
import OpenAI, { APIError } from 'openai';
import { connectServer } from '../../adapters/servers/connectServer.ts';
import { agentEndpoint } from '../../configure/agentEndpoint.ts';
import type { AgentTarget } from '../../domain/configPlan.ts';
import { type Failure, fail, messageOf, ok, type Result } from '../../domain/failure.ts';
import type { ServerAccess } from '../../domain/server.ts';
import type { AgentConfigStore } from '../../ports/agentConfig.ts';

export interface Verified {
  readonly url: string;
  readonly model: string;
  readonly text: string;
  readonly totalMs: number;
}

/** `max_tokens` is OpenAI's old name for it, and the one every local server knows. */
const shortAnswer = { max_tokens: 8, temperature: 0 };
/** A cold model may have to be loaded first. */
const timeoutMs = 120_000;

/** Settings of the environment (OPENAI_…) are not the agent's: everything is given. */
function clientFor({ url, apiKey, headers }: ServerAccess): OpenAI {
  const baseURL = url.replace(/\/+$/, '').endsWith('/v1') ? url : `${url.replace(/\/+$/, '')}/v1`;
  // nobody's key: the library refuses to start without one
  return new OpenAI({ baseURL, apiKey: apiKey ?? 'none', organization: null, project: null, maxRetries: 0, timeout: timeoutMs, logLevel: 'off', ...(headers === undefined ? {} : { defaultHeaders: headers }) });
}

/** Plimsoll can overlook a certificate when told to; the agent cannot, and it is the agent that has to get through. */
function asTheAgentMeetsIt(failure: Failure): Failure {
  if (failure.kind !== 'insecureAddress') return failure;
  return { ...failure, advice: 'The agent checks certificates itself: start it with NODE_EXTRA_CA_CERTS=/path/to/certificate.pem.' };
}

export async function verifyAgent(target: AgentTarget, store: AgentConfigStore, signal: AbortSignal): Promise<Result<Verified>> {
  const snapshots = await store.read();
  if (!snapshots.ok) return snapshots;
  const endpoint = agentEndpoint(target, snapshots.value);
  if (!endpoint.ok) return endpoint;
  const { model, ...access } = endpoint.value;
  // says what is wrong in better words than a client library can
  const server = await connectServer(access, signal);
  if (!server.ok) return { ok: false, failure: asTheAgentMeetsIt(server.failure) };
  const startedAt = performance.now();
  try {
    const messages = [{ role: 'user' as const, content: 'Answer with one word: ready?' }];
    const answer = await clientFor(access).chat.completions.create({ model, messages, ...shortAnswer }, { signal });
    return ok({ url: access.url, model, text: answer.choices[0]?.message.content ?? '', totalMs: performance.now() - startedAt });
  } catch (thrown) {
    const status = thrown instanceof APIError && typeof thrown.status === 'number' ? { httpStatus: thrown.status } : {};
    return fail('serverError', `${access.url} refused a small request for ${model}.`, 'Probe the server: plimsoll probe --url …', { cause: messageOf(thrown).slice(0, 300), ...status });
  }
}
