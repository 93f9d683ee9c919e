/** Runs one SQL query against several small databases, each made from its own script and thrown away. */
import initSqlJs, { type Database, type SqlJsStatic } from 'sql.js';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { RunGuest } from '../childMessages.ts';
import { cappedOutput, OutputLimit } from '../outputCap.ts';

/** The `program` of a `sql` job. */
const sqlProgramSchema = z.object({ query: z.string(), databases: z.array(z.object({ setup: z.string() })) });

const maxRows = 20_000;

/** One line of JSON a database on stdout: `{"columns","rows"}` of the last statement that returned any, or `{"error"}`. */
export async function loadSqliteGuest(assetFolder: string): Promise<RunGuest> {
  const bytes = readFileSync(join(assetFolder, 'sqlite.wasm'));
  const wasmBinary = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength);
  const sqlite = await initSqlJs({ wasmBinary });
  return (program) => {
    const { query, databases } = sqlProgramSchema.parse(JSON.parse(program));
    const stdout = cappedOutput();
    try {
      for (const { setup } of databases) stdout.write(Buffer.from(`${JSON.stringify(runQuery(sqlite, setup, query))}\n`));
    } catch (thrown) {
      if (thrown instanceof OutputLimit) return { ending: { kind: 'outputLimit' }, stdout: stdout.text(), stderr: '' };
      throw thrown;
    }
    return { ending: { kind: 'finished', exitCode: 0 }, stdout: stdout.text(), stderr: '' };
  };
}

type SqlOutcome = { readonly columns: readonly string[]; readonly rows: readonly (readonly unknown[])[] } | { readonly error: string };

function runQuery(sqlite: SqlJsStatic, setup: string, query: string): SqlOutcome {
  const database = new sqlite.Database();
  try {
    database.exec(setup);
    return lastResult(database, query);
  } catch (thrown) {
    return { error: thrown instanceof Error ? thrown.message : String(thrown) };
  } finally {
    database.close();
  }
}

/** Rows are read one by one, so that an endless query ends at the cap instead of filling the memory. */
function lastResult(database: Database, query: string): SqlOutcome {
  let outcome: SqlOutcome = { error: 'no statement returned rows' };
  for (const statement of database.iterateStatements(query)) {
    const rows: unknown[][] = [];
    while (statement.step()) {
      if (rows.length >= maxRows) return { error: `more than ${maxRows} rows` };
      rows.push(statement.get().map((value) => (value instanceof Uint8Array ? Buffer.from(value).toString('hex') : value)));
    }
    const columns = statement.getColumnNames();
    if (columns.length > 0) outcome = { columns, rows };
  }
  return outcome;
}
