/** One worker a place: an advisory lock that lasts as long as the worker's connection, and so never outlives it. */
import { setTimeout as wait } from 'node:timers/promises';
import { Client } from 'pg';
import { fail, failed, ok, type Result } from '../../../domain/failure.ts';
import { lockNumbers } from '../connection/lockNumbers.ts';
import type { Queue } from '../connection/openQueue.ts';
import { queueFailure } from '../connection/queueFailure.ts';

export interface PlaceLock {
  readonly release: () => Promise<void>;
}

const taken = (place: string): Result<never> =>
  fail('locked', `A worker named "${place}" is at work already.`, 'One worker a place: give this one another --name, or end the other. A worker whose machine died is forgotten after half a minute.');

/** Tried again after the connection was lost (PostgreSQL restarted); when somebody else was quicker, `onTaken` is told. */
export async function lockPlace(queue: Queue, place: string, onTaken: (reason: Result<never>) => void): Promise<Result<PlaceLock>> {
  let client: Client;
  let isReleased = false;
  const connect = async (): Promise<boolean> => {
    client = new Client(queue.address.connection);
    client.on('error', () => undefined);
    client.once('end', () => void again());
    await client.connect();
    const { rows } = await client.query<{ got: boolean }>('SELECT pg_try_advisory_lock($1, $2) AS got', lockNumbers('place', place));
    return rows[0]?.got === true;
  };
  const again = async (): Promise<void> => {
    while (!isReleased) {
      await wait(1000);
      const got = await connect().catch(() => undefined);
      if (got === false) onTaken(taken(place));
      if (got !== undefined) return;
    }
  };
  const release = async (): Promise<void> => {
    isReleased = true;
    await client.end().catch(() => undefined);
  };
  try {
    if (await connect()) return ok({ release });
    await release();
    return taken(place);
  } catch (thrown) {
    isReleased = true;
    return failed(queueFailure(thrown, queue.address));
  }
}

/** A server that several places reach serves one of them at a time; waits for its turn. `work` begins when it has come. */
export async function withServer<T>(queue: Queue, url: string, signal: AbortSignal, work: () => Promise<T>): Promise<T> {
  const client = new Client(queue.address.connection);
  client.on('error', () => undefined);
  const giveUp = (): void => void client.end().catch(() => undefined);
  signal.addEventListener('abort', giveUp, { once: true });
  try {
    await client.connect();
    await client.query('SELECT pg_advisory_lock($1, $2)', lockNumbers('server', url));
    return await work();
  } finally {
    signal.removeEventListener('abort', giveUp);
    await client.end().catch(() => undefined);
  }
}
