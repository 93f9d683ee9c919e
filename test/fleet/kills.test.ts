/** Whatever dies – workers, PostgreSQL, the submitter – every cell ends exactly once. The cells are played; queue, processes and signals are real. */
import assert from 'node:assert/strict';
import { type ChildProcess, fork } from 'node:child_process';
import path from 'node:path';
import { describe, it } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { seededRandom } from '../../src/measure/statistics/random.ts';
import { ask, assertStoredOnce, fleetGround, planFile, type PlayedWorker, startPlayed, statusOf, submit, until, untilEnded } from './fleetTools.ts';

const ground = fleetGround();

const urls = ['http://127.0.0.1:7001', 'http://127.0.0.1:7002', 'http://127.0.0.1:7003'];
const isReady = (worker: PlayedWorker): boolean => worker.notes.some((line) => line.startsWith('Worker'));
const modelNames = (count: number): readonly string[] => Array.from({ length: count }, (_, index) => `model${index}`);

function start(queue: string, index: number, ms: number, models = 1): PlayedWorker {
  const worker = startPlayed({ queue, name: `host${index + 1}`, urls: [urls[index] ?? ''], models: modelNames(models), ms });
  ground.workers.push(worker);
  return worker;
}

async function startThree(queue: string, ms: number, models = 1): Promise<readonly PlayedWorker[]> {
  const three = urls.map((_, index) => start(queue, index, ms, models));
  await until('three workers', () => three.every(isReady));
  return three;
}

async function kill({ child, ended }: PlayedWorker): Promise<void> {
  child.kill('SIGKILL');
  await ended;
}

describe('workers that die', () => {
  it('50 random kills lose nothing and double nothing', async () => {
    const queue = await ground.postgres.database('kills');
    const random = seededRandom(20261122);
    const three = [...(await startThree(queue, 60, 12))];
    const { study, submitted } = await submit(queue, planFile(ground.folder, 'kills', urls), { retries: 60 });
    let kills = 0;
    let midCell = 0;
    const harass = async (index: number): Promise<void> => {
      while (kills < 50) {
        kills += 1;
        await wait(random() * 600);
        const victim = three[index];
        if (victim === undefined) return;
        if ((await statusOf(queue, study.id)).running.some((cell) => cell.place === `host${index + 1}`)) midCell += 1;
        await kill(victim);
        three[index] = start(queue, index, kills < 50 ? 60 : 1, 12);
        await until('the next worker', () => isReady(three[index] ?? victim));
      }
    };
    await Promise.all(urls.map((_, index) => harass(index)));
    const status = await untilEnded(queue, study.id, 120_000);
    assert.deepEqual(status.cells, { total: submitted.total, done: submitted.total, running: 0, waiting: 0, dead: 0, cancelled: 0 });
    await assertStoredOnce(queue, study.id, submitted.total);
    const begun = ground.workers.flatMap((worker) => worker.begun).length;
    process.stderr.write(`    ${kills} kills, ${midCell} of them in the middle of a cell: ${submitted.total} cells done once each, begun ${begun} times\n`);
    assert.ok(midCell > 10 && begun > submitted.total);
  });

  it('a killed worker’s cell begins again with the next worker of its place, at once', async () => {
    const queue = await ground.postgres.database('killed');
    const worker = start(queue, 0, 400);
    await until('the worker', () => isReady(worker));
    const { study } = await submit(queue, planFile(ground.folder, 'killed', urls.slice(0, 1)));
    await until('a cell is begun', () => worker.begun.length === 2);
    await kill(worker);
    const next = start(queue, 0, 1);
    await untilEnded(queue, study.id);
    assert.equal(next.begun.includes(worker.begun[1] ?? ''), true);
    assert.ok(next.notes.some((line) => line.startsWith('1 cell of an earlier worker')));
    await assertStoredOnce(queue, study.id, 8);
  });

  it('a worker told to stop hands its cell back, and that is not one of its tries', async () => {
    const queue = await ground.postgres.database('handed');
    const first = start(queue, 0, 400);
    await until('the worker', () => isReady(first));
    const { study } = await submit(queue, planFile(ground.folder, 'handed', urls.slice(0, 1)), { retries: 0 });
    for (let round = 0; round < 3; round++) {
      const worker = ground.workers.at(-1);
      assert.ok(worker);
      await until('a cell is begun', () => worker.begun.length > 0);
      worker.child.kill('SIGTERM');
      assert.equal(await worker.ended, undefined);
      assert.ok(worker.notes.some((line) => line.startsWith('Handed back')));
      start(queue, 0, round < 2 ? 400 : 1);
    }
    const status = await untilEnded(queue, study.id);
    assert.deepEqual([status.cells.done, status.cells.dead], [8, 0]);
    await assertStoredOnce(queue, study.id, 8);
  });

  it('a cell of a worker that hangs is taken away; what the worker says later does not count; its place is not given to a second one', async () => {
    const queue = await ground.postgres.database('hangs');
    const [hung, other] = [start(queue, 0, 300), start(queue, 1, 1)];
    await until('both workers', () => isReady(hung) && isReady(other));
    const { study } = await submit(queue, planFile(ground.folder, 'hangs', urls.slice(0, 2)));
    await until('a cell is begun', () => hung.begun.length === 2);
    hung.child.kill('SIGSTOP');
    const second = start(queue, 0, 1);
    assert.match((await second.ended) ?? '', /named "host1" is at work already/);
    const [key] = hung.begun.slice(-1);
    // the other place's worker looks after everybody's heartbeats
    await until('its job is taken away', async () => (await ask(queue, "SELECT 1 FROM plimsoll_jobs.job WHERE name = 'place/host1' AND state = 'retry' AND data->>'cell' = $1", [key])).length === 1, 25_000);
    hung.child.kill('SIGCONT');
    await untilEnded(queue, study.id);
    assert.ok(hung.notes.some((line) => line.includes('taken away')), hung.notes.join('\n'));
    assert.equal(hung.begun.filter((begun) => begun === key).length, 2);
    await assertStoredOnce(queue, study.id, 16);
  });
});

