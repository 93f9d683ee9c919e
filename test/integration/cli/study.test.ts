/** A study on two real servers and one that is not there, killed in the middle and gone on with; then everything that is made of it. */
import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { EmbeddedServer } from '../../../src/adapters/embedded/startLlamaCpp.ts';
import { readJournal } from '../../../src/adapters/storage/fileJournal.ts';
import { journalLine } from '../../../src/adapters/storage/journalLines.ts';
import { readStudyLog } from '../../../src/adapters/storage/studyLog.ts';
import type { RunEvent } from '../../../src/domain/runEvent.ts';
import type { StudyEvent, StudySummary } from '../../../src/domain/study.ts';
import { oneModel } from '../../fakes/runs/playedRuns.ts';
import { recordRun } from '../../fakes/runs/recordRun.ts';
import { runCli, startCli } from '../../real/cli.ts';
import { startLlamaCppServer } from '../../real/llamaCppServer.ts';

const model = 'SmolLM2-135M-Instruct';
/** Nothing listens on the discard port. */
const goneUrl = 'http://127.0.0.1:9';

let servers: readonly EmbeddedServer[] = [];
let out = '';
let study = '';

before(async () => {
  out = await mkdtemp(path.join(tmpdir(), 'plimsoll-study-'));
  servers = [await startLlamaCppServer({ contextWindow: 2048 }), await startLlamaCppServer({ contextWindow: 2048 })];
});
after(async () => {
  await Promise.all(servers.map((server) => server.stop()));
  await rm(out, { recursive: true, force: true });
});

const planText = (): string => `name: two servers and none
servers:
${[...servers.map(({ url }) => url), goneUrl].map((url) => `  - url: ${url}\n    models: [${model}]`).join('\n')}
suite: quick
repeats: 1
contexts: [256, 9999]
scenarios: [sql-query]
maxTokens: 8
maxScenarioTokens: 16
constraints:
  context: 4096
`;

async function until(condition: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 900; tries++) {
    if (await condition().catch(() => false)) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  assert.fail('waited ninety seconds for nothing');
}

async function log(): Promise<readonly StudyEvent[]> {
  const [name = ''] = (await readdir(out)).filter((entry) => entry.startsWith('20'));
  study = path.join(out, name);
  const read = await readStudyLog(study);
  return read.ok ? (read.value ?? []) : [];
}

async function runEvents(runFolder: string): Promise<readonly RunEvent[]> {
  const read = await readJournal(path.join(study, runFolder, 'journal.jsonl'));
  return read.ok ? read.value.events : [];
}

/** Folders of the cells that have begun, in their order. */
const runFolders = async (): Promise<readonly string[]> => [...new Set((await log()).flatMap((event) => (event.type === 'cellRunning' ? [event.runFolder] : [])))];

/** Width and height from the header of a PNG. */
function pictureSize(bytes: Buffer): readonly [number, number] {
  assert.equal(bytes.subarray(1, 4).toString(), 'PNG');
  return [bytes.readUInt32BE(16), bytes.readUInt32BE(20)];
}

