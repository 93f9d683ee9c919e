/** The main job on the real llama.cpp server, through the command line as it ships. */
import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { readJournal } from '../../../src/adapters/storage/fileJournal.ts';
import type { EmbeddedServer } from '../../../src/adapters/embedded/startLlamaCpp.ts';
import type { RunSummary } from '../../../src/domain/runSummary.ts';
import { runCli, startCli } from '../../real/cli.ts';
import { startLlamaCppServer } from '../../real/llamaCppServer.ts';

let server: EmbeddedServer;
let out = '';
before(async () => {
  server = await startLlamaCppServer({ contextWindow: 8192 });
  out = await mkdtemp(path.join(tmpdir(), 'plimsoll-cli-'));
});
after(async () => {
  await server.stop();
  await rm(out, { recursive: true, force: true });
});

const quick = (folder: string, ...more: readonly string[]): readonly string[] => ['bench', '--url', server.url, '--suite', 'quick', '--out', folder, '--json', ...more];

async function eventsIn(folder: string): Promise<readonly { readonly type: string }[]> {
  const [run] = await readdir(folder);
  const journal = await readJournal(path.join(folder, run ?? '', 'journal.jsonl'));
  return journal.ok ? journal.value.events : [];
}

async function until(condition: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 600; tries++) {
    if (await condition().catch(() => false)) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  assert.fail('waited a minute for nothing');
}

interface Slot {
  readonly is_processing: boolean;
}
const isIdle = async (): Promise<boolean> => ((await (await fetch(`${server.url}/slots`)).json()) as readonly Slot[]).every((slot) => !slot.is_processing);

describe('plimsoll bench', () => {
  it('probes, measures, evaluates, recommends and reports; a size that cannot fit is reported and not sent', async () => {
    const folder = path.join(out, 'whole');
    const ended = await runCli(quick(folder, '--repeats', '2', '--contexts', '1024,100000', '--scenarios', 'code-completion,sql-query'));
    assert.equal(ended.code, 3, ended.stderr);
    const summary = JSON.parse(ended.stdout) as RunSummary;
    assert.equal(summary.schema, 'plimsoll.run/v1');
    assert.equal(summary.status, 'done');
    const [model] = summary.models;
    assert.ok(model);
    for (const figure of [model.continuous.ttftMs, model.continuous.decodeTokensPerSecond, model.continuous.prefillTokensPerSecond, model.continuous.totalMs]) {
      assert.equal(figure?.n, 2);
      assert.ok(figure.median > 0 && figure.min <= figure.median && figure.median <= figure.max && figure.p95 <= figure.max);
    }
    assert.ok((model.cold?.ttftMs ?? 0) > 0);
    assert.deepEqual(model.sweep.map((point) => [point.contextTokens, point.status]), [[1024, 'measured'], [100_000, 'cannotFit']]);
    assert.deepEqual(model.scenarios.map((scenario) => scenario.id), ['code-completion', 'sql-query']);
    for (const scenario of model.scenarios) {
      assert.equal(scenario.gradedReplies + scenario.ungradedReplies, 2);
      assert.ok(scenario.score !== undefined && scenario.score >= 0 && scenario.score <= 10);
    }
    assert.equal(model.recommendation?.settings?.servedContextWindow, 8192);
    assert.ok(summary.client && summary.client.eventLoopLagMsP99 >= 0);
    const [run] = await readdir(folder);
    assert.deepEqual((await readdir(path.join(folder, run ?? ''))).filter((name) => !name.startsWith('plots') && !name.endsWith('.json') && name !== 'batch.log').toSorted(), ['journal.jsonl', 'report.html', 'report.ko.md', 'report.md', 'samples.csv']);
    assert.equal((await readFile(path.join(folder, run ?? '', 'summary.json'), 'utf8')).trim(), JSON.stringify(summary, undefined, 2));
  });

  it('killed in the middle, resumes with the same plan and loses at most the sample in flight', async () => {
    const folder = path.join(out, 'killed');
    const first = startCli(quick(folder, '--repeats', '4', '--contexts', '512', '--scenarios', 'sql-query'));
    await until(async () => (await eventsIn(folder)).filter((event) => event.type === 'sampleDone').length >= 2);
    first.child.kill('SIGKILL');
    await first.done;
    const before = (await eventsIn(folder)).filter((event) => event.type === 'sampleDone').length;
    const [run] = await readdir(folder);
    // the engine notices that its parent is gone and lets go of the run
    await until(async () => !(await readdir(path.join(folder, run ?? ''))).includes('run.lock'));
    const resumed = await runCli(['resume', path.join(folder, run ?? ''), '--json']);
    assert.equal(resumed.code, 0, resumed.stderr);
    const summary = JSON.parse(resumed.stdout) as RunSummary;
    assert.equal(summary.status, 'done');
    assert.equal(summary.resumes, 1);
    assert.equal(summary.models[0]?.continuous.samples, 4);
    assert.equal(summary.models[0]?.scenarios[0]?.replies.length, 4);
    const events = await eventsIn(folder);
    assert.equal(events.filter((event) => event.type === 'runStarted').length, 1);
    assert.ok(events.filter((event) => event.type === 'sampleDone').length - before <= 10 - before, 'no step was done twice');
  });

  it('Ctrl-C ends with 130, stops the request on the server too, and says how to go on', async () => {
    const folder = path.join(out, 'cancelled');
    const run = startCli(['bench', '--url', server.url, '--out', folder, '--repeats', '2', '--max-tokens', '2000', '--contexts', '3000', '--scenarios', 'sql-query']);
    await run.said('[1/');
    await until(async () => !(await isIdle()));
    run.child.kill('SIGINT');
    const ended = await run.done;
    assert.equal(ended.code, 130, ended.stderr);
    await until(isIdle);
    assert.match(ended.stdout + ended.stderr, /plimsoll resume/);
  });
});
