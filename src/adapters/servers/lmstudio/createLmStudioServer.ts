/** LM Studio: OpenAI-compatible answers, its own lists and unloading. */
import { fail, ok, type Result } from '../../../domain/failure.ts';
import type { InferenceServer } from '../../../ports/inferenceServer.ts';
import { askJson } from '../shared/http/askJson.ts';
import { completeOpenAi } from '../shared/openAi/completeOpenAi.ts';
import { measureRoundTrip, replyContext, unsupported, type ServerContext } from '../shared/openAi/serverContext.ts';
import { unloadSchema } from './lmStudioReplies.ts';
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
    unload: (model, signal) => unload(context, model, signal),
    roundTripMs: (signal) => measureRoundTrip(context, '/v1/models', signal),
  };
}

/** Unloads every instance of the model: LM Studio may hold several with different settings. */
async function unload(context: ServerContext, model: string, signal: AbortSignal): Promise<Result<{ readonly how: string }>> {
  const listed = await askV1(context, signal);
  if (!listed.ok) return listed.failure.kind === 'cancelled' ? listed : unsupported(context, 'unload a model over HTTP before version 0.4', `Run: lms unload ${model}`);
  const found = listed.value.find((entry) => entry.key === model);
  if (found === undefined) return fail('modelMissing', `LM Studio does not have the model "${model}".`, `Download it: lms get ${model}`);
  for (const instance of found.loaded_instances ?? []) {
    const done = await askJson(context.connection, { path: '/api/v1/models/unload', schema: unloadSchema, body: { instance_id: instance.id }, signal }, replyContext(context, model));
    if (!done.ok) return done;
  }
  return ok({ how: 'POST /api/v1/models/unload' });
}
