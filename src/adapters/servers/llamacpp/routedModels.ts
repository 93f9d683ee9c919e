/** Loads and unloads the models of a router (llama-server started without `-m`). */
import { setTimeout as wait } from 'node:timers/promises';
import { fail, ok, type Result } from '../../../domain/failure.ts';
import { askJson } from '../shared/http/askJson.ts';
import { loadLimits } from '../shared/loadLimits.ts';
import { replyContext, unsupported, type ServerContext } from '../shared/openAi/serverContext.ts';
import { routerModelsSchema, successSchema } from './llamaCppReplies.ts';
import { isRouter } from './reportLlamaCpp.ts';

const pollMs = 200;
const cure = 'End the server and start it again for a cold start, or start llama-server as a router (without -m).';

type Done = Result<{ readonly how: string }>;

/** The router answers at once and loads in a process of its own: its list says when that is done, or has failed. */
export async function loadRouted(context: ServerContext, model: string, signal: AbortSignal): Promise<Done> {
  const asked = await askRouter(context, 'load', model, signal);
  if (!asked.ok) return asked;
  const askedAt = performance.now();
  while (performance.now() - askedAt < loadLimits.idleMs) {
    const listed = await askJson(context.connection, { path: '/models', schema: routerModelsSchema, signal }, replyContext(context, model));
    if (!listed.ok) return listed;
    const status = listed.value.data.find((entry) => entry.id === model)?.status;
    if (status?.value === 'loaded') return ok({ how: 'POST /models/load' });
    if (status?.failed === true) return fail('serverError', `llama.cpp could not load "${model}" (exit code ${status.exit_code ?? 'unknown'}).`, 'Look into the log of the router: most often the memory does not suffice; lower -c or -ngl.');
    await wait(pollMs, undefined, { signal }).catch(() => undefined);
    if (signal.aborted) return fail('cancelled', 'Loading the model was cancelled.', '');
  }
  return fail('busy', `llama.cpp had not loaded "${model}" ${loadLimits.idleMs / 1000} s after it was asked to.`, 'Look into the log of the router.');
}

export async function unloadRouted(context: ServerContext, model: string, signal: AbortSignal): Promise<Done> {
  const asked = await askRouter(context, 'unload', model, signal);
  return asked.ok ? ok({ how: 'POST /models/unload' }) : asked;
}

async function askRouter(context: ServerContext, verb: 'load' | 'unload', model: string, signal: AbortSignal): Promise<Result<unknown>> {
  const router = await isRouter(context, signal);
  if (!router.ok) return router;
  if (!router.value) return unsupported(context, `${verb} its only model`, cure);
  return askJson(context.connection, { path: `/models/${verb}`, schema: successSchema, body: { model }, signal }, replyContext(context, model));
}
