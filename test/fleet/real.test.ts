/** Three workers as they ship, each with a real llama.cpp server of its own: a study of 24 cells, and the same study run by one process. */
import assert from 'node:assert/strict';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { EmbeddedServer } from '../../src/adapters/embedded/startLlamaCpp.ts';
import type { FleetStatus } from '../../src/domain/fleet.ts';
import type { StudySummary } from '../../src/domain/study.ts';
import { type CliRun, runCli, startCli } from '../real/cli.ts';
import { startLlamaCppServer } from '../real/llamaCppServer.ts';
import { type PostgresServer, startPostgres } from '../real/postgresServer.ts';
import { ask, assertStoredOnce, planFile, statusOf, temporaryFolder, until, untilEnded } from './fleetTools.ts';

const folder = temporaryFolder();
const marked = 'key-of-this-host-9f1c';
let postgres: PostgresServer;
let servers: EmbeddedServer[] = [];
let workers: CliRun[] = [];
let queue = '';
const small = { temperature: 0, maxTokens: 8, maxScenarioTokens: 24 } as const;

before(async () => {
  [postgres, ...servers] = await Promise.all([startPostgres(), ...[0, 1, 2].map(() => startLlamaCppServer({ contextWindow: 2048 }))]);
  queue = await postgres.database('real');
  workers = servers.map(({ url }, index) => startCli(['worker', '--name', `host${index + 1}`, '--server', url], { env: { PLIMSOLL_QUEUE: queue, PLIMSOLL_API_KEY: marked } }));
  await Promise.all(workers.map((worker) => worker.said('offers')));
});
after(async () => {
  for (const { child } of workers) child.kill('SIGKILL');
  await Promise.all(workers.map((worker) => worker.done));
  await Promise.all(servers.map((server) => server.stop()));
  await postgres.stop();
  folder.remove();
});

const cli = async <T>(args: readonly string[]): Promise<T> => {
  const { code, stdout, stderr } = await runCli([...args, '--json'], { env: { PLIMSOLL_QUEUE: queue } });
  assert.equal(code, 0, `${args.join(' ')}: ${stdout} ${stderr}`);
  return JSON.parse(stdout) as T;
};

/** What a study found out, without what only a stopwatch can say; addresses are the same in both. */
const answersOf = (study: StudySummary): unknown =>
  study.candidates
    .flatMap(({ run }) => run.models.map((model) => ({ server: run.plan.serverUrl, model, run })))
    .toSorted((a, b) => a.server.localeCompare(b.server))
    .map(({ server, model, run }) => ({
      server,
      plan: run.plan,
      progress: run.progress.total,
      done: run.progress.done,
      voids: run.voids,
      sweep: model.sweep.map(({ contextTokens, status }) => ({ contextTokens, status })),
      warm: [model.continuous.voided, model.cold !== undefined],
      scenarios: model.scenarios.map(({ id, score, accuracy, replies }) => ({ id, score, accuracy, replies: replies.map(({ text, finishReason, grade }) => ({ text, finishReason, tests: grade.tests, state: grade.state })) })),
    }));

