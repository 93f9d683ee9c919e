import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { fail, type Failure, ok, type Result } from '../../../src/domain/failure.ts';
import type { GpuReading } from '../../../src/domain/machine.ts';
import type { RunEvent } from '../../../src/domain/runEvent.ts';
import type { RunPlan } from '../../../src/domain/runPlan.ts';
import type { RunSummary } from '../../../src/domain/runSummary.ts';
import { conduct } from '../../../src/run/conduct.ts';
import type { RunPorts } from '../../../src/run/runPorts.ts';
import { countWords, type FakeServer, fakeServer, type FakeServerOptions } from '../../fakes/fakeServer.ts';
import { windowedServer } from '../../fakes/windowedServer.ts';
import { plan, server as exampleServer } from '../../fakes/runExamples.ts';

const gone: Failure = { kind: 'serverGone', detail: 'The server is gone.', advice: 'Start it.' };
const unused = (): never => assert.fail('no scenario is planned, so nothing may be graded');

interface Session {
  readonly server: FakeServer;
  readonly events: RunEvent[];
  readonly summary: RunSummary;
}

interface SessionOptions extends FakeServerOptions {
  readonly server?: FakeServer;
  readonly readings?: () => readonly GpuReading[];
  readonly plan?: RunPlan;
  readonly earlier?: readonly RunEvent[];
  readonly abort?: AbortController;
  readonly wallClock?: () => string;
  readonly emit?: (event: RunEvent) => Result<undefined>;
}

async function conducted(options: SessionOptions = {}): Promise<Session> {
  const server = options.server ?? fakeServer(options);
  const events: RunEvent[] = [];
  const ports: RunPorts = {
    server,
    tokenizer: { count: (text) => Promise.resolve({ tokens: countWords(text), method: 'tiktoken', errorShare: 0.2 }) },
    hardware: {
      describe: () => Promise.resolve({ os: 'TestOS', cpu: 'TestCPU', cpuCores: 2, memoryBytes: 1, gpus: [], gpuNote: 'No GPU seen.' }),
      startSampler: () => Promise.resolve({ readings: options.readings ?? ((): readonly GpuReading[] => []), stop: () => Promise.resolve() }),
    },
    clock: { nowMs: () => performance.now(), wallClock: options.wallClock ?? (() => '2026-11-22T00:00:00.000Z') },
    startSelfWatch: () => ({ eventLoopLagMsP99: () => 0.1, stop: () => undefined }),
    scenarios: [],
    grading: { sandbox: { run: unused, active: unused, dispose: unused }, code: new Proxy({}, { get: unused }) } as unknown as RunPorts['grading'],
    emit: (event) => {
      const kept = options.emit?.(event) ?? ok(undefined);
      if (kept.ok && event.type !== 'token') events.push(event);
      return Promise.resolve(kept);
    },
    clientVersion: '0.0.0',
  };
  const run = { runId: 'test', plan: options.plan ?? plan, earlier: options.earlier ?? [] };
  const result = await conduct(run, ports, (options.abort ?? new AbortController()).signal);
  assert.ok(result.ok);
  return { server, events, summary: result.value };
}

