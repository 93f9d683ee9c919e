/** What every server adapter must do on a healthy server: run against scripted stand-ins and against real servers alike. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { connectServer } from '../../src/adapters/servers/connectServer.ts';
import type { ChatRequest } from '../../src/domain/chat.ts';
import type { Failure, Result } from '../../src/domain/failure.ts';
import type { ServerKind } from '../../src/domain/server.ts';
import type { InferenceServer, StreamTick } from '../../src/ports/inferenceServer.ts';
import type { Subject } from './subject.ts';

const signal = new AbortController().signal;
const idleTimeoutMs = 60_000;

export function valueOf<T>(result: Result<T>): T {
  if (!result.ok) assert.fail(`${result.failure.kind}: ${result.failure.detail} ${result.failure.cause ?? ''}`);
  return result.value;
}

export function failureOf(result: Result<unknown>): Failure {
  if (result.ok) assert.fail('a failure was expected');
  return result.failure;
}

export async function connected(url: string, apiKey?: string): Promise<InferenceServer> {
  return valueOf(await connectServer({ url, ...(apiKey === undefined ? {} : { apiKey }) }, signal));
}

export const question = (model: string, more: Partial<ChatRequest> = {}): ChatRequest => ({
  model,
  messages: [{ role: 'user', content: 'What is the capital of France?' }],
  maxOutputTokens: 24,
  temperature: 0,
  ...more,
});

/** Tests that hold for every healthy server of this kind. */
export function serverContract(name: string, kind: ServerKind, start: () => Promise<Subject>): void {
  describe(`contract: ${name}`, () => {
    let subject: Subject;
    let server: InferenceServer;
    before(async () => {
      subject = await start();
      server = await connected(subject.url);
    });
    after(() => subject.close());

    for (const ending of ['', '/', '/v1', '/v1/', '/v1/chat/completions']) {
      it(`is recognised by the address ending in "${ending}"`, async () => {
        const { identity } = await connected(subject.url + ending);
        assert.equal(identity.kind, kind);
        assert.equal(identity.url, subject.url);
        assert.equal(identity.location, 'loopback');
      });
    }

    it('reports its models with the served window', async () => {
      const report = valueOf(await server.report(signal));
      const model = report.models.find((entry) => entry.id === subject.model);
      assert.ok(model, `${subject.model} is not among ${report.models.map((entry) => entry.id).join(', ')}`);
      assert.equal(typeof model.contextWindow === 'number', subject.capabilities.listsWindow);
      assert.equal(typeof model.contextWindowSource === 'string', subject.capabilities.listsWindow);
    });

    it('answers a chat request with text, counts and times in order', async () => {
      const done = valueOf(await server.complete(question(subject.model), { signal, idleTimeoutMs }));
      assert.equal(done.complete, true);
      assert.ok(done.text.length > 0);
      assert.ok(['stop', 'length'].includes(done.finishReason), done.finishReason);
      assert.ok((done.promptTokens ?? 0) > 0);
      assert.ok((done.completionTokens ?? 0) > 0);
      assert.equal(done.tokenSource, subject.capabilities.serverTimings ? 'serverTimings' : 'usage');
      const moments = [0, done.firstByteMs, done.firstChunkMs, done.firstTokenMs, done.firstAnswerMs, done.lastTokenMs, done.totalMs];
      assert.deepEqual(moments, moments.toSorted((a, b) => a - b), 'moments must be ascending');
      assert.deepEqual(done.tokenTimesMs, done.tokenTimesMs.toSorted((a, b) => a - b));
      assert.ok(done.mergedChunkShare >= 0 && done.mergedChunkShare <= 1);
    });

    it('gives the server’s own timings where it has them', async () => {
      const done = valueOf(await server.complete(question(subject.model), { signal, idleTimeoutMs }));
      assert.equal((done.server?.predictedMs ?? 0) > 0, subject.capabilities.serverTimings);
      assert.equal((done.server?.promptMs ?? 0) > 0, subject.capabilities.serverTimings);
    });

    it('shows progress whose text is the beginning of the answer', async () => {
      const ticks: StreamTick[] = [];
      const done = valueOf(await server.complete(question(subject.model), { signal, idleTimeoutMs, onTick: (tick) => ticks.push(tick) }));
      assert.ok(ticks.length > 0);
      const shown = ticks.map((tick) => tick.textDelta).join('');
      assert.ok((done.thinking + done.text).includes(shown.trim()) || shown.includes(done.text), `${shown} / ${done.text}`);
      for (const [place, tick] of ticks.entries()) assert.ok(place === 0 || tick.elapsedMs - (ticks[place - 1]?.elapsedMs ?? 0) >= 99);
    });

    it('answers again on the same connection or on a new one', async () => {
      for (let turn = 0; turn < 3; turn += 1) valueOf(await server.complete(question(subject.model, { maxOutputTokens: 4 }), { signal, idleTimeoutMs }));
    });

    it('refuses at once when cancelled before sending', async () => {
      assert.equal(failureOf(await server.complete(question(subject.model), { signal: AbortSignal.abort(), idleTimeoutMs })).kind, 'cancelled');
    });

    it('counts a prompt, or says that it cannot', async () => {
      const counted = await server.countPrompt(subject.model, { messages: question(subject.model).messages }, signal);
      if (!subject.capabilities.countsPrompt) assert.equal(failureOf(counted).kind, 'unsupported');
      else {
        const done = valueOf(await server.complete(question(subject.model, { maxOutputTokens: 1, mayUsePromptCache: false }), { signal, idleTimeoutMs }));
        assert.deepEqual(valueOf(counted), { tokens: done.promptTokens, method: 'server', errorShare: 0 });
      }
    });

    it('counts a prompt with tools, or says that it cannot', async () => {
      const tools = [{ name: 'read_file', description: 'Reads a file', parameters: { type: 'object', properties: { path: { type: 'string' } } } }];
      const counted = await server.countPrompt(subject.model, { messages: question(subject.model).messages, tools }, signal);
      if (subject.capabilities.countsTools) assert.ok(valueOf(counted).tokens > 0);
      else assert.equal(failureOf(counted).kind, 'unsupported');
    });

    it('counts a text, or says that it cannot', async () => {
      const counted = await server.countText(subject.model, 'The quick brown fox jumps over the lazy dog.', signal);
      if (subject.capabilities.countsText) assert.ok(valueOf(counted).tokens > 0);
      else assert.equal(failureOf(counted).kind, 'unsupported');
    });

    it('unloads a model, or says that it cannot', async () => {
      const unloaded = await server.unload(subject.model, signal);
      if (subject.capabilities.unloads) assert.ok(valueOf(unloaded).how.length > 0);
      else {
        assert.equal(failureOf(unloaded).kind, 'unsupported');
        assert.ok(failureOf(unloaded).detail.length > 0);
      }
    });

    it('loads a model again, or says that it cannot', async () => {
      const loading = await server.load(subject.model, signal);
      if (!subject.capabilities.loads) assert.equal(failureOf(loading).kind, 'unsupported');
      else {
        assert.ok(valueOf(loading).how.length > 0);
        const report = valueOf(await server.report(signal));
        assert.equal(report.models.find((entry) => entry.id === subject.model)?.loaded, true);
      }
    });

    it('says how busy it is, or that it does not', async () => {
      const activity = await server.activity(signal);
      if (!subject.capabilities.tellsActivity) assert.equal(failureOf(activity).kind, 'unsupported');
      else assert.ok((valueOf(activity).runningRequests ?? -1) >= 0);
    });

    it('measures a round trip', async () => {
      assert.ok(valueOf(await server.roundTripMs(signal)) > 0);
    });
  });
}