describe('PostgreSQL that dies', () => {
  it('kill -9 and a restart in the middle: the workers go on, every cell once', async () => {
    const queue = await ground.postgres.database('restarted');
    const three = await startThree(queue, 120, 2);
    const { study } = await submit(queue, planFile(ground.folder, 'restarted', urls));
    for (let round = 0; round < 3; round++) {
      const { cells } = await statusOf(queue, study.id);
      await until('cells are being done', async () => (await statusOf(queue, study.id)).cells.done >= Math.min(40, cells.done + 2));
      await ground.postgres.kill();
      await wait(300);
      await ground.postgres.start();
    }
    const status = await untilEnded(queue, study.id, 90_000);
    assert.deepEqual([status.cells.done, status.cells.dead], [48, 0]);
    await assertStoredOnce(queue, study.id, 48);
    assert.ok(three.every(({ child }) => child.exitCode === null), 'no worker ended');
    await until('the places are held again', async () => (await statusOf(queue, study.id)).places.every((place) => place.isAlive));
  });
});

describe('a submitter that dies', () => {
  it('kill -9 at any moment: all of the study is in the queue, or nothing of it', async () => {
    const queue = await ground.postgres.database('submitter');
    await Promise.all((await startThree(queue, 0, 60)).map(kill));
    const random = seededRandom(7);
    let [whole, nothing] = [0, 0];
    for (let round = 0; round < 8; round++) {
      const file = planFile(ground.folder, `submitter ${round}`, urls);
      const child: ChildProcess = fork(path.join(import.meta.dirname, 'submitter.ts'), [queue, file], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
      const gone = new Promise((resolve) => child.once('exit', resolve));
      await new Promise((resolve) => child.once('message', resolve));
      // the last two may finish
      if (round < 6) await Promise.race([gone, wait(50 + random() * 500).then(() => child.kill('SIGKILL'))]);
      await gone;
      const [counts] = await ask<{ cells: number; jobs: number; studies: number }>(
        queue,
        `SELECT (SELECT count(*)::int FROM plimsoll.study WHERE name = $1) AS studies, (SELECT count(*)::int FROM plimsoll.cell c JOIN plimsoll.study s ON s.id = c.study_id WHERE s.name = $1) AS cells,
         (SELECT count(*)::int FROM plimsoll_jobs.job j JOIN plimsoll.cell c ON c.job_id = j.id JOIN plimsoll.study s ON s.id = c.study_id WHERE s.name = $1) AS jobs`,
        [`submitter ${round}`],
      );
      assert.ok(counts !== undefined);
      if (counts.studies === 0) nothing += 1;
      else whole += 1;
      assert.deepEqual(counts, counts.studies === 0 ? { studies: 0, cells: 0, jobs: 0 } : { studies: 1, cells: 1440, jobs: 1440 });
    }
    process.stderr.write(`    submitter: 6 kills, ${whole} studies of 1,440 cells whole, ${nothing} not there at all\n`);
    assert.ok(whole >= 2 && nothing >= 1);
    const [sum] = await ask<{ jobs: number }>(queue, "SELECT count(*)::int AS jobs FROM plimsoll_jobs.job WHERE name LIKE 'place/%'");
    assert.equal(sum?.jobs, whole * 1440);
  });
});
