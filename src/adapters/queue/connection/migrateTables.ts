/** Brings the queue's tables to the version this program knows; refuses a version it does not know. */
import type { Client } from 'pg';
import { fail, ok, type Result } from '../../../domain/failure.ts';
import { migrations, tables } from './migrations.ts';

async function versionOf(client: Client): Promise<number> {
  const { rows } = await client.query<{ there: string | null }>('SELECT to_regclass($1) AS there', [`${tables}.version`]);
  if (rows[0]?.there === null) return 0;
  const read = await client.query<{ version: number }>(`SELECT version FROM ${tables}.version`);
  return read.rows[0]?.version ?? 0;
}

const tooNew = (version: number): Result<undefined> =>
  fail('unsupported', `The queue's tables are of version ${version}; this Plimsoll knows version ${migrations.length}.`, 'Somebody has used a newer Plimsoll with this queue: update this one. Nothing was changed.');

/** One transaction; the caller holds the lock of preparation, so two programs that start at once do it once. */
export async function migrateTables(client: Client): Promise<Result<undefined>> {
  const version = await versionOf(client);
  if (version > migrations.length) return tooNew(version);
  if (version === migrations.length) return ok(undefined);
  await client.query('BEGIN');
  try {
    if (version === 0) await client.query(`CREATE SCHEMA IF NOT EXISTS ${tables}; CREATE TABLE ${tables}.version (version integer NOT NULL)`);
    for (const step of migrations.slice(version)) await client.query(step);
    await client.query(`DELETE FROM ${tables}.version`);
    await client.query(`INSERT INTO ${tables}.version VALUES ($1)`, [migrations.length]);
    await client.query('COMMIT');
    return ok(undefined);
  } catch (thrown) {
    await client.query('ROLLBACK').catch(() => undefined);
    throw thrown;
  }
}
