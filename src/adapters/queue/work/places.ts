/** The places that announced themselves, and which of them have a worker now. */
import { z } from 'zod';
import type { KnownPlace, Place } from '../../../domain/fleet.ts';
import { lockNumbers } from '../connection/lockNumbers.ts';
import { tables } from '../connection/migrations.ts';
import { deadLetters, keptSeconds, type Queue } from '../connection/openQueue.ts';

export const queueOf = (place: string): string => `place/${place}`;

/** A measurement may take hours; a hung one is noticed by its heartbeat, long before. */
const longestSeconds = 24 * 3600;

export async function announcePlace(queue: Queue, place: Place): Promise<void> {
  await queue.db.executeSql(
    `INSERT INTO ${tables}.place (name, fingerprint, client_version, machine, servers) VALUES ($1, $2, $3, $4, $5)
     ON CONFLICT (name) DO UPDATE SET fingerprint = $2, client_version = $3, machine = $4, servers = $5, announced_at = now()`,
    [place.name, place.fingerprint, place.clientVersion, JSON.stringify(place.machine), JSON.stringify(place.servers)],
  );
  const options = { expireInSeconds: longestSeconds, retentionSeconds: keptSeconds, heartbeatSeconds: queue.pace.heartbeatSeconds };
  await queue.boss.createQueue(queueOf(place.name), { ...options, deadLetter: deadLetters });
  // an earlier worker of this name may have had another pace
  await queue.boss.updateQueue(queueOf(place.name), options);
}

// written by announcePlace: the columns name the shapes
const rowShape = z.object({ name: z.string(), fingerprint: z.string(), client_version: z.string(), machine: z.custom<Place['machine']>(), servers: z.custom<Place['servers']>() });

/** By name. */
export async function readPlaces(queue: Queue): Promise<readonly KnownPlace[]> {
  const { rows } = await queue.db.executeSql(`SELECT name, fingerprint, client_version, machine, servers FROM ${tables}.place ORDER BY name`);
  const alive = await livePlaces(queue, rows.map((row) => rowShape.parse(row).name));
  return rows.map((row) => {
    const { client_version: clientVersion, ...place } = rowShape.parse(row);
    return { ...place, clientVersion, isAlive: alive.has(place.name) };
  });
}

const lockShape = z.object({ objid: z.coerce.number() });

/** Whose worker holds its lock. */
export async function livePlaces(queue: Queue, names: readonly string[]): Promise<ReadonlySet<string>> {
  const [kind] = lockNumbers('place', '');
  const { rows } = await queue.db.executeSql(
    `SELECT objid::bigint AS objid FROM pg_locks WHERE locktype = 'advisory' AND granted AND objsubid = 2 AND classid = $1
     AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`,
    [kind],
  );
  const held = new Set(rows.map((row) => lockShape.parse(row).objid));
  // PostgreSQL shows the number without its sign
  return new Set(names.filter((name) => held.has(lockNumbers('place', name)[1] >>> 0)));
}