describe('a fleet of three real servers', () => {
  it('measures 24 cells once each, and finds what the same study on one machine finds', async () => {
    const file = planFile(folder.path, 'real', servers.map((server) => server.url), { ...small, contexts: [128, 192, 256], scenarios: ['code-completion', 'sql-query', 'regex', 'algorithm'] });
    const { id, total } = await cli<{ readonly id: string; readonly total: number }>(['study', 'submit', file]);
    assert.equal(total, 24);
    const started = performance.now();
    const status = await cli<FleetStatus>(['study', 'watch', id]);
    const seconds = (performance.now() - started) / 1000;
    assert.deepEqual(status.cells, { total: 24, done: 24, running: 0, waiting: 0, dead: 0, cancelled: 0 });
    await assertStoredOnce(queue, id, 24);
    const [weight] = await ask<{ events: number; kilobytes: number }>(queue, 'SELECT count(*)::float / 24 AS events, sum(octet_length(event::text))::float / 24 / 1000 AS kilobytes FROM plimsoll.event');
    const collected = await cli<StudySummary>(['study', 'collect', id, '--out', path.join(folder.path, 'fleet')]);

    const begun = performance.now();
    const local = await runCli(['bench', '--plan', file, '--out', path.join(folder.path, 'local'), '--json']);
    assert.equal(local.code, 0, local.stderr);
    const alone = JSON.parse(local.stdout) as StudySummary;
    process.stderr.write(`    24 cells on three workers in ${seconds.toFixed(1)} s; the same study by one process in ${((performance.now() - begun) / 1000).toFixed(1)} s; a cell has ${weight?.events.toFixed(1) ?? '?'} events, ${weight?.kilobytes.toFixed(1) ?? '?'} kB\n`);

    const cellsOf = (study: StudySummary): unknown => study.cells.map(({ cell, state }) => [cell.id, state]).toSorted();
    assert.deepEqual(cellsOf(collected), cellsOf(alone));
    assert.deepEqual(answersOf(collected), answersOf(alone));
    assert.equal(collected.candidates.flatMap(({ run }) => run.models.flatMap((model) => model.scenarios)).length, 12);
  });

  it('gives up the cells of a server that dies, with the reason, and does them once it is back', async () => {
    const [, , third] = servers;
    assert.ok(third);
    const file = planFile(folder.path, 'dying', [third.url], { ...small, contexts: [], scenarios: ['regex', 'algorithm'] });
    const { id } = await cli<{ readonly id: string }>(['study', 'submit', file, '--retries', '1']);
    await until('the first cell is worked on', async () => (await statusOf(queue, id)).running.length > 0);
    process.kill(third.pid, 'SIGKILL');
    const ended = await untilEnded(queue, id);
    assert.deepEqual(ended.cells, { total: 3, done: 0, running: 0, waiting: 0, dead: 3, cancelled: 0 });
    assert.deepEqual(ended.dead.map(({ part, stranded, failure }) => [part, stranded, failure.kind]), [['warm', 2, 'serverGone']]);
    const told = await runCli(['study', 'status', id], { env: { PLIMSOLL_QUEUE: queue } });
    assert.equal(told.code, 1);
    assert.match(told.stderr, /Given up.*\n.*warm of http.*does not answer|connection|closed/u);
    servers[2] = await startLlamaCppServer({ contextWindow: 2048, port: Number(new URL(third.url).port) });
    await cli(['study', 'submit', file]);
    assert.equal((await untilEnded(queue, id)).cells.done, 3);
    await assertStoredOnce(queue, id, 3);
  });

  it('keeps the key of a host on that host', async () => {
    const dump = await dumped();
    assert.ok(dump.includes('plimsoll.cell/v1') && dump.includes('runStarted'), 'the dump holds jobs and events');
    assert.ok(!dump.includes(marked));
  });

  it('a worker told to stop ends in order', async () => {
    const [worker] = workers;
    worker?.child.kill('SIGTERM');
    const ended = await worker?.done;
    assert.equal(ended?.code, 0, ended?.stderr);
    assert.match(ended?.stdout ?? '', /has stopped/);
    assert.ok(!`${ended?.stdout ?? ''}${ended?.stderr ?? ''}`.includes('plimsoll-test-secret'), 'the password is not said');
  });
});

/** Every table as text. */
async function dumped(): Promise<string> {
  const tables = await ask<{ name: string }>(queue, "SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables WHERE schemaname IN ('plimsoll', 'plimsoll_jobs')");
  const texts: string[] = [];
  for (const { name } of tables) texts.push(name, ...(await ask<{ row: string }>(queue, `SELECT t::text AS row FROM ${name} t`)).map(({ row }) => row));
  return texts.join('\n').replaceAll('""', '"');
}
