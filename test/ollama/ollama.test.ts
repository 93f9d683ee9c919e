/** The contract suite and Ollama's own traps, put to a real Ollama. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { InferenceServer } from '../../src/ports/inferenceServer.ts';
import { connected, failureOf, question, serverContract, valueOf } from '../contract/serverContract.ts';
import { createOllamaFake } from '../fakes/protocols/ollamaFake.ts';
import { startOllama } from '../real/ollamaServer.ts';

const signal = new AbortController().signal;
const options = { signal, idleTimeoutMs: 300_000 };
/** Small, so that loading is quick; Ollama's default would be 4096. */
const contextWindow = 512;
const { url, model, stop } = await startOllama(contextWindow);

serverContract('real Ollama', 'ollama', async () => {
  const server = await connected(url);
  valueOf(await server.complete(question(model, { maxOutputTokens: 2 }), options)); // loads it
  return { url, model, capabilities: createOllamaFake().capabilities, close: () => Promise.resolve() };
});

describe('real Ollama', () => {
  let server: InferenceServer;
  before(async () => {
    server = await connected(url);
  });
  after(stop);

  it('says what it has: family, quantisation, size, training window, digest', async () => {
    const found = valueOf(await server.report(signal)).models.find((entry) => entry.id === model);
    assert.ok(found);
    assert.deepEqual([found.family, found.quantization, found.parameterCount, found.trainedContextWindow, found.supportsVision], ['llama', 'Q4_1', 134515008, 8192, false]);
    assert.match(found.digest ?? '', /^[0-9a-f]{64}$/);
    assert.ok((found.sizeBytes ?? 0) > 90e6);
  });

  it('loads cold after unloading and says how long the load took', async () => {
    valueOf(await server.complete(question(model, { maxOutputTokens: 2 }), options));
    assert.equal(valueOf(await server.report(signal)).models[0]?.loaded, true);
    valueOf(await server.unload(model, signal));
    assert.equal(valueOf(await server.report(signal)).models[0]?.loaded, false);
    const cold = valueOf(await server.complete(question(model, { maxOutputTokens: 2 }), options));
    const warm = valueOf(await server.complete(question(model, { maxOutputTokens: 2 }), options));
    assert.ok((cold.server?.loadMs ?? 0) > 2 * (warm.server?.loadMs ?? 0), `cold ${cold.server?.loadMs}, warm ${warm.server?.loadMs}`);
  });

  it('serves its own window or the one a request asks for, and reports which', async () => {
    for (const asked of [undefined, 1024]) {
      valueOf(await server.complete(question(model, { maxOutputTokens: 2, ...(asked === undefined ? {} : { contextWindow: asked }) }), options));
      const [found] = valueOf(await server.report(signal)).models;
      assert.deepEqual([found?.contextWindow, found?.contextWindowSource, found?.cpuOffloadShare], [asked ?? contextWindow, '/api/ps context_length', 1]);
    }
  });

  it('says which model is missing and how to pull it', async () => {
    const failure = failureOf(await server.complete(question('nope:1b'), options));
    assert.equal(failure.kind, 'modelMissing');
    assert.match(failure.advice, /ollama pull nope:1b/);
  });

  it('says that the model knows no tools', async () => {
    const tools = [{ name: 'read_file', description: 'Reads', parameters: { type: 'object', properties: {} } }];
    assert.equal(failureOf(await server.complete(question(model, { tools }), options)).kind, 'toolCallsDisabled');
  });

  it('stops generating when the request is cancelled', async () => {
    const abort = new AbortController();
    const running = server.complete(question(model, { messages: [{ role: 'user', content: 'Count to ten thousand.' }], maxOutputTokens: 450 }), { ...options, signal: abort.signal, onTick: () => abort.abort() });
    assert.equal(failureOf(await running).kind, 'cancelled');
    // One request at a time: the next answer would wait for 450 tokens if the first were still running.
    const next = valueOf(await server.complete(question(model, { maxOutputTokens: 2 }), options));
    assert.ok(next.complete);
  });
});
