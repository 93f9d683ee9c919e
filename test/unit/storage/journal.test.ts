import assert from 'node:assert/strict';
import { appendFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { openJournal, readJournal } from '../../../src/adapters/storage/fileJournal.ts';
import { journalLine, readJournalText } from '../../../src/adapters/storage/journalLines.ts';
import { lockRun, makeRunFolder, writeRunFile } from '../../../src/adapters/storage/runFolder.ts';
import type { RunEvent } from '../../../src/domain/runEvent.ts';
import { runStarted } from '../../fakes/runExamples.ts';

let folder = '';
before(async () => { folder = await mkdtemp(path.join(tmpdir(), 'plimsoll-journal-')); });
after(() => rm(folder, { recursive: true, force: true }));

const notice = (text: string): RunEvent => ({ type: 'notice', level: 'info', text });
const started = runStarted();

describe('journal', () => {
  it('reads back what was appended, umlauts and line breaks included', async () => {
    const file = path.join(folder, 'a.jsonl');
    const journal = openJournal(file, undefined);
    assert.ok(journal.ok);
    for (const event of [started, notice('größer\n한국어')]) assert.ok((await journal.value.append(event, true)).ok);
    await journal.value.close();
    const read = await readJournal(file);
    assert.ok(read.ok);
    assert.deepEqual(read.value.events, [started, notice('größer\n한국어')]);
  });

  it('drops a torn tail at every possible cut and continues after it', async () => {
    const lines = [journalLine(0, started), journalLine(1, notice('one')), journalLine(2, notice('two'))];
    const whole = Buffer.from(lines.join(''));
    const lastStart = Buffer.byteLength(lines[0] ?? '') + Buffer.byteLength(lines[1] ?? '');
    for (let cut = lastStart; cut < whole.length; cut++) {
      const read = readJournalText(whole.subarray(0, cut).toString(), 'j');
      assert.ok(read.ok);
      assert.equal(read.value.events.length, 2);
      assert.equal(read.value.trustedBytes, lastStart);
    }
    const file = path.join(folder, 'torn.jsonl');
    await writeFile(file, whole.subarray(0, whole.length - 5));
    const torn = await readJournal(file);
    assert.ok(torn.ok);
    const journal = openJournal(file, torn.value);
    assert.ok(journal.ok);
    await journal.value.append(notice('three'), true);
    await journal.value.close();
    const read = await readJournal(file);
    assert.ok(read.ok);
    assert.deepEqual(read.value.events.at(-1), notice('three'));
    assert.equal(read.value.events.length, 3);
  });

  it('refuses damage in the middle and journals of another version', async () => {
    const file = path.join(folder, 'damaged.jsonl');
    await writeFile(file, journalLine(0, started) + journalLine(1, notice('one')).replace('one', 'own') + journalLine(2, notice('two')));
    const damaged = await readJournal(file);
    assert.ok(!damaged.ok);
    assert.match(damaged.failure.detail, /Line 2 .* damaged/);
    const newer = { ...started, schema: 'plimsoll.journal/v2' } as unknown as RunEvent;
    const read = readJournalText(journalLine(0, newer), 'j');
    assert.ok(!read.ok);
    assert.equal(read.failure.kind, 'unsupported');
  });

  it('never overwrites a journal that exists', async () => {
    const file = path.join(folder, 'exists.jsonl');
    await writeFile(file, 'precious');
    assert.equal(openJournal(file, undefined).ok, false);
    assert.equal(await readFile(file, 'utf8'), 'precious');
  });

  it('says that the disk is full, keeps what was written and can go on', { skip: process.platform !== 'linux' }, async () => {
    const journal = openJournal('/dev/full', { events: [], trustedBytes: 0, droppedLines: 0 });
    // /dev/full cannot be truncated or written: both must come back as a failure, not as a throw
    if (journal.ok) {
      const kept = await journal.value.append(notice('x'), true);
      assert.ok(!kept.ok);
      await journal.value.close();
    } else assert.equal(journal.failure.kind, 'fileUnwritable');
  });
});

describe('run folder', () => {
  it('makes a new folder each time and writes whole files', async () => {
    const now = new Date('2026-11-22T02:15:20Z');
    const [a, b] = await Promise.all([makeRunFolder(folder, now), makeRunFolder(folder, now)]);
    assert.ok(a.ok && b.ok);
    assert.notEqual(a.value.path, b.value.path);
    assert.match(a.value.runId, /^2026-11-22T02-15-20-[0-9a-f]{4}$/);
    assert.ok((await writeRunFile(a.value.path, 'x.txt', 'text')).ok);
    assert.equal(await readFile(path.join(a.value.path, 'x.txt'), 'utf8'), 'text');
  });

  it('cannot be made inside a file, and says so', async () => {
    const file = path.join(folder, 'file');
    await writeFile(file, '');
    const made = await makeRunFolder(path.join(file, 'deeper'), new Date());
    assert.ok(!made.ok);
    assert.equal(made.failure.kind, 'fileUnwritable');
  });

  it('has one writer; a lock of a dead process is taken over', async () => {
    const made = await makeRunFolder(folder, new Date());
    assert.ok(made.ok);
    const lock = path.join(made.value.path, 'run.lock');
    const { hostname } = await import('node:os');
    await writeFile(lock, `${process.ppid} ${hostname()}`);
    const refused = await lockRun(made.value.path);
    assert.ok(!refused.ok);
    assert.equal(refused.failure.kind, 'locked');
    await writeFile(lock, `999999999 ${hostname()}`);
    const taken = await lockRun(made.value.path);
    assert.ok(taken.ok);
    await taken.value();
    await assert.rejects(readFile(lock));
    await appendFile(lock, '');
  });
});
