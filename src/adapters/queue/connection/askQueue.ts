/** Asks the queue something; whatever PostgreSQL throws comes back as a failure in words. */
import type { Db } from 'pg-boss';
import { failed, ok, type Result } from '../../../domain/failure.ts';
import { lockNumbers } from './lockNumbers.ts';
import type { Queue } from './openQueue.ts';
import { queueFailure } from './queueFailure.ts';

export async function askQueue<T>(queue: Queue, ask: () => Promise<T>): Promise<Result<T>> {
  try {
    return ok(await ask());
  } catch (thrown) {
    return failed(queueFailure(thrown, queue.address));
  }
}

/** All or nothing. */
export async function inTransaction<T>(queue: Queue, work: (db: Db) => Promise<T>): Promise<T> {
  const transaction = await queue.db.beginTransaction?.();
  if (transaction === undefined) throw new Error('pg-boss has no transactions on this connection.');
  try {
    const value = await work(transaction.db);
    await transaction.commit();
    return value;
  } catch (thrown) {
    await transaction.rollback();
    throw thrown;
  }
}

/** Nobody else submits or cancels this study meanwhile, and what was told done outlives a crash of PostgreSQL. */
export async function beginDurably(db: Db, study: string): Promise<void> {
  await db.executeSql("SELECT set_config('synchronous_commit', 'on', true), pg_advisory_xact_lock($1, $2)", lockNumbers('study', study));
}
