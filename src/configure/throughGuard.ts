/** The same settings with the guard's address in place of the server's. */
import { fail, ok, type Result } from '../domain/failure.ts';
import type { RecommendedSettings } from '../domain/recommendation.ts';

const loopbackHosts = new Set(['127.0.0.1', 'localhost', '[::1]']);

/** `guardUrl` is the `url` that `plimsoll guard` prints: loopback, a token in its path, `/v1` at its end. */
export function throughGuard(settings: RecommendedSettings, guardUrl: string): Result<RecommendedSettings> {
  const url = URL.parse(guardUrl);
  if (url?.protocol !== 'http:' || !loopbackHosts.has(url.hostname) || url.username !== '') {
    return fail('invalidInput', `${guardUrl} is not the address of a guard on this machine.`, 'Give the url that `plimsoll guard` printed: http://127.0.0.1:PORT/TOKEN/v1.');
  }
  const serverUrl = guardUrl.replace(/\/+$/u, '').replace(/\/v1$/u, '');
  return ok({ ...settings, serverUrl, openAiBaseUrl: `${serverUrl}/v1` });
}
