/** Loads and unloads TabbyAPI's model, which it does for the admin key only. */
import { type Failure, fail, failed, ok, type Result } from '../../../domain/failure.ts';
import { failureOfReply } from '../shared/failures/failureOfReply.ts';
import { replyMessage } from '../shared/failures/replyMessage.ts';
import { bodyText } from '../shared/http/bodyText.ts';
import { sendForSuccess } from '../shared/http/sendForSuccess.ts';
import { loadLimits } from '../shared/loadLimits.ts';
import { replyContext, type ServerContext } from '../shared/openAi/serverContext.ts';
import { parseJson } from '../shared/parseJson.ts';
import { loadStepSchema } from './tabbyReplies.ts';

type Done = Result<{ readonly how: string }>;

/** The answer is a stream of steps that ends when the model is there. */
export async function loadTabby(context: ServerContext, model: string, signal: AbortSignal): Promise<Done> {
  const path = '/v1/model/load';
  const sent = await context.connection.send({ path, body: { model_name: model }, signal, limits: loadLimits });
  if (!sent.ok) return sent;
  const { status, headers, reads, ending } = sent.value;
  const text = bodyText(reads);
  const refusal = (refused: string, refusedStatus: number): Failure => failureOfReply({ status: refusedStatus, text: refused, contentType: headers['content-type'] ?? '', path }, replyContext(context, model));
  if (status >= 400) return adminsOnly(context, 'loads', refusal(text, status));
  const steps = text.split('\n').filter((line) => line.startsWith('data:')).map((line) => line.slice('data:'.length).trim());
  const refused = steps.find((step) => replyMessage(step) !== undefined);
  if (refused !== undefined) return failed(refusal(refused, 500));
  const isThere = ending.kind === 'ended' && loadStepSchema.safeParse(parseJson(steps.at(-1) ?? '')).data?.status === 'finished';
  if (isThere) return ok({ how: 'POST /v1/model/load' });
  return fail('incompleteStream', `TabbyAPI broke off while it loaded "${model}".`, 'Look into its log: most often the memory does not suffice; lower max_seq_len or set cache_mode Q8.');
}

export async function unloadTabby(context: ServerContext, model: string, signal: AbortSignal): Promise<Done> {
  const done = await sendForSuccess(context.connection, { path: '/v1/model/unload', body: {}, signal }, replyContext(context, model));
  return done.ok ? ok({ how: 'POST /v1/model/unload' }) : adminsOnly(context, 'unloads', done.failure);
}

function adminsOnly(context: ServerContext, verb: 'loads' | 'unloads', failure: Failure): Done {
  if (failure.kind !== 'unauthorised') return failed(failure);
  return failed({ ...failure, detail: `${context.identity.url} ${verb} models only with the admin key.`, advice: 'Give TabbyAPI’s admin key (admin_key in api_tokens.yml) as this server’s key.' });
}
