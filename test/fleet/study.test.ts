/** A study through a real PostgreSQL with played workers: every cell once, in its order, collected as a local study would be. */
import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, it } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { readJournal } from '../../src/adapters/storage/fileJournal.ts';
import { readStudyLog } from '../../src/adapters/storage/studyLog.ts';
import { openQueue } from '../../src/adapters/queue/connection/openQueue.ts';
import { withServer } from '../../src/adapters/queue/work/placeLock.ts';
import { foldRun } from '../../src/run/summary/foldRun.ts';
import { collectStudy } from '../../src/shells/fleet/collectStudy.ts';
import { cancelFleet } from '../../src/shells/fleet/fleetStudies.ts';
import { ask, assertStoredOnce, fleetGround, planFile, type PlayedWorker, startPlayed, statusOf, submit, until, untilEnded, valueOf } from './fleetTools.ts';

const ground = fleetGround();

const urls = ['http://127.0.0.1:7001', 'http://127.0.0.1:7002', 'http://127.0.0.1:7003'];
const silent = (): void => undefined;

async function startWorkers(queue: string, ms: number): Promise<void> {
  const started = urls.map((url, index) => startPlayed({ queue, name: `host${index + 1}`, urls: [url], models: ['small'], ms }));
  ground.workers.push(...started);
  await until('the workers announce themselves', () => started.every((worker) => worker.notes.some((line) => line.startsWith('Worker'))));
}

