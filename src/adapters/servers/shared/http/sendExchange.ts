/** Sends one HTTP request, a second time where a kept connection turned out to be dead. */
import { fail, ok, type Result } from '../../../../domain/failure.ts';
import { failureOfSocket } from '../failures/failureOfSocket.ts';
import { Attempt } from './attempt.ts';
import type { Exchange, ExchangeRequest } from './exchange.ts';
import type { OriginAgents } from './originAgents.ts';

/**
 * Sends and waits for the end of the answer. A re-used connection that dies before its first byte is opened anew once:
 * llama.cpp closes each connection after a streamed reply although it promised to keep it.
 */
export async function sendExchange(request: ExchangeRequest, agents: OriginAgents): Promise<Result<Exchange>> {
  if (request.signal.aborted) return fail('cancelled', 'The request was cancelled before it was sent.', '');
  const first = await new Attempt(request, agents.kept).run();
  const last = first.kind === 'diedWhenReused' ? await new Attempt(request, agents.fresh).run() : first;
  if (last.kind === 'failed') return { ok: false, failure: last.failure };
  if (last.kind === 'diedWhenReused') return { ok: false, failure: failureOfSocket(last.error, request.url) };
  return ok({ ...last.answer, connectionRetries: first === last ? 0 : 1 });
}
