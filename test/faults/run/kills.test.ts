/**
 * SIGKILL at random moments of a running benchmark: every journal stays readable, every run can be resumed, and nothing is lost but the
 * step in flight. The server is a fast mock, so that many kills fit into a minute. PLIMSOLL_KILLS sets how many (default 20).
 */
import assert from 'node:assert/strict';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { readJournal } from '../../../src/adapters/storage/fileJournal.ts';
import { seededRandom } from '../../../src/measure/statistics/random.ts';
import type { EngineRequest } from '../../../src/protocol/engine.ts';
import { doneSteps, foldRun } from '../../../src/run/summary/foldRun.ts';
import { type Mock, startMock } from '../../bench/startMock.ts';
import { tally } from '../tally.ts';
import { type EngineEnd, startEngine } from './engineLife.ts';

const kills = Number(process.env['PLIMSOLL_KILLS'] ?? 20);
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

/** One life of an engine: works on the call until it is done, or until it is killed `killAfterMs` after its first step began. */
async function live(call: EngineRequest, killAfterMs: number): Promise<EngineEnd> {
  const engine = startEngine(call);
  let timer: NodeJS.Timeout | undefined;
  engine.until((message) => message.say === 'event' && message.event.type === 'stepStarted').then(() => (timer = setTimeout(engine.kill, killAfterMs)), () => undefined);
  const end = await engine.ended;
  clearTimeout(timer);
  return end;
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
        assert.equal(life.failure?.detail, undefined);
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
    tally('kills', killed);
    process.stderr.write(`  ${killed} kills over ${finished} runs\n`);
  });
});