describe('a study over three places', () => {
  it('does each of 24 cells once, loads the model first, and is collected as a local study', async () => {
    const queue = await ground.postgres.database('whole');
    await startWorkers(queue, 5);
    const { study } = await submit(queue, planFile(ground.folder, 'whole', urls));
    const status = await untilEnded(queue, study.id);
    assert.deepEqual(status.cells, { total: 24, done: 24, running: 0, waiting: 0, dead: 0, cancelled: 0 });
    await assertStoredOnce(queue, study.id, 24);
    assert.equal(ground.workers.flatMap((worker) => worker.begun).length, 24);
    for (const worker of ground.workers) {
      const [run] = study.runs.filter((candidate) => candidate.cells.some((cell) => cell.key === worker.begun[0]));
      assert.deepEqual(worker.begun, run?.cells.map((cell) => cell.key));
    }
    const collected = valueOf(await collectStudy(queue, study.id, path.join(ground.folder, 'collected'), silent, AbortSignal.timeout(60_000)));
    assert.deepEqual(collected.study.cells.map((cell) => cell.state), ['done', 'done', 'done']);
    assert.equal(collected.study.status, 'done');
    const files = await readdir(collected.folder);
    for (const name of ['study.jsonl', 'plan.yaml', 'study.json', 'report.md', 'report.ko.md', 'report.html', 'results', 'runs']) assert.ok(files.includes(name), name);
    const log = valueOf(await readStudyLog(collected.folder));
    assert.equal(log?.[0]?.type, 'studyStarted');
    const [run] = await readdir(path.join(collected.folder, 'runs'));
    const journal = valueOf(await readJournal(path.join(collected.folder, 'runs', run ?? '', 'journal.jsonl')));
    const summary = foldRun(journal.events);
    assert.equal(summary?.status, 'done');
    assert.equal(summary.resumes, 0);
    assert.deepEqual(summary.progress.done, summary.progress.total);
    const replies = journal.events.filter((event) => event.type === 'answerGraded').map((event) => event.reply.text);
    assert.equal(replies.length, 5);
    assert.ok(replies.every((text) => text.includes('\u0000 \uD83D\uDE00 한국어')));
    assert.ok((await readFile(path.join(collected.folder, 'plan.yaml'), 'utf8')).includes('"whole"'));
  });

  it('a plan submitted twice, even at once, is submitted once', async () => {
    const queue = await ground.postgres.database('twice');
    await startWorkers(queue, 1);
    const file = planFile(ground.folder, 'twice', urls);
    const both = await Promise.all([submit(queue, file), submit(queue, file)]);
    assert.deepEqual(both.map(({ submitted }) => submitted.added).toSorted((a, b) => a - b), [0, 24]);
    const { study } = both[0];
    await untilEnded(queue, study.id);
    assert.deepEqual((await submit(queue, file)).submitted, { added: 0, again: 0, total: 24 });
    await assertStoredOnce(queue, study.id, 24);
    assert.equal(ground.workers.flatMap((worker) => worker.begun).length, 24);
  });

  it('a cancelled study stops, keeps what is done, and goes on when it is submitted again', async () => {
    const queue = await ground.postgres.database('cancelled');
    await startWorkers(queue, 150);
    const file = planFile(ground.folder, 'cancelled', urls);
    const { study } = await submit(queue, file);
    await until('some cells are done', async () => (await statusOf(queue, study.id)).cells.done >= 3);
    const { cells, status } = valueOf(await cancelFleet(queue, study.id, silent));
    assert.equal(status.state, 'cancelled');
    assert.equal(status.cells.done + cells, 24);
    assert.equal((await ask(queue, "SELECT 1 FROM plimsoll_jobs.job WHERE name LIKE 'place/%' AND state IN ('created', 'retry', 'active')")).length, 0);
    const { submitted } = await submit(queue, file);
    assert.deepEqual(submitted, { added: 0, again: cells, total: 24 });
    await untilEnded(queue, study.id);
    await assertStoredOnce(queue, study.id, 24);
  });

  it('a cell that cannot succeed is given up with its reason, its dependants are counted, and it is tried again on request', async () => {
    const queue = await ground.postgres.database('given_up');
    const start = (failing: Parameters<typeof startPlayed>[0]['failing']): PlayedWorker => startPlayed({ queue, name: 'host1', urls: [urls[0] ?? ''], models: ['small', 'other'], ms: 0, ...(failing === undefined ? {} : { failing }) });
    const first = start({ 'scenario/regex': 'modelMissing', 'context/256': 'serverGone' });
    ground.workers.push(first);
    await until('the worker announces itself', () => first.notes.length > 0);
    const file = planFile(ground.folder, 'given up', urls.slice(0, 1));
    const { study } = await submit(queue, file, { retries: 1 });
    const status = await untilEnded(queue, study.id);
    assert.deepEqual(status.cells, { total: 16, done: 12, running: 0, waiting: 0, dead: 4, cancelled: 0 });
    assert.deepEqual(status.dead.map(({ part, failure }) => `${part}: ${failure.kind}`).toSorted(), ['context/256: serverGone', 'context/256: serverGone', 'scenario/regex: modelMissing', 'scenario/regex: modelMissing']);
    // hopeless at once, the other after its second try
    const tries = (part: string): number => first.begun.filter((key) => study.runs.some((run) => run.cells.some((cell) => cell.key === key && cell.part === part))).length;
    assert.deepEqual([tries('scenario/regex'), tries('context/256')], [2, 4]);
    const collected = valueOf(await collectStudy(queue, study.id, path.join(ground.folder, 'dead'), silent, AbortSignal.timeout(60_000)));
    assert.deepEqual(collected.study.cells.map((cell) => cell.state), ['failed', 'failed']);
    assert.match(collected.study.cells[0]?.failure?.detail ?? '', /context\/256: Played.*scenario\/regex: Played/);
    first.child.kill('SIGTERM');
    await first.ended;
    const second = start(undefined);
    ground.workers.push(second);
    await until('the worker announces itself', () => second.notes.length > 0);
    assert.deepEqual((await submit(queue, file)).submitted, { added: 0, again: 4, total: 16 });
    await untilEnded(queue, study.id);
    await assertStoredOnce(queue, study.id, 16);
  });

  it('a model that cannot be loaded strands the rest of its run, and only that', async () => {
    const queue = await ground.postgres.database('stranded');
    const failing = startPlayed({ queue, name: 'host1', urls: [urls[0] ?? ''], models: ['small'], ms: 0, failing: { warm: 'modelMissing' } });
    const healthy = startPlayed({ queue, name: 'host2', urls: [urls[1] ?? ''], models: ['small'], ms: 0 });
    ground.workers.push(failing, healthy);
    await until('both announce themselves', () => failing.notes.length > 0 && healthy.notes.length > 0);
    const { study } = await submit(queue, planFile(ground.folder, 'stranded', urls.slice(0, 2)));
    const status = await untilEnded(queue, study.id);
    assert.deepEqual(status.cells, { total: 16, done: 8, running: 0, waiting: 0, dead: 8, cancelled: 0 });
    assert.deepEqual(status.dead.map(({ part, stranded }) => [part, stranded]), [['warm', 7]]);
  });
});

describe('a server that several places reach', () => {
  it('serves one of them at a time, and who gives up waiting leaves the others alone', async () => {
    const address = await ground.postgres.database('shared');
    const queues = await Promise.all([1, 2, 3].map(async () => valueOf(await openQueue(address, { supervise: false, note: silent }))));
    const [first] = queues;
    assert.ok(first);
    let [busy, most, served] = [0, 0, 0];
    const serve = async (): Promise<void> => {
      busy += 1;
      most = Math.max(most, busy);
      await wait(20);
      busy -= 1;
      served += 1;
    };
    const leaving = new AbortController();
    await Promise.all([
      ...queues.flatMap((queue) => [1, 2, 3].map(() => withServer(queue, 'http://models.lab:8000', new AbortController().signal, serve))),
      assert.rejects(withServer(first, 'http://models.lab:8000', leaving.signal, () => wait(10_000, undefined, { signal: leaving.signal }))),
      wait(60).then(() => {
        leaving.abort();
      }),
    ]);
    assert.deepEqual([most, served], [1, 9]);
    await Promise.all(queues.map((queue) => queue.close()));
  });
});
