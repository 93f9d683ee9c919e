/** What works but deserves a word: plain http to the internet, no model, requests of others that are being answered. */
import type { Failure } from '../domain/failure.ts';
import type { ServerReport } from '../domain/server.ts';

export function noticesFor(server: ServerReport): readonly Failure[] {
  return [...plainHttp(server), ...noModels(server), ...otherRequests(server)];
}

function plainHttp(server: ServerReport): readonly Failure[] {
  if (server.location !== 'public' || !server.url.startsWith('http://')) return [];
  return [
    {
      kind: 'insecureAddress',
      detail: `${server.url} is not on this machine or its network and is reached by plain http: everybody on the way can read prompts and answers.`,
      advice: 'Use https://, a VPN or an SSH tunnel (ssh -L).',
    },
  ];
}

function noModels(server: ServerReport): readonly Failure[] {
  if (server.models.length > 0) return [];
  const advice = server.kind === 'ollama' ? 'Pull one: ollama pull qwen2.5-coder:7b' : 'Load a model in the server first.';
  return [{ kind: 'modelMissing', detail: `${server.url} runs but has no model.`, advice }];
}

function otherRequests({ url, activity }: ServerReport): readonly Failure[] {
  const { runningRequests = 0, waitingRequests = 0 } = activity ?? {};
  if (runningRequests + waitingRequests === 0) return [];
  const detail = `${url} is busy with others: ${runningRequests} requests are being answered, ${waitingRequests} wait.`;
  return [{ kind: 'busy', detail, advice: 'Wait until they are done before you measure: they take their share of its speed.' }];
}
