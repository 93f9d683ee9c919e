/** The engine process: takes calls over its parent's pipe, one handler each, and ends when the pipe closes. */
import { messageOf } from '../../domain/failure.ts';
import type { EngineMessage, EngineRequest } from '../../protocol/engine.ts';
import { bench, resume } from './calls/benchmark.ts';
import { checkBudget } from './calls/budget.ts';
import { applyConfiguration, planConfiguration, undoConfiguration, verifyConfiguration } from './calls/configuration.ts';
import { fleet } from './calls/fleet.ts';
import { history, summarise } from './calls/history.ts';
import { part } from './calls/part.ts';
import { probe } from './calls/probe.ts';
import type { CallOf, Say } from './say.ts';

type Handler<C extends EngineRequest['call']> = (request: CallOf<C>, say: Say, signal: AbortSignal) => Promise<void>;
type Handlers = { readonly [C in Exclude<EngineRequest['call'], 'cancel'>]: Handler<C> };

const handlers: Handlers = { probe, bench, resume, part, fleet, summarise, budget: checkBudget, history, planConfiguration, applyConfiguration, undoConfiguration, verifyConfiguration };

const running = new Map<number, AbortController>();

const send = (message: EngineMessage): void => {
  // a run that is stopping in order after its parent died has nobody left to tell
  if (process.connected) process.send?.(message);
};

async function handle(request: Exclude<EngineRequest, { readonly call: 'cancel' }>): Promise<void> {
  const abort = new AbortController();
  running.set(request.id, abort);
  const say: Say = (saying) => send({ ...saying, id: request.id });
  // the table's type ties each name to its own request; the union cannot be followed through an index
  const handler = handlers[request.call] as (call: EngineRequest, say: Say, signal: AbortSignal) => Promise<void>;
  try {
    await handler(request, say, abort.signal);
  } catch (thrown) {
    // a bug: the shell gets words, the log gets the rest
    process.stderr.write(`${thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown)}\n`);
    say({ say: 'failed', failure: { kind: 'internal', detail: `Unexpected: ${messageOf(thrown)}`, advice: 'This is a bug in Plimsoll; the log has the details.' } });
  } finally {
    running.delete(request.id);
  }
}

process.on('message', (request: EngineRequest) => {
  if (request.call === 'cancel') running.get(request.target)?.abort();
  else void handle(request);
});

// the parent is gone: let runs stop in order (their requests end on the server too), then end whatever happens
process.on('disconnect', () => {
  for (const abort of running.values()) abort.abort();
  setTimeout(() => process.exit(0), running.size > 0 ? 3000 : 0);
});
// Ctrl-C reaches the whole group; the parent decides and cancels in order
process.on('SIGINT', () => undefined);
