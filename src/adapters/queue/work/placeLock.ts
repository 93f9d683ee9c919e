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

/** A connection that the network swallowed holds its lock until PostgreSQL notices: longer than its keep-alives take. */
const patienceMs = 60_000;

/** Undefined: somebody else holds it. */
async function tryLock(queue: Queue, place: string): Promise<Client | undefined> {
  const client = new Client(queue.address.connection);
  client.on('error', () => undefined);
  try {
    await client.connect();
    const { rows } = await client.query<{ got: boolean }>('SELECT pg_try_advisory_lock($1, $2) AS got', lockNumbers('place', place));
    if (rows[0]?.got === true) return client;
    await client.end();
    return undefined;
  } catch (thrown) {
    await client.end().catch(() => undefined);
    throw thrown;
  }
}

/** Locked again after the connection was lost (PostgreSQL restarted); when somebody else was quicker, `onTaken` is told. */
export async function lockPlace(queue: Queue, place: string, onTaken: (reason: Result<never>) => void): Promise<Result<PlaceLock>> {
  let held: Client | undefined;
  let isReleased = false;
  const keep = (client: Client): void => {
    if (isReleased) {
      void client.end().catch(() => undefined);
      return;
    }
    held = client;
    client.once('end', () => {
      held = undefined;
      if (!isReleased) void again();
    });
  };
  const again = async (): Promise<void> => {
    let refusedUntilMs: number | undefined;
    while (!isReleased) {
      await wait(1000);
      // away: tried until it is back, however long that takes
      const tried = await tryLock(queue, place).then((client) => ({ client }), () => undefined);
      if (tried === undefined) continue;
      if (tried.client !== undefined) {
        keep(tried.client);
        return;
      }
      refusedUntilMs ??= performance.now() + patienceMs;
      if (performance.now() < refusedUntilMs) continue;
      onTaken(taken(place));
      return;
    }
  };
  const release = async (): Promise<void> => {
    isReleased = true;
    await held?.end().catch(() => undefined);
  };
  try {
    const client = await tryLock(queue, place);
    if (client === undefined) return taken(place);
    keep(client);
    return ok({ release });
  } catch (thrown) {
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
