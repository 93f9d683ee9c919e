/** Keeps keys and headers out of what is told: a server that refuses a request may repeat what it was sent. */
import type { Failure, Result } from '../../domain/failure.ts';
import type { ServerAccess } from '../../domain/server.ts';
import type { InferenceServer } from '../../ports/inferenceServer.ts';

/** Shorter ones are words, not secrets: hiding them would make sentences unreadable. */
const shortestSecret = 4;
const mask = '•••';

export type HideSecrets = <T>(result: Result<T>) => Result<T>;

/** Takes the access's secrets out of a failure's sentences; a success is passed as it is. */
export function hideSecretsOf({ apiKey, headers }: ServerAccess): HideSecrets {
  const secrets = [apiKey, ...Object.values(headers ?? {})].filter((secret) => secret !== undefined && secret.length >= shortestSecret) as readonly string[];
  // the longest first: one may be a part of another
  const ordered = secrets.toSorted((a, b) => b.length - a.length);
  const hide = (text: string): string => ordered.reduce((hidden, secret) => hidden.replaceAll(secret, mask), text);
  const hidden = (failure: Failure): Failure => ({ ...failure, detail: hide(failure.detail), advice: hide(failure.advice), ...(failure.cause === undefined ? {} : { cause: hide(failure.cause) }) });
  return (result) => (result.ok || ordered.length === 0 ? result : { ok: false, failure: hidden(result.failure) });
}

export function hidingSecrets(server: InferenceServer, access: ServerAccess): InferenceServer {
  const hide = hideSecretsOf(access);
  return {
    identity: server.identity,
    report: async (signal) => hide(await server.report(signal)),
    complete: async (request, options) => hide(await server.complete(request, options)),
    countPrompt: async (model, prompt, signal) => hide(await server.countPrompt(model, prompt, signal)),
    countText: async (model, text, signal) => hide(await server.countText(model, text, signal)),
    load: async (model, signal) => hide(await server.load(model, signal)),
    unload: async (model, signal) => hide(await server.unload(model, signal)),
    activity: async (signal) => hide(await server.activity(signal)),
    roundTripMs: async (signal) => hide(await server.roundTripMs(signal)),
  };
}
