/** Where a run's events are kept so that nothing finished is ever lost. */
import type { Result } from '../domain/failure.ts';
import type { RunEvent } from '../domain/runEvent.ts';

export interface Journal {
  /** Appends one event; with `durable` it is on disk when this resolves. Never called inside a timed region. */
  readonly append: (event: RunEvent, durable: boolean) => Promise<Result<undefined>>;
  readonly close: () => Promise<void>;
}