describe('conduct', () => {
  it('measures cold, warm and sweep, refuses what cannot fit without sending it, and recommends', async () => {
    const { server, summary } = await conducted();
    assert.equal(summary.status, 'done');
    const model = summary.models[0];
    assert.equal(model?.continuous.samples, 2);
    assert.equal(model?.cold?.how, 'first request; the model was loaded already');
    assert.deepEqual(model?.sweep.map((point) => [point.contextTokens, point.status]), [[1024, 'measured'], [9000, 'cannotFit']]);
    assert.equal(server.requests.length, 4);
    assert.ok(server.requests.every((request) => request.mayUsePromptCache === false));
    assert.equal(model?.recommendation?.settings?.servedContextWindow, 8192);
    assert.deepEqual(summary.notMeasured.map((entry) => entry.what), ['load time']);
    assert.ok(summary.uses.every((use) => use.verdict !== 'recommended' && use.model === undefined), 'one model is never crowned');
  });

  it('sends prompts of the size asked for and never the same one twice', async () => {
    const { server, summary } = await conducted();
    const prompts = server.requests.map((request) => request.messages[0]?.content ?? '');
    assert.equal(new Set(prompts.map((prompt) => prompt.slice(0, 40))).size, prompts.length);
    assert.equal(summary.models[0]?.continuous.promptTokens?.median, plan.promptTokens);
  });

  it('uses tiktoken where the server cannot count, and learns from its usage', async () => {
    const { summary } = await conducted({ canCount: false });
    assert.equal(summary.status, 'done');
    assert.equal(summary.models[0]?.budget?.promptCount.method, 'tiktoken');
  });

  it('reports the load when the server can unload', async () => {
    const { summary } = await conducted({ canUnload: true });
    assert.equal(summary.models[0]?.cold?.how, 'unloaded by the fake');
    assert.deepEqual(summary.notMeasured, []);
  });

  it('goes on after a bad answer, and lists it as void', async () => {
    const { summary } = await conducted({ failAt: (index) => (index === 1 ? fail('badReply', 'Nonsense.', '').failure : undefined) });
    assert.equal(summary.status, 'done');
    assert.equal(summary.models[0]?.continuous.samples, 1);
    assert.deepEqual(summary.voids.map((entry) => entry.failure.kind), ['badReply']);
  });

  it('pauses when the server dies, and a resumed run does exactly what is missing', async () => {
    const first = await conducted({ failAt: (index) => (index === 2 ? gone : undefined) });
    assert.equal(first.summary.status, 'paused');
    assert.equal(first.summary.pausedBecause?.kind, 'serverGone');
    const second = await conducted({ earlier: first.events });
    assert.equal(second.summary.status, 'done');
    assert.equal(second.summary.resumes, 1);
    assert.equal(second.server.requests.length, 2, 'the lost request and the sweep point after it');
    assert.equal(second.summary.planHash, first.summary.planHash);
    assert.equal(second.summary.models[0]?.continuous.samples, 2);
    assert.deepEqual(second.summary.voids, []);
  });

  it('is cancelled between chunks of work, keeps what is done and says so', async () => {
    const abort = new AbortController();
    const { summary, events } = await conducted({ abort, beforeAnswer: (index) => { if (index === 1) abort.abort(); } });
    assert.equal(summary.status, 'paused');
    assert.equal(summary.pausedBecause?.kind, 'cancelled');
    assert.equal(events.filter((event) => event.type === 'sampleVoid').length, 0, 'a cancelled request is not a void sample');
    assert.equal(summary.models[0]?.cold?.ttftMs !== undefined, true);
  });

  it('refuses to resume on another window or version', async () => {
    const first = await conducted({ failAt: (index) => (index === 2 ? gone : undefined) });
    const changed = { ...exampleServer, models: exampleServer.models.map((model) => ({ ...model, contextWindow: 4096 })) };
    const second = await conducted({ earlier: first.events, report: ok(changed) });
    assert.equal(second.summary.pausedBecause?.kind, 'planMismatch');
    assert.equal(second.server.requests.length, 0);
  });

  it('stops in order when the disk is full, and says it although it cannot be written', async () => {
    let written = 0;
    const full = fail('diskFull', 'The disk is full.', 'Free some space.');
    const { summary, server } = await conducted({ emit: (event) => (event.type === 'token' || written++ < 8 ? ok(undefined) : full) });
    assert.equal(summary.status, 'paused');
    assert.equal(summary.pausedBecause?.kind, 'diskFull');
    assert.ok(server.requests.length < 4);
  });

  it('voids a request of which the server dropped a part in silence, and does not learn from it', async () => {
    const cutting = windowedServer({ window: 64, overflow: 'cut' });
    const { summary } = await conducted({ server: cutting, plan: { ...plan, contexts: [] } });
    assert.equal(summary.models[0]?.continuous.samples, 0);
    assert.deepEqual(new Set(summary.voids.map((entry) => entry.failure.kind)), new Set(['truncated']));
    assert.equal(summary.voids.length, 3);
  });

  it('proves in the full suite what the model sees, once, also when it is resumed', async () => {
    const full: RunPlan = { ...plan, suite: 'full', contexts: [] };
    const first = await conducted({ server: windowedServer({ window: 8192, overflow: 'cut' }), plan: full });
    assert.equal(first.summary.models[0]?.effectiveContext?.verdict, 'truncated');
    assert.equal(first.summary.models[0].effectiveContext.effectiveTokens, 8192);
    assert.deepEqual(first.summary.progress.done, first.summary.progress.total);
    const again = windowedServer({ window: 8192, overflow: 'cut' });
    const second = await conducted({ server: again, plan: full, earlier: first.events.filter((event) => event.type !== 'runDone') });
    assert.equal(again.requests.length, 0);
    assert.equal(second.summary.models[0]?.effectiveContext?.verdict, 'truncated');
  });

  it('asks for the agent’s own kind of steps, one answer at a time: a resumed run asks only what is missing', async () => {
    const asked: RunPlan = { ...plan, repeats: 1, contexts: [], readinessRepeats: 1 };
    // cold and warm come before; the server dies at the fifth of fifteen tasks
    const first = await conducted({ plan: asked, failAt: (index) => (index >= 6 ? gone : undefined) });
    assert.equal(first.summary.pausedBecause?.kind, 'serverGone');
    assert.equal(first.events.filter((event) => event.type === 'readinessTried').length, 4);
    assert.equal(first.summary.models[0]?.readiness, undefined, 'no verdict from a part');
    const second = await conducted({ plan: asked, earlier: first.events });
    assert.equal(second.server.requests.length, 11);
    const model = second.summary.models[0];
    assert.deepEqual([model?.readiness?.status, model?.readiness?.overall.n, model?.readiness?.verdict], ['measured', 15, 'no']);
    assert.equal(model?.recommendation?.canCarryAgent, false, 'a window that is large enough does not carry an agent by itself');
    assert.match(model?.recommendation?.reasons[0] ?? '', /^Asked for the agent’s own kind of steps: .*well-formed tool calls: 0 of 3\.$/u);
    assert.deepEqual(second.summary.progress.done, second.summary.progress.total);
  });

  it('goes on with warm requests until they agree, and resumes that too', async () => {
    const steady: RunPlan = { ...plan, contexts: [], untilVariationPercent: 5 };
    const whole = await conducted({ plan: steady });
    assert.equal(whole.summary.models[0]?.continuous.samples, 5);
    assert.ok(whole.summary.notices.some((text) => /n = 5\), within the wanted 5 %/.test(text)));
    const broken = await conducted({ plan: steady, failAt: (index) => (index === 4 ? gone : undefined) });
    assert.equal(broken.summary.models[0]?.continuous.samples, 3);
    const resumed = await conducted({ plan: steady, earlier: broken.events });
    assert.equal(resumed.summary.models[0]?.continuous.samples, 5);
    assert.equal(resumed.server.requests.length, 2);
    assert.equal(resumed.summary.status, 'done');
  });

  it('voids what a hot card measured, and says how two cards were used', async () => {
    const reading = (index: number, throttleReasons: readonly string[]): GpuReading => ({ atMs: performance.now() + 20, index, utilisationPercent: index === 0 ? 95 : 30, throttleReasons });
    const hot = await conducted({ plan: { ...plan, contexts: [] }, readings: () => [reading(0, ['thermal (software)'])] });
    assert.deepEqual(new Set(hot.summary.voids.map((entry) => entry.failure.kind)), new Set(['throttled']));
    assert.equal(hot.summary.models[0]?.continuous.samples, 0);
    const two = await conducted({ plan: { ...plan, contexts: [] }, readings: () => [reading(0, ['power cap']), reading(1, [])] });
    assert.equal(two.summary.models[0]?.continuous.samples, 2);
    assert.ok(two.summary.notices.some((text) => /small: 2 GPUs, unevenly used/.test(text)), two.summary.notices.join());
  });

  it('voids what was measured while the machine slept, but not what was merely slow', async () => {
    const start = Date.parse('2026-11-22T00:00:00.000Z');
    const opened = performance.now();
    let asleepMs = 0;
    const wallClock = (): string => new Date(start + asleepMs + performance.now() - opened).toISOString();
    const sleepy = await conducted({ plan: { ...plan, contexts: [] }, wallClock, beforeAnswer: (index) => { asleepMs += index === 1 ? 60_000 : 1_500; } });
    assert.equal(sleepy.summary.status, 'done');
    assert.deepEqual(sleepy.summary.voids.map((entry) => [entry.failure.kind, entry.failure.detail]), [['stalled', 'This machine slept for about 60 s while the request ran, or its clock was set.']]);
    const setBack = await conducted({ plan: { ...plan, contexts: [] }, wallClock, beforeAnswer: () => { asleepMs -= 3_600_000; } });
    assert.deepEqual(setBack.summary.voids, []);
  });

  it('does not take this machine’s cards for those of a server elsewhere', async () => {
    const away = { ...exampleServer, location: 'private' } as const;
    const server: FakeServer = { ...fakeServer({ report: ok(away) }), identity: away };
    const { summary } = await conducted({ server, plan: { ...plan, contexts: [] }, readings: () => assert.fail('the sampler was started') });
    assert.ok(summary.notMeasured.some((entry) => entry.what === 'GPU' && /another machine/.test(entry.why)));
  });

  it('starts nothing when the server does not answer', async () => {
    const { summary, server } = await conducted({ report: { ok: false, failure: gone } });
    assert.equal(summary.pausedBecause?.kind, 'serverGone');
    assert.equal(server.requests.length, 0);
  });
});
