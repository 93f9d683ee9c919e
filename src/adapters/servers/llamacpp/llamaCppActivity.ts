/** How busy llama-server is: its metrics where they are switched on (`--metrics`), else its slots. */
import { ok, type Result } from '../../../domain/failure.ts';
import type { ServerActivity } from '../../../domain/server.ts';
import { askActivity } from '../shared/metrics/askActivity.ts';
import { askJson } from '../shared/http/askJson.ts';
import { replyContext, type ServerContext } from '../shared/openAi/serverContext.ts';
import { slotsSchema } from './llamaCppReplies.ts';

export async function llamaCppActivity(context: ServerContext, signal: AbortSignal): Promise<Result<ServerActivity>> {
  const told = await askActivity(context, signal, 'Start llama-server with --metrics.');
  if (told.ok || told.failure.kind !== 'unsupported') return told;
  const slots = await askJson(context.connection, { path: '/slots', schema: slotsSchema, signal }, replyContext(context));
  return slots.ok ? ok({ runningRequests: slots.value.filter((slot) => slot.is_processing).length, source: '/slots' }) : told;
}
