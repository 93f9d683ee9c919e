/**
 * SIGKILL at random moments of a running benchmark: every journal stays readable, every run can be resumed, and nothing is lost but the
 * step in flight. The server is a fast mock, so that many kills fit into a minute. PLIMSOLL_KILLS sets how many (default 20).
 */
import assert from 'node:assert/strict';
import { type ChildProcess, fork } from 'node:child_process';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { readJournal } from '../../../src/adapters/storage/fileJournal.ts';
import type { RunSummary } from '../../../src/domain/runSummary.ts';
import { seededRandom } from '../../../src/measure/statistics/random.ts';
import type { EngineMessage, EngineRequest } from '../../../src/protocol/engine.ts';
import { doneSteps, foldRun } from '../../../src/run/foldRun.ts';
import { type Mock, startMock } from '../../bench/startMock.ts';

const kills = Number(process.env['PLIMSOLL_KILLS'] ?? 20);
const program = path.join(import.meta.dirname, '../../../dist/engine.mjs');
const model = 'ttft=5,itl=1,n=20';

let mock: Mock;
let out = '';
before(async () => {
  mock = await startMock();
  out = await mkdtemp(path.join(tmpdir(), 'plimsoll-kills-'));
});
after(async () => {
  mock.stop();
  await rm(out, { recursive: true, force: true });
});

interface Life {
  /** undefined when it was killed. */
  readonly summary?: RunSummary;
  /** Steps the engine said were finished. */
  readonly told: readonly string[];
  readonly failure?: string;
}

/** One life of an engine: works on the call until it is done, or until it is killed `killAfterMs` after its first step began. */
function live(call: EngineRequest, killAfterMs: number): Promise<Life> {
  const child: ChildProcess = fork(program, [], { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  const told: string[] = [];
  let ending: Partial<Life> = {};
  let timer: NodeJS.Timeout | undefined;
  child.on('message', (message: EngineMessage) => {
    if (message.say === 'event' && message.event.type === 'stepStarted') timer ??= setTimeout(() => child.kill('SIGKILL'), killAfterMs);
    if (message.say === 'event' && message.event.type === 'sampleDone' && message.event.sample.phase !== 'scenario') told.push(message.event.sample.key);
    if (message.say === 'event' && message.event.type === 'answerGraded') told.push(message.event.key);
    if (message.say === 'failed') ending = { failure: message.failure.detail };
    if (message.say === 'done' && message.summary !== undefined) ending = { summary: message.summary };
    if (message.say === 'done' || message.say === 'failed') child.disconnect();
  });
  child.send(call);
  return new Promise((resolve) => {
    child.once('exit', () => {
      clearTimeout(timer);
      resolve({ ...ending, told });
    });
  });
}

describe('SIGKILL of a running benchmark', () => {
  it(`${kills} times: nothing is lost but the step in flight`, async () => {
    const random = seededRandom(20261122);
    let killed = 0;
    let finished = 0;
    while (killed < kills) {
      const folder = path.join(out, String(finished));
      const request = { access: { url: mock.url }, models: [model], suite: 'quick', repeats: 10, contexts: [512], scenarios: ['code-review'], outputFolder: folder } as const;
      const told = new Set<string>();
      let life = await live({ id: 1, call: 'bench', request }, random() * 500);
      for (; life.summary === undefined; killed++) {
        assert.equal(life.failure, undefined);
        life.told.forEach((key) => told.add(key));
        const [run] = await readdir(folder);
        assert.ok(run, 'the run folder exists as soon as a step has begun');
        const journal = await readJournal(path.join(folder, run, 'journal.jsonl'));
        assert.ok(journal.ok, JSON.stringify(journal));
        const done = doneSteps(journal.value.events);
        assert.deepEqual([...told].filter((key) => !done.has(key)), [], 'a step that was told to be done is in the journal');
        assert.ok(foldRun(journal.value.events));
        life = await live({ id: 1, call: 'resume', runFolder: path.join(folder, run) }, random() * 500);
      }
      assert.equal(life.summary.status, 'done');
      assert.equal(life.summary.progress.done, life.summary.progress.total);
      assert.equal(life.summary.models[0]?.continuous.samples, 10);
      assert.equal(life.summary.models[0]?.scenarios[0]?.replies.length, 10);
      finished += 1;
    }
    process.stderr.write(`  ${killed} kills over ${finished} runs\n`);
  });
});
