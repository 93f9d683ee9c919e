/** Opens the queue: connects, checks the version of its tables, starts pg-boss. */
import { Client } from 'pg';
import { type Db, PgBoss } from 'pg-boss';
import { failed, messageOf, ok, type Result } from '../../../domain/failure.ts';
import { lockNumbers } from './lockNumbers.ts';
import { jobs } from './migrations.ts';
import { migrateTables } from './migrateTables.ts';
import { parseQueueAddress, type QueueAddress } from './queueAddress.ts';
import { queueFailure } from './queueFailure.ts';

/** How soon a silent worker's cell is given to somebody else, and how often that is looked for. pg-boss wants ten seconds at least. */
export interface QueuePace {
  readonly heartbeatSeconds: number;
  readonly superviseSeconds: number;
}

export const usualPace: QueuePace = { heartbeatSeconds: 30, superviseSeconds: 10 };

export interface Queue {
  readonly address: QueueAddress;
  readonly boss: PgBoss;
  readonly db: Db;
  readonly pace: QueuePace;
  /** Ends in order: what is worked on is waited for. */
  readonly close: () => Promise<void>;
}

export interface QueueOptions {
  /** Workers look after silent jobs and old ones; people asking for the status do not. */
  readonly supervise: boolean;
  readonly pace?: QueuePace;
  /** pg-boss's troubles in between (connection lost), which it gets over by itself. */
  readonly note: (line: string) => void;
}

export const deadLetters = 'dead';

/** Nobody else prepares this queue meanwhile: pg-boss, too, minds being installed twice at once. */
async function alone<T>(address: QueueAddress, work: (client: Client) => Promise<Result<T>>): Promise<Result<T>> {
  const client = new Client(address.connection);
  // an error of the connection arrives at the query too
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.query('SELECT pg_advisory_lock($1, $2)', lockNumbers('preparation', ''));
    return await work(client);
  } catch (thrown) {
    return failed(queueFailure(thrown, address));
  } finally {
    await client.end().catch(() => undefined);
  }
}

async function start(boss: PgBoss): Promise<void> {
  try {
    await boss.start();
    await boss.createQueue(deadLetters, { retentionSeconds: keptSeconds });
  } catch (thrown) {
    await boss.stop({ graceful: false }).catch(() => undefined);
    throw thrown;
  }
}

export async function openQueue(text: string, { supervise, pace = usualPace, note }: QueueOptions): Promise<Result<Queue>> {
  const address = parseQueueAddress(text);
  if (!address.ok) return address;
  const { superviseSeconds } = pace;
  const intervals = { superviseIntervalSeconds: superviseSeconds, monitorIntervalSeconds: superviseSeconds, flowIntervalSeconds: 5 };
  return alone(address.value, async (client) => {
    const prepared = await migrateTables(client);
    if (!prepared.ok) return prepared;
    const boss = new PgBoss({ ...address.value.connection, ...intervals, schema: jobs, supervise, schedule: false, max: 4 });
    boss.on('error', (error) => {
      note(`Queue: ${messageOf(error)}`);
    });
    await start(boss);
    return ok({ address: address.value, boss, db: boss.getDb(), pace, close: () => boss.stop({ graceful: true, timeout: 10_000 }) });
  });
}

/** As long as pg-boss allows: a cell waits for its place. */
export const keptSeconds = 365 * 24 * 3600;
