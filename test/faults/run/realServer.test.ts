/** What happens to a run when a real llama.cpp server dies, comes back changed, loses its port, or hangs. */
import assert from 'node:assert/strict';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import net from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { connectServer } from '../../../src/adapters/servers/connectServer.ts';
import type { EmbeddedServer } from '../../../src/adapters/embedded/startLlamaCpp.ts';
import { readJournal } from '../../../src/adapters/storage/fileJournal.ts';
import type { FailureKind } from '../../../src/domain/failure.ts';
import type { EngineMessage } from '../../../src/protocol/engine.ts';
import { html } from '../../fakes/httpReplies.ts';
import { createOllamaFake } from '../../fakes/protocols/ollamaFake.ts';
import { type Route, startScriptedServer } from '../../fakes/scriptedServer.ts';
import { startLlamaCppServer } from '../../real/llamaCppServer.ts';
import { tally } from '../tally.ts';
import { type EngineEnd, startEngine } from './engineLife.ts';

let out = '';
let server: EmbeddedServer;
before(async () => {
  out = await mkdtemp(path.join(tmpdir(), 'plimsoll-faults-'));
  server = await startLlamaCppServer({ contextWindow: 2_048 });
});
after(async () => {
  await server.stop();
  await rm(out, { recursive: true, force: true });
});

const isSample = (message: EngineMessage): boolean => message.say === 'event' && message.event.type === 'sampleDone';
const isStreaming = (message: EngineMessage): boolean => message.say === 'event' && message.event.type === 'token';
const request = (folder: string): Parameters<typeof startEngine>[0] => ({ id: 1, call: 'bench', request: { access: { url: server.url }, models: [], suite: 'quick', repeats: 2, contexts: [256], scenarios: [], maxOutputTokens: 16, outputFolder: folder } });
const resume = (runFolder: string): Promise<EngineEnd> => startEngine({ id: 1, call: 'resume', runFolder }).ended;

async function onPort<T>(port: number, route: Route, work: () => Promise<T>): Promise<T> {
  const thief = await startScriptedServer(route, port);
  try {
    return await work();
  } finally {
    await thief.close();
  }
}

/** The port is free only when the kernel says so. */
async function freePort(port: number): Promise<void> {
  for (let tries = 0; tries < 100; tries++) {
    const isFree = await new Promise<boolean>((resolve) => {
      const probe = net.createServer().once('error', () => resolve(false));
      probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)));
    });
    if (isFree) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

describe('a real server under a run', () => {
  it('is killed in the middle: the run pauses, resumes on nothing but the same server, and loses only the step in flight', async () => {
    const folder = path.join(out, 'killed');
    const port = Number(new URL(server.url).port);
    const engine = startEngine(request(folder));
    await engine.until(isSample);
    await engine.until(isStreaming);
    process.kill(server.pid, 'SIGKILL');
    tally('kills');
    const { summary, told } = await engine.ended;
    assert.equal(summary?.status, 'paused');
    assert.equal(summary.pausedBecause?.kind, 'serverGone', summary.pausedBecause?.detail);
    const [run] = await readdir(folder);
    const runFolder = path.join(folder, run ?? '');
    await server.stop();
    await freePort(port);

    const refusedBy = async (kind: FailureKind, words: RegExp): Promise<void> => {
      const { summary: again, failure } = await resume(runFolder);
      const because = failure ?? again?.pausedBecause;
      assert.equal(because?.kind, kind, because?.detail);
      assert.match(because.detail, words);
    };
    await refusedBy('serverGone', /refused/);
    await onPort(port, () => html(200), () => refusedBy('notAnApi', /web page/));
    const other = createOllamaFake();
    await onPort(port, other.route, () => refusedBy('planMismatch', /The server was llamacpp when the run began and is ollama now/));
    server = await startLlamaCppServer({ contextWindow: 1_024, port });
    await refusedBy('planMismatch', /window of .* was 2048 when the run began and is 1024 now/);
    await server.stop();
    await freePort(port);

    server = await startLlamaCppServer({ contextWindow: 2_048, port });
    const done = await resume(runFolder);
    assert.equal(done.summary?.status, 'done', JSON.stringify(done.failure ?? done.summary?.pausedBecause));
    const { samples = 0, voided = 0 } = done.summary.models[0]?.continuous ?? {};
    assert.ok(samples + voided === 2 && voided <= 1, `${samples} measured, ${voided} void: only the request in flight may be lost`);
    assert.deepEqual(done.told.filter((key) => told.includes(key)), [], 'nothing is done twice');
    const journal = await readJournal(path.join(runFolder, 'journal.jsonl'));
    assert.ok(journal.ok && journal.value.droppedLines === 0);
  });

  it('a second window that wants the same run is told who has it', async () => {
    const folder = path.join(out, 'twice');
    const engine = startEngine(request(folder));
    await engine.until(isSample);
    const [run] = await readdir(folder);
    const second = await resume(path.join(folder, run ?? ''));
    assert.equal(second.failure?.kind, 'locked');
    assert.match(second.failure.detail, new RegExp(`process ${engine.pid}\\)`));
    engine.kill();
    tally('kills');
    await engine.ended;
  });

  it('hangs before the first byte and between tokens: each is said apart, and the next request is answered again', { skip: process.platform === 'win32' ? 'Windows has no SIGSTOP' : false }, async () => {
    const { signal } = new AbortController();
    const connected = await connectServer({ url: server.url }, signal);
    assert.ok(connected.ok);
    const ask = { model: server.modelId, messages: [{ role: 'user', content: 'Count to a thousand.' }], maxOutputTokens: 400, temperature: 0 } as const;
    const idle = async (): Promise<void> => {
      for (let tries = 0; tries < 300; tries++) {
        const activity = await connected.value.activity(signal);
        if (activity.ok && activity.value.runningRequests === 0) return;
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
    };
    await idle(); // the run before was killed, and its request may still be read
    process.kill(server.pid, 'SIGSTOP');
    const silent = await connected.value.complete(ask, { signal, idleTimeoutMs: 400 });
    process.kill(server.pid, 'SIGCONT');
    assert.ok(!silent.ok && silent.failure.kind === 'noFirstByte', silent.ok ? 'it answered' : silent.failure.detail);
    await idle();
    let isStopped = false;
    const onTick = (): void => {
      if (!isStopped) process.kill(server.pid, 'SIGSTOP');
      isStopped = true;
    };
    const stalled = await connected.value.complete(ask, { signal, idleTimeoutMs: 4_000, onTick });
    process.kill(server.pid, 'SIGCONT');
    assert.ok(!stalled.ok && stalled.failure.kind === 'stalled', stalled.ok ? 'it answered' : stalled.failure.detail);
    const again = await connected.value.complete({ ...ask, maxOutputTokens: 4 }, { signal, idleTimeoutMs: 30_000 });
    assert.ok(again.ok);
  });
});
