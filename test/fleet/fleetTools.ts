/** What the fleet's tests share: a PostgreSQL and a folder of their own, played workers as processes, plans as files, and waiting for what must come. */
import { type ChildProcess, fork } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, afterEach, before } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { Client } from 'pg';
import type { Result } from '../../src/domain/failure.ts';
import type { FleetStatus } from '../../src/domain/fleet.ts';
import { fleetStatus } from '../../src/shells/fleet/fleetStudies.ts';
import { submitPlan, type SubmittedPlan } from '../../src/shells/fleet/submitPlan.ts';
import { type PostgresServer, startPostgres } from '../real/postgresServer.ts';
import type { Played, PlayedMessage } from './playedWorker.ts';

export const quickPace = { heartbeatSeconds: 10, superviseSeconds: 1 } as const;

export interface PlayedWorker {
  readonly child: ChildProcess;
  /** Keys as they were begun. */
  readonly begun: readonly string[];
  readonly notes: readonly string[];
  readonly ended: Promise<string | undefined>;
}

export function startPlayed(played: Omit<Played, 'pace'> & { readonly pace?: Played['pace'] }): PlayedWorker {
  const child = fork(path.join(import.meta.dirname, 'playedWorker.ts'), [JSON.stringify({ pace: quickPace, ...played })], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  const begun: string[] = [];
  const notes: string[] = [];
  let failure: string | undefined;
  child.on('message', (message: PlayedMessage) => {
    if (message.say === 'begin') begun.push(message.key);
    if (message.say === 'note') notes.push(message.line);
    if (message.say === 'ended') failure = message.failure;
  });
  const ended = new Promise<string | undefined>((resolve) =>
    child.once('exit', () => {
      if (failure !== undefined) process.stderr.write(`worker ${played.name}: ${failure}\n`);
      resolve(failure);
    }),
  );
  return { child, begun, notes, ended };
}

export async function until(what: string, holds: () => boolean | Promise<boolean>, ms = 30_000): Promise<void> {
  const end = performance.now() + ms;
  while (performance.now() < end) {
    if (await holds()) return;
    await wait(50);
  }
  throw new Error(`waited ${ms / 1000} s in vain: ${what}`);
}

export async function stopAll(workers: readonly PlayedWorker[]): Promise<void> {
  for (const { child } of workers) if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL');
  await Promise.all(workers.map((worker) => worker.ended));
}

/** A folder that goes with the test. */
export function temporaryFolder(): { readonly path: string; readonly remove: () => void } {
  const folder = mkdtempSync(path.join(tmpdir(), 'plimsoll-fleet-'));
  const remove = (): void => {
    rmSync(folder, { recursive: true, force: true });
  };
  return { path: folder, remove };
}

export interface FleetGround {
  readonly folder: string;
  /** Not before it was started, which is before the first test. */
  readonly postgres: PostgresServer;
  /** Ended after each test, whatever became of it. */
  readonly workers: PlayedWorker[];
}

/**
 * For one test file: a PostgreSQL and a folder that go with it, and the workers its tests start. `prepare` comes before the first test; a second `before` of
 * a file would not wait for this one.
 */
export function fleetGround(prepare?: (postgres: PostgresServer) => Promise<void>): FleetGround {
  const folder = temporaryFolder();
  const workers: PlayedWorker[] = [];
  let started: PostgresServer | undefined;
  before(async () => {
    started = await startPostgres();
    await prepare?.(started);
  });
  afterEach(async () => {
    await stopAll(workers.splice(0));
  });
  after(async () => {
    await started?.stop();
    folder.remove();
  });
  return {
    folder: folder.path,
    workers,
    get postgres() {
      if (started === undefined) throw new Error('PostgreSQL is started before the tests, not while they are described');
      return started;
    },
  };
}

export function planFile(folder: string, name: string, urls: readonly string[], more: Readonly<Record<string, unknown>> = {}): string {
  const file = path.join(folder, `${name}.yaml`);
  writeFileSync(file, JSON.stringify({ name, servers: urls.map((url) => ({ url })), suite: 'quick', repeats: 1, contexts: [256, 512], scenarios: ['code-completion', 'debugging', 'sql-query', 'regex', 'algorithm'], ...more }));
  return file;
}

export function valueOf<T>(result: Result<T>): T {
  if (result.ok) return result.value;
  throw new Error(`${result.failure.kind}: ${result.failure.detail} ${result.failure.cause ?? ''}`);
}

const silent = (): void => undefined;

export const submit = async (queue: string, file: string, options: { readonly priority?: number; readonly retries?: number } = {}): Promise<SubmittedPlan> => valueOf(await submitPlan(queue, file, { priority: 0, retries: 4, ...options }, silent));
export const statusOf = async (queue: string, wanted?: string): Promise<FleetStatus> => valueOf(await fleetStatus(queue, wanted, silent));

export async function untilEnded(queue: string, wanted: string, ms = 60_000): Promise<FleetStatus> {
  let last: FleetStatus | undefined;
  await until(`the end of ${wanted}`, async () => {
    const asked = await fleetStatus(queue, wanted, silent);
    last = asked.ok ? asked.value : last;
    return asked.ok && asked.value.state === 'ended';
  }, ms).catch((thrown: unknown) => {
    throw new Error(`${String(thrown)}\n${JSON.stringify(last, undefined, 1)}`);
  });
  return last ?? statusOf(queue, wanted);
}

/** Rows as they lie there, past all our own code. */
export async function ask<Row extends object>(queue: string, text: string, values: readonly unknown[] = []): Promise<readonly Row[]> {
  const client = new Client({ connectionString: queue });
  await client.connect();
  try {
    return (await client.query<Row>(text, [...values])).rows;
  } finally {
    await client.end();
  }
}

/** Each cell done exactly once, with the events of one writer and no others. */
export async function assertStoredOnce(queue: string, study: string, cells: number): Promise<void> {
  const rows = await ask<{ key: string; state: string; writers: string; seqs: string; events: string; own: string }>(
    queue,
    `SELECT c.key, c.state, count(DISTINCT e.writer) AS writers, count(DISTINCT e.seq) AS seqs, count(e.seq) AS events, count(e.seq) FILTER (WHERE e.writer = c.writer) AS own
     FROM plimsoll.cell c LEFT JOIN plimsoll.event e ON e.cell_key = c.key WHERE c.study_id = $1 GROUP BY c.key, c.state`,
    [study],
  );
  const wrong = rows.filter((row) => row.state !== 'done' || row.writers !== '1' || row.seqs !== row.events || row.own !== row.events);
  if (rows.length !== cells || wrong.length > 0) throw new Error(`${rows.length} of ${cells} cells; wrong: ${JSON.stringify(wrong.slice(0, 5))}`);
}