describe('plimsoll bench --plan', { timeout: 240_000 }, () => {
  it('killed in the second cell, goes on there: the first is not done again, a server that is gone stops nobody', async () => {
    const plan = path.join(out, 'plan.yaml');
    await writeFile(plan, planText());
    const first = startCli(['bench', '--plan', plan, '--out', out]);
    await until(async () => {
      const [, second] = await runFolders();
      return second !== undefined && (await runEvents(second)).some((event) => event.type === 'sampleDone');
    });
    first.child.kill('SIGKILL');
    await first.done;
    const [done = '', stopped = ''] = await runFolders();
    const before = (await runEvents(stopped)).filter((event) => event.type === 'sampleDone').length;
    // the engine notices that its parent is gone and lets go of the run
    await until(async () => !(await readdir(path.join(study, stopped))).includes('run.lock'));
    const half = await runCli(['report', study]);
    assert.match(half.stdout, /This study is not finished: 1 of 3 cells are done/);

    const resumed = await runCli(['resume', study, '--json']);
    assert.equal(resumed.code, 0, resumed.stderr);
    const summary = JSON.parse(resumed.stdout) as StudySummary;
    assert.deepEqual(summary.cells.map(({ state }) => state), ['done', 'done', 'failed']);
    assert.match(summary.cells[2]?.failure?.detail ?? '', /refused/);
    assert.deepEqual((await log()).filter((event) => event.type === 'cellStarted').map(({ cell }) => cell), [0, 1, 1, 2].map((index) => summary.cells[index]?.cell.id));
    assert.deepEqual([done, stopped].map((runFolder) => summary.cells.findIndex((cell) => cell.runFolder === runFolder)), [0, 1]);
    assert.deepEqual(summary.candidates.map(({ run }) => [run.status, run.resumes, run.models[0]?.continuous.samples]), [['done', 0, 1], ['done', 1, 1]]);
    const keys = (await runEvents(stopped)).flatMap((event) => (event.type === 'sampleDone' ? [event.sample.key] : []));
    assert.ok(before >= 1 && new Set(keys).size === keys.length, 'no sample was measured twice');
    // nobody serves 4,096 tokens: said, with the nearest
    assert.equal(summary.nearest?.missed[0]?.constraint, 'minContextTokens');
    assert.deepEqual(summary.effects.map(({ kind }) => kind), ['server']);
    assert.ok(summary.fits.every(({ verdict }) => verdict?.fits === true));
  });

  it('leaves reports in both languages, pictures, a log and one JSON a model and size', async () => {
    const left = await readdir(study);
    for (const name of ['report.md', 'report.ko.md', 'report.html', 'study.json', 'study.jsonl', 'plan.yaml', 'plots', 'results', 'runs']) assert.ok(left.includes(name), `${name} is missing`);
    const results = await readdir(path.join(study, 'results'));
    assert.equal(results.length, 6);
    for (const name of results) assert.match(name, /^SmolLM2-135M-Instruct-llama\.cpp-127\.0\.0\.1-\d+_ctx(256|512|9999)_\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d\.json$/);
    const pictures = await readdir(path.join(study, 'plots'));
    for (const name of ['response_time_comparison.png', 'tokens_per_second_comparison.png', 'context_sweep.png', 'scenario_scores.png']) assert.ok(pictures.includes(name), `${name} is missing`);
    for (const name of pictures) {
      const bytes = await readFile(path.join(study, 'plots', name));
      assert.deepEqual(pictureSize(bytes), [1200, 640]);
      assert.ok(bytes.length > 8000, `${name} is blank`);
    }
  });
});

