/** The server an agent's own files point at: what a request of that agent would use. */
import type { AgentTarget, FileSnapshot } from '../domain/configPlan.ts';
import { fail, ok, type Result } from '../domain/failure.ts';
import { at } from './clineValues.ts';
import { snapshotOf } from './editFile.ts';
import { parseJsonObject } from './editJson.ts';

export interface AgentEndpoint {
  readonly url: string;
  readonly model: string;
  readonly apiKey?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Read from the files as they are now, not from what was meant to be written. Only Cline's is known; the key stays in memory. */
export function agentEndpoint(target: AgentTarget, snapshots: readonly FileSnapshot[]): Result<AgentEndpoint> {
  if (target !== 'cline') return fail('unsupported', `A request through ${target}’s own settings cannot be sent from here.`, 'Ask the agent something.');
  const state = objectOf(snapshots, '/globalState.json');
  const secrets = objectOf(snapshots, '/secrets.json');
  if (!state.ok) return state;
  if (!secrets.ok) return secrets;
  const isOllama = state.value['actModeApiProvider'] === 'ollama';
  const url = state.value[isOllama ? 'ollamaBaseUrl' : 'openAiBaseUrl'];
  const model = state.value[isOllama ? 'actModeOllamaModelId' : 'actModeOpenAiModelId'];
  const apiKey = isOllama ? undefined : at(secrets.value, ['openAiApiKey']);
  if (typeof url !== 'string' || typeof model !== 'string') return fail('badReply', 'Cline’s files name no local server.', 'Apply the recommended settings again.');
  const headers = isOllama ? {} : textsOf(state.value['openAiHeaders']);
  return ok({ url, model, ...(typeof apiKey === 'string' && apiKey !== '' ? { apiKey } : {}), ...(Object.keys(headers).length > 0 ? { headers } : {}) });
}

function textsOf(value: unknown): Readonly<Record<string, string>> {
  const entries = Object.entries(typeof value === 'object' && value !== null ? value : {});
  return Object.fromEntries(entries.filter((entry): entry is [string, string] => typeof entry[1] === 'string'));
}

function objectOf(snapshots: readonly FileSnapshot[], ending: string): Result<Readonly<Record<string, unknown>>> {
  const snapshot = snapshotOf(snapshots, ending);
  return snapshot === undefined ? ok({}) : parseJsonObject({ ...snapshot, allowsComments: false });
}
