/**
 * What one PostgreSQL carries: `npm run bench:fleet [cells…]`. Four workers with instant cells at 1,000, 10,000 and 100,000 queued cells: how long submitting
 * takes, how long `status` takes, how many cells a second are begun, stored and completed, and what a cell weighs.
 */
import { performance } from 'node:perf_hooks';
import { setTimeout as wait } from 'node:timers/promises';
import { Client } from 'pg';
import { findStudy, readStatus } from '../../src/adapters/queue/study/readStatus.ts';
import { openQueue } from '../../src/adapters/queue/connection/openQueue.ts';
import { planFile, type PlayedWorker, startPlayed, stopAll, submit, temporaryFolder, until, valueOf } from '../fleet/fleetTools.ts';
import { startPostgres } from '../real/postgresServer.ts';

const sizes = process.argv.slice(2).map(Number);
const partsPerRun = 8;
const urls = [1, 2, 3, 4].map((n) => `http://127.0.0.1:700${n}`);
/** Long enough for a rate, short enough for a hundred thousand. */
const measuredSeconds = 15;

const folder = temporaryFolder();
const postgres = await startPostgres();

async function startFour(queue: string, runs: number): Promise<readonly PlayedWorker[]> {
  const models = Array.from({ length: runs / urls.length }, (_, index) => `model${index}`);
  const four = urls.map((url, index) => startPlayed({ queue, name: `host${index + 1}`, urls: [url], models, ms: 0, pace: { heartbeatSeconds: 30, superviseSeconds: 10 } }));
  await until('four workers', () => four.every((worker) => worker.notes.length > 0));
  return four;
}

const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;

async function statusMs(queue: string): Promise<readonly number[]> {
  const open = valueOf(await openQueue(queue, { supervise: false, note: () => undefined }));
  const times: number[] = [];
  for (let round = 0; round < 9; round++) {
    const started = performance.now();
    const study = valueOf(await findStudy(open, undefined));
    await readStatus(open, study);
    times.push(performance.now() - started);
  }
  await open.close();
  return times;
}

interface Work {
  readonly cellsPerSecond: number;
  readonly statusMs: number;
}

/** From the first stored cell on; `status` is asked meanwhile, once a second. */
async function work(queue: string, cells: number, runs: number): Promise<Work> {
  const client = new Client({ connectionString: queue });
  await client.connect();
  const done = async (): Promise<number> => (await client.query<{ n: number }>("SELECT count(*)::int AS n FROM plimsoll.cell WHERE state = 'done'")).rows[0]?.n ?? 0;
  const open = valueOf(await openQueue(queue, { supervise: false, note: () => undefined }));
  const study = valueOf(await findStudy(open, undefined));
  const workers = await startFour(queue, runs);
  await until('the first cell', async () => (await done()) > 0);
  const started = performance.now();
  const first = await done();
  const asked: number[] = [];
  let last = first;
  while (last < cells && performance.now() - started < measuredSeconds * 1000) {
    await wait(cells <= 1000 ? 50 : 1000);
    const before = performance.now();
    await readStatus(open, study);
    asked.push(performance.now() - before);
    last = await done();
  }
  const seconds = (performance.now() - started) / 1000;
  await stopAll(workers);
  await open.close();
  await client.end();
  return { cellsPerSecond: (last - first) / seconds, statusMs: Math.max(...asked) };
}

async function weights(queue: string): Promise<{ readonly events: number; readonly bytes: number; readonly jobBytes: number }> {
  const client = new Client({ connectionString: queue });
  await client.connect();
  const { rows } = await client.query<{ events: number; bytes: number; jobs: number }>(
    `SELECT (SELECT count(*) FROM plimsoll.event)::float / greatest(1, (SELECT count(*) FROM plimsoll.cell WHERE state = 'done')) AS events,
       (pg_total_relation_size('plimsoll.cell') + pg_total_relation_size('plimsoll.run'))::float / (SELECT count(*) FROM plimsoll.cell) AS bytes,
       (pg_total_relation_size('plimsoll_jobs.job_common') + pg_total_relation_size('plimsoll_jobs.job_dependency'))::float / (SELECT count(*) FROM plimsoll.cell) AS jobs`,
  );
  await client.end();
  const [row] = rows;
  return { events: row?.events ?? NaN, bytes: row?.bytes ?? NaN, jobBytes: row?.jobs ?? NaN };
}

process.stdout.write('cells     submit s  submit cells/s  status ms (median, most)  cells/s, 4 workers  status while working, most ms  bytes/cell (tables, jobs)  events/cell\n');
try {
  for (const size of sizes.length > 0 ? sizes : [1000, 10_000, 100_000]) {
    const runs = size / partsPerRun;
    const queue = await postgres.database(`bench_${size}`);
    await stopAll(await startFour(queue, runs));
    const started = performance.now();
    const { submitted } = await submit(queue, planFile(folder.path, `bench ${size}`, urls));
    const submitSeconds = (performance.now() - started) / 1000;
    const queued = await statusMs(queue);
    const weighed = await weights(queue);
    const worked = await work(queue, submitted.total, runs);
    const after = await weights(queue);
    process.stdout.write(
      `${String(submitted.total).padEnd(9)} ${submitSeconds.toFixed(1).padEnd(9)} ${(submitted.total / submitSeconds).toFixed(0).padEnd(15)} ${`${median(queued).toFixed(0)}, ${Math.max(...queued).toFixed(0)}`.padEnd(25)} ` +
        `${worked.cellsPerSecond.toFixed(0).padEnd(19)} ${worked.statusMs.toFixed(0).padEnd(30)} ${`${weighed.bytes.toFixed(0)}, ${weighed.jobBytes.toFixed(0)}`.padEnd(26)} ${after.events.toFixed(1)}\n`,
    );
  }
} finally {
  await postgres.stop();
  folder.remove();
}