describe('plimsoll report', { timeout: 120_000 }, () => {
  const report = async (place: string, ...options: readonly string[]): Promise<string> => {
    const { code, stdout, stderr } = await runCli(['report', place, ...options]);
    assert.equal(code, 0, stderr);
    return stdout;
  };

  it('writes a study in every format, without any server', async () => {
    assert.match(await report(study), /^# Selection study: two servers and none\n[\s\S]*Effect of the server[\s\S]*No candidate meets everything/);
    assert.match(await report(study, '--lang', 'ko'), /^# 모델 선정 평가: two servers and none\n[\s\S]*모든 조건을 충족하는 후보가 없습니다/);
    assert.match(await report(study, '--format', 'html', '--lang', 'ko'), /^<!DOCTYPE html>\n<html lang="ko">/);
    assert.equal((JSON.parse(await report(study, '--format', 'json')) as StudySummary).schema, 'plimsoll.study/v1');
    // per cell: one cold, one warm, one size that fits, one reply
    assert.equal((await report(study, '--format', 'csv')).trim().split('\n').length, 1 + 2 * 4);
    assert.match(await report(study, '--format', 'table'), /continuous use: decode rate/);
  });

  it('writes a run in every format, and pictures into a folder', async () => {
    const run = path.join(study, (await runFolders())[0] ?? '');
    assert.match(await report(run), /^# Plimsoll performance report/);
    assert.match(await report(run), /Answers in sql were run apart from this machine's files and network: separate process, /);
    assert.match(await report(run, '--lang', 'ko', '--format', 'table'), /연속 응답/);
    for (const [place, name] of [[run, 'of-run'], [study, 'of-study']] as const) {
      const folder = path.join(out, name);
      await report(place, '--format', 'png', '--lang', 'ko', '--out', folder);
      const bytes = await readFile(path.join(folder, 'response_time_comparison.png'));
      assert.deepEqual(pictureSize(bytes), [1200, 640]);
    }
  });

  it('says what a folder is not, and what pictures need', async () => {
    const nothing = await runCli(['report', path.join(out, 'nowhere')]);
    assert.equal(nothing.code, 1);
    assert.match(nothing.stderr, /nowhere/);
    const nowhere = await runCli(['report', study, '--format', 'png']);
    assert.equal(nowhere.code, 2);
    assert.match(nowhere.stderr, /--out FOLDER/);
  });
});

describe('runs held against each other', { timeout: 120_000 }, () => {
  const played = async (name: string, tokensPerSecond: number): Promise<string> => {
    const folder = path.join(out, 'played', name);
    await mkdir(folder, { recursive: true });
    const events = recordRun({ ...oneModel, runId: name, startedAt: `2026-11-2${tokensPerSecond > 15 ? 1 : 2}T00:00:00.000Z`, models: oneModel.models.map((one) => ({ ...one, tokensPerSecond, jitter: 0.01 })) });
    await writeFile(path.join(folder, 'journal.jsonl'), events.map((event, index) => journalLine(index, event)).join(''));
    return folder;
  };

  it('compare-runs pairs the cells of the study', async () => {
    const runs = (await runFolders()).map((runFolder) => path.join(study, runFolder));
    const { code, stdout } = await runCli(['compare-runs', ...runs, '--json']);
    assert.equal(code, 0);
    const { candidates, differences } = JSON.parse(stdout) as { readonly candidates: readonly unknown[]; readonly differences: readonly { readonly quantity: string; readonly pairs: number; readonly verdict: string }[] };
    assert.equal(candidates.length, 2);
    assert.deepEqual(differences.filter(({ quantity }) => quantity === 'totalSeconds').map(({ pairs, verdict }) => [pairs, verdict]), [[1, 'tooFew']]);
  });

  it('history follows a figure over runs, in both forms of improvement', async () => {
    await played('fast', 20);
    await played('slow', 10);
    const { code, stdout } = await runCli(['history', '--folder', path.join(out, 'played'), '--figure', 'decodeTokensPerSecond']);
    assert.equal(code, 0);
    assert.match(stdout, /Qwen2\.5-Coder-32B-AWQ on http:\/\/localhost:8000[\s\S]*First to last: \+\d+\.\d % time, 0\.(?:49|50|51)x speed/);
  });

  it('check exits 0 within the limit, 1 beyond it or when a figure is missing, 2 for nonsense', async () => {
    const [fast, slow] = [await played('fast', 20), await played('slow', 10)];
    const check = async (...args: readonly string[]): Promise<readonly [number | null, string]> => {
      const { code, stdout, stderr } = await runCli(['check', ...args]);
      return [code, stdout + stderr];
    };
    assert.equal((await check(fast, '--baseline', fast))[0], 0);
    assert.equal((await check(fast, '--baseline', slow))[0], 0);
    const [code, words] = await check(slow, '--baseline', fast, '--max-regression', '10%');
    assert.equal(code, 1);
    assert.match(words, /decodeTokensPerSecond .*WORSE/);
    assert.equal((await check(slow, '--baseline', fast, '--max-regression', '150%'))[0], 0);
    assert.equal((await check(path.join(study, (await runFolders())[0] ?? ''), '--baseline', fast))[0], 1);
    assert.equal((await check(slow, '--baseline', fast, '--max-regression', 'much'))[0], 2);
  });
});
