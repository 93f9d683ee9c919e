/** LM Studio: OpenAI-compatible answers, its own lists and unloading. */
import { fail, ok, type Result } from '../../../domain/failure.ts';
import type { InferenceServer } from '../../../ports/inferenceServer.ts';
import { askJson } from '../shared/http/askJson.ts';
import { loadLimits } from '../shared/loadLimits.ts';
import { completeOpenAi } from '../shared/openAi/completeOpenAi.ts';
import { measureRoundTrip, replyContext, unsupported, type ServerContext } from '../shared/openAi/serverContext.ts';
import { loadSchema, type ModelV1, unloadSchema } from './lmStudioReplies.ts';
import { askV1, reportLmStudio } from './reportLmStudio.ts';

export function createLmStudioServer(context: ServerContext): InferenceServer {
  const cannotCount = (): Promise<ReturnType<typeof unsupported>> =>
    Promise.resolve(unsupported(context, 'count tokens over HTTP', 'Plimsoll counts with tiktoken, corrected by the usage this server reports.'));
  return {
    identity: context.identity,
    report: (signal) => reportLmStudio(context, signal),
    complete: (request, options) => completeOpenAi(context, request, options),
    countPrompt: cannotCount,
    countText: cannotCount,
    load: (model, signal) => load(context, model, signal),
    unload: (model, signal) => unload(context, model, signal),
    activity: () => Promise.resolve(unsupported(context, 'say how busy it is')),
    roundTripMs: (signal) => measureRoundTrip(context, '/v1/models', signal),
  };
}

/** An instance that is there is enough: a second one would take its memory twice. */
async function load(context: ServerContext, model: string, signal: AbortSignal): Promise<Result<{ readonly how: string }>> {
  const found = await findModel(context, model, 'load', signal);
  if (!found.ok) return found;
  if ((found.value.loaded_instances ?? []).length > 0) return ok({ how: 'was loaded already' });
  const done = await askJson(context.connection, { path: '/api/v1/models/load', schema: loadSchema, body: { model }, signal, limits: loadLimits }, replyContext(context, model));
  return done.ok ? ok({ how: 'POST /api/v1/models/load' }) : done;
}

async function findModel(context: ServerContext, model: string, verb: 'load' | 'unload', signal: AbortSignal): Promise<Result<ModelV1>> {
  const listed = await askV1(context, signal);
  if (!listed.ok) return listed.failure.kind === 'cancelled' ? listed : unsupported(context, `${verb} a model over HTTP before version 0.4`, `Run: lms ${verb} ${model}`);
  const found = listed.value.find((entry) => entry.key === model);
  return found === undefined ? fail('modelMissing', `LM Studio does not have the model "${model}".`, `Download it: lms get ${model}`) : ok(found);
}

/** Unloads every instance of the model: LM Studio may hold several with different settings. */
async function unload(context: ServerContext, model: string, signal: AbortSignal): Promise<Result<{ readonly how: string }>> {
  const found = await findModel(context, model, 'unload', signal);
  if (!found.ok) return found;
  for (const instance of found.value.loaded_instances ?? []) {
    const done = await askJson(context.connection, { path: '/api/v1/models/unload', schema: unloadSchema, body: { instance_id: instance.id }, signal }, replyContext(context, model));
    if (!done.ok) return done;
  }
  return ok({ how: 'POST /api/v1/models/unload' });
}
