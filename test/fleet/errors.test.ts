/** Everything a user can get wrong, and versions that do not fit: clear words, the password in none of them, and nothing half submitted. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { chmodSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { migrations } from '../../src/adapters/queue/connection/migrations.ts';
import { type CliResult, runCli } from '../real/cli.ts';
import { startPostgres } from '../real/postgresServer.ts';
import { ask, fleetGround, planFile, startPlayed, stopAll, submit, until, untilEnded } from './fleetTools.ts';

const secret = 'plimsoll-test-secret';
const url = 'http://127.0.0.1:7001';
let queue = '';
const ground = fleetGround(async (postgres) => {
  queue = await postgres.database('errors');
  const worker = startPlayed({ queue, name: 'host1', urls: [url], models: ['small'], ms: 0 });
  await until('the worker', () => worker.notes.length > 0);
  await stopAll([worker]);
});

async function refused(args: readonly string[], address: string | undefined, code: number, words: RegExp): Promise<CliResult> {
  const result = await runCli(args, { env: address === undefined ? { PLIMSOLL_QUEUE: '' } : { PLIMSOLL_QUEUE: address } });
  assert.match(result.stderr, words);
  assert.equal(result.code, code, result.stderr);
  assert.ok(!`${result.stdout}${result.stderr}`.includes(secret) && !`${result.stdout}${result.stderr}`.includes('wrong-secret'), result.stderr);
  return result;
}

const counts = async (address = queue): Promise<unknown> =>
  (await ask(address, "SELECT (SELECT count(*)::int FROM plimsoll.study) AS studies, (SELECT count(*)::int FROM plimsoll.cell) AS cells, (SELECT count(*)::int FROM plimsoll_jobs.job WHERE name LIKE 'place/%') AS jobs"))[0];
const nothing = { studies: 0, cells: 0, jobs: 0 };

describe('plans that cannot be', () => {
  const plans: readonly (readonly [string, Parameters<typeof planFile>[3], readonly string[], RegExp])[] = [
    ['a word nobody knows', { repeat: 3 }, [url], /is no study plan.*repeat/i],
    ['a scenario nobody knows', { scenarios: ['poetry'] }, [url], /There is no scenario poetry/],
    ['a server nobody offers', {}, [url, 'http://127.0.0.1:7999'], /No worker offers http:\/\/127\.0\.0\.1:7999\. Nothing was submitted[^]*http:\/\/127\.0\.0\.1:7001 at host1/],
  ];
  for (const [what, more, urls, words] of plans)
    it(`${what}: said, and nothing is submitted`, async () => {
      await refused(['study', 'submit', planFile(ground.folder, 'bad', urls, more)], queue, 2, words);
      assert.deepEqual(await counts(), nothing);
    });

  it('a model that is not served: said, and nothing is submitted', async () => {
    const file = path.join(ground.folder, 'model.yaml');
    writeFileSync(file, JSON.stringify({ servers: [{ url, models: ['small', 'huge'] }] }));
    await refused(['study', 'submit', file], queue, 1, /does not serve huge/);
    assert.deepEqual(await counts(), nothing);
  });

  it('a file that is no YAML, and one that is not there', async () => {
    const file = path.join(ground.folder, 'broken.yaml');
    writeFileSync(file, 'servers: [');
    await refused(['study', 'submit', file], queue, 2, /is not valid YAML/);
    await refused(['study', 'submit', path.join(ground.folder, 'absent.yaml')], queue, 1, /absent\.yaml/);
  });
});

describe('queues that cannot be reached', () => {
  it('no address, no PostgreSQL address, a port where nothing listens, a host nobody knows', async () => {
    const file = planFile(ground.folder, 'good', [url]);
    await refused(['study', 'submit', file], undefined, 2, /No queue was given[^]*PLIMSOLL_QUEUE/);
    await refused(['study', 'status'], 'http://127.0.0.1/x', 2, /is no PostgreSQL address/);
    await refused(['study', 'status'], `postgres://plimsoll:${secret}@127.0.0.1:1/errors`, 1, /postgres:\/\/plimsoll@127\.0\.0\.1:1\/errors does not answer/);
    await refused(['study', 'status'], `postgres://plimsoll:${secret}@nowhere.invalid/errors?sslmode=disable`, 1, /host is not known/);
  });

  it('a wrong password, a database that is not there', async () => {
    await refused(['study', 'submit', planFile(ground.folder, 'good', [url])], ground.postgres.url('errors', 'wrong-secret'), 1, /refuses this user or password/);
    await refused(['worker', '--server', url], ground.postgres.url('errors', 'wrong-secret'), 1, /127\.0\.0\.1:7001/);
    await refused(['study', 'status'], ground.postgres.url('absent'), 2, /no such database/);
    const worker = startPlayed({ queue: ground.postgres.url('errors', 'wrong-secret'), name: 'host9', urls: [url], models: ['small'], ms: 0 });
    assert.match((await worker.ended) ?? '', /refuses this user or password/);
  });

  it('a study that is not there, and one that has nothing yet', async () => {
    await refused(['study', 'status', 'absent'], queue, 2, /No study was submitted|has no study/);
    const { study } = await submit(queue, planFile(ground.folder, 'empty', [url]));
    await refused(['study', 'collect', study.id], queue, 2, /Nothing of "empty" is measured yet/);
    const told = await runCli(['study', 'cancel', study.id], { env: { PLIMSOLL_QUEUE: queue } });
    assert.match(told.stdout, /8 cells of "empty" were cancelled/);
  });
});

describe('versions that do not fit', () => {
  it('tables of a newer version are refused by every command, and left alone', async () => {
    const newer = await ground.postgres.database('newer');
    const worker = startPlayed({ queue: newer, name: 'host1', urls: [url], models: ['small'], ms: 0 });
    await until('the worker', () => worker.notes.length > 0);
    await stopAll([worker]);
    await ask(newer, 'UPDATE plimsoll.version SET version = $1', [migrations.length + 1]);
    const words = new RegExp(`of version ${migrations.length + 1}; this Plimsoll knows version ${migrations.length}`);
    for (const args of [['submit', planFile(ground.folder, 'newer', [url])], ['status'], ['watch'], ['collect'], ['cancel', 'any']]) await refused(['study', ...args], newer, 1, words);
    assert.deepEqual(await counts(newer), nothing);
    // a worker of an older version is the same: it knows less than the tables say
    const older = startPlayed({ queue: newer, name: 'host1', urls: [url], models: ['small'], ms: 0 });
    assert.match((await older.ended) ?? '', words);
    assert.deepEqual(await ask(newer, 'SELECT version FROM plimsoll.version'), [{ version: migrations.length + 1 }]);
  });

  it('a job of another kind is given up with its reason, and the worker goes on', async () => {
    const worker = startPlayed({ queue, name: 'host1', urls: [url], models: ['small'], ms: 0 });
    ground.workers.push(worker);
    await until('the worker', () => worker.notes.length > 0);
    await stopAll(ground.workers);
    const { study } = await submit(queue, planFile(ground.folder, 'other kind', [url]));
    const [odd] = study.runs[0]?.cells.slice(-1) ?? [];
    await ask(queue, `UPDATE plimsoll_jobs.job SET data = data || '{"schema": "plimsoll.cell/v2"}' WHERE data->>'cell' = $1`, [odd?.key]);
    ground.workers.push(startPlayed({ queue, name: 'host1', urls: [url], models: ['small'], ms: 0 }));
    const status = await untilEnded(queue, study.id);
    assert.deepEqual([status.cells.done, status.cells.dead], [7, 1]);
    assert.match(status.dead[0]?.failure.detail ?? '', /does not know this kind of job/);
  });

  it('a second worker of a name is refused while the first is at work', async () => {
    const first = startPlayed({ queue, name: 'host1', urls: [url], models: ['small'], ms: 0 });
    ground.workers.push(first);
    await until('the first', () => first.notes.length > 0);
    const second = startPlayed({ queue, name: 'host1', urls: [url], models: ['small'], ms: 0 });
    assert.match((await second.ended) ?? '', /named "host1" is at work already/);
    assert.equal(first.child.exitCode, null);
  });
});

describe('TLS', () => {
  it('is checked against the authority that is named, and asked for of every host that is not this one', async () => {
    const [key, cert] = ['server.key', 'server.crt'].map((name) => path.join(ground.folder, name));
    assert.ok(key !== undefined && cert !== undefined);
    execFileSync('openssl', ['req', '-new', '-x509', '-days', '2', '-nodes', '-subj', '/CN=127.0.0.1', '-addext', 'subjectAltName=IP:127.0.0.1', '-keyout', key, '-out', cert], { stdio: 'ignore' });
    chmodSync(ground.folder, 0o755);
    chmodSync(key, 0o600);
    const encrypted = await startPostgres({ ssl: 'on', ssl_cert_file: cert, ssl_key_file: key }, [key]);
    try {
      const address = await encrypted.database('tls');
      const worker = startPlayed({ queue: `${address}?sslmode=verify-full&sslrootcert=${encodeURIComponent(cert)}`, name: 'host1', urls: [url], models: ['small'], ms: 0 });
      ground.workers.push(worker);
      await until('the worker', () => worker.notes.length > 0);
      const sessions = await ask<{ ssl: boolean }>(address, "SELECT DISTINCT ssl FROM pg_stat_ssl JOIN pg_stat_activity USING (pid) WHERE application_name = 'plimsoll'");
      assert.deepEqual(sessions, [{ ssl: true }]);
      await refused(['study', 'status'], `${address}?sslmode=verify-full`, 1, /certificate of the queue.*is not trusted/);
    } finally {
      await stopAll(ground.workers);
      await encrypted.stop();
    }
    await refused(['study', 'status'], `${queue}?sslmode=require`, 1, /does not encrypt connections/);
  });
});
