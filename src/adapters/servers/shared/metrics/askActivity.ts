/** Asks `/metrics`, which is open on some servers, switched off on others and unknown to the rest. */
import { ok, type Result } from '../../../../domain/failure.ts';
import type { ServerActivity } from '../../../../domain/server.ts';
import { bodyText } from '../http/bodyText.ts';
import { type ServerContext, unsupported } from '../openAi/serverContext.ts';
import { activityOf } from './activityOf.ts';
import { readExposition } from './readExposition.ts';

const limits = { connectMs: 1_500, idleMs: 2_000, totalMs: 2_000 };

/** `unsupported` with `advice` when the page is not there or names nothing that Plimsoll knows. */
export async function askActivity(context: ServerContext, signal: AbortSignal, advice = ''): Promise<Result<ServerActivity>> {
  const sent = await context.connection.send({ path: '/metrics', signal, limits });
  if (!sent.ok) return sent;
  const { status, reads, ending } = sent.value;
  const samples = status < 300 && ending.kind === 'ended' ? readExposition(bodyText(reads)) : undefined;
  const activity = activityOf(samples ?? []);
  return Object.keys(activity).length === 0 ? unsupported(context, 'say how busy it is', advice) : ok({ ...activity, source: '/metrics' });
}
