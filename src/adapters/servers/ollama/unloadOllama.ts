/** Takes a model out of Ollama's memory and waits until it is gone. */
import { setTimeout as wait } from 'node:timers/promises';
import { fail, ok, type Result } from '../../../domain/failure.ts';
import { askJson } from '../shared/http/askJson.ts';
import { replyContext, type ServerContext } from '../shared/openAi/serverContext.ts';
import { generateSchema } from './ollamaReplies.ts';
import { askRunning } from './reportOllama.ts';

const patienceMs = 15_000;
const pollMs = 100;

export async function unloadOllama(context: ServerContext, model: string, signal: AbortSignal): Promise<Result<{ readonly how: string }>> {
  const asked = await askJson(context.connection, { path: '/api/generate', schema: generateSchema, body: { model, keep_alive: 0 }, signal }, replyContext(context, model));
  if (!asked.ok) return asked;
  // The answer comes before the memory is free; a load measured now would race with it.
  const askedAt = performance.now();
  while (performance.now() - askedAt < patienceMs) {
    const running = await askRunning(context, signal);
    if (!running.ok) return running;
    if (!running.value.some((loaded) => sameModel(loaded.name, model))) return ok({ how: 'POST /api/generate with keep_alive 0' });
    await wait(pollMs);
  }
  return fail('busy', `Ollama still holds "${model}" in memory ${patienceMs / 1000} s after it was asked to unload it.`, `End the requests that use it, or run: ollama stop ${model}`);
}

const sameModel = (listed: string, asked: string): boolean => listed === asked || listed === `${asked}:latest`;
