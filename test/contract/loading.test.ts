/** Loading a model by each product's own way, with every way in which it can go wrong. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { json, line, reply, sse, streamHead, chunk } from '../fakes/httpReplies.ts';
import { llamaCppRouterFake } from '../fakes/protocols/llamaCppFake.ts';
import { lmStudioFake } from '../fakes/protocols/lmStudioFake.ts';
import { createOllamaFake } from '../fakes/protocols/ollamaFake.ts';
import type { ProtocolFake } from '../fakes/protocols/protocolFake.ts';
import { tabbyFake } from '../fakes/protocols/tabbyFake.ts';
import { end, hang, type ScriptedServer, type SeenRequest, startScriptedServer, type Step } from '../fakes/scriptedServer.ts';
import type { Result } from '../../src/domain/failure.ts';
import type { InferenceServer } from '../../src/ports/inferenceServer.ts';
import { connected, failureOf, valueOf } from './serverContract.ts';

const { signal } = new AbortController();

type Own = (request: SeenRequest) => readonly Step[] | undefined;

async function withServer(fake: ProtocolFake, own: Own, test: (server: InferenceServer, scripted: ScriptedServer) => Promise<void>): Promise<void> {
  const scripted = await startScriptedServer((request) => own(request) ?? fake.route(request));
  try {
    await test(await connected(scripted.url), scripted);
  } finally {
    await scripted.close();
  }
}

type Loaded = Result<{ readonly how: string }>;

async function loadWith(fake: ProtocolFake, own: Own, test: (loaded: Loaded, bodies: readonly unknown[]) => void, stop = signal): Promise<void> {
  await withServer(fake, own, async (server, { requests }) => {
    const loaded = await server.load(fake.model, stop);
    test(loaded, requests.filter(({ method }) => method === 'POST').map(({ body }): unknown => JSON.parse(body)));
  });
}

const on = (path: string, steps: readonly Step[]): Own => (request) => (request.path === path ? steps : undefined);

describe('Ollama loads', () => {
  const fake = createOllamaFake();
  it('by a generation without a prompt', () => loadWith(fake, () => undefined, (loaded, bodies) => {
    assert.equal(valueOf(loaded).how, 'POST /api/generate without a prompt');
    assert.deepEqual(bodies, [{ model: fake.model, stream: false }]);
  }));
  it('what it has, and says how to get what it has not', () => loadWith(fake, on('/api/generate', json({ error: `model '${fake.model}' not found` }, 404)), (loaded) => {
    assert.equal(failureOf(loaded).kind, 'modelMissing');
    assert.match(failureOf(loaded).advice, /ollama pull qwen3:8b/);
  }));
  it('what fits', () => loadWith(fake, on('/api/generate', json({ error: 'model requires more system memory (18.4 GiB) than is available (12.1 GiB)' }, 500)), (loaded) => assert.equal(failureOf(loaded).kind, 'outOfMemory')));
  it('until it is cancelled', async () => {
    const abort = new AbortController();
    setTimeout(() => abort.abort(), 50);
    await loadWith(fake, on('/api/generate', [hang]), (loaded) => assert.equal(failureOf(loaded).kind, 'cancelled'), abort.signal);
  });
});

describe('a llama.cpp router loads', () => {
  const { model } = llamaCppRouterFake;
  const list = (status: object): readonly Step[] => json({ object: 'list', data: [{ id: model, object: 'model', owned_by: 'llamacpp', status }] });
  /** Says these states one after the other, each time it is asked after it was told to load. */
  const states = (...after: readonly object[]): Own => {
    let asked = -1;
    return ({ path }) => {
      if (path === '/models/load') {
        asked = 0;
        return json({ success: true });
      }
      if (path !== '/models') return undefined;
      return asked === -1 ? list({ value: 'unloaded' }) : list(after[Math.min(asked++, after.length - 1)] ?? {});
    };
  };
  it('in a process of its own, and is asked until it is there', () => loadWith(llamaCppRouterFake, states({ value: 'loading' }, { value: 'loading' }, { value: 'loaded' }), (loaded, bodies) => {
    assert.equal(valueOf(loaded).how, 'POST /models/load');
    assert.deepEqual(bodies, [{ model }]);
  }));
  it('and says when that process died', () => loadWith(llamaCppRouterFake, states({ value: 'loading' }, { value: 'unloaded', failed: true, exit_code: 1 }), (loaded) => {
    assert.equal(failureOf(loaded).kind, 'serverError');
    assert.match(failureOf(loaded).detail, /could not load "SmolLM2.*exit code 1/);
  }));
  it('until it is cancelled', async () => {
    const abort = new AbortController();
    setTimeout(() => abort.abort(), 60);
    await loadWith(llamaCppRouterFake, states({ value: 'loading' }), (loaded) => assert.equal(failureOf(loaded).kind, 'cancelled'), abort.signal);
  });
  it('what it knows', () => loadWith(llamaCppRouterFake, (request) => (request.path === '/models/load' ? json({ error: { code: 404, message: 'model not found: x', type: 'not_found_error' } }, 404) : states()(request)), (loaded) => assert.equal(failureOf(loaded).kind, 'modelMissing')));
});

describe('LM Studio loads', () => {
  const { model } = lmStudioFake;
  const list = (loaded_instances: readonly object[]): readonly Step[] => json({ models: [{ type: 'llm', key: model, loaded_instances }] });
  const unloaded = (answer: readonly Step[]): Own => ({ path }) => (path === '/api/v1/models' ? list([]) : path === '/api/v1/models/load' ? answer : undefined);
  it('by its v1 API', () => loadWith(lmStudioFake, unloaded(json({ type: 'llm', instance_id: model, load_time_seconds: 3.2, status: 'loaded' })), (loaded, bodies) => {
    assert.equal(valueOf(loaded).how, 'POST /api/v1/models/load');
    assert.deepEqual(bodies, [{ model }]);
  }));
  it('nothing twice', () => loadWith(lmStudioFake, () => undefined, (loaded, bodies) => {
    assert.equal(valueOf(loaded).how, 'was loaded already');
    assert.deepEqual(bodies, []);
  }));
  it('what fits', () => loadWith(lmStudioFake, unloaded(json({ error: 'Model loading was stopped due to insufficient system resources.' })), (loaded) => assert.equal(failureOf(loaded).kind, 'outOfMemory')));
  it('what it has', () => withServer(lmStudioFake, () => undefined, async (server) => {
    const failure = failureOf(await server.load('nope', signal));
    assert.deepEqual([failure.kind, failure.advice], ['modelMissing', 'Download it: lms get nope']);
  }));
});

describe('TabbyAPI loads', () => {
  const step = (status: string): string => sse({ model_type: 'model', module: 1, modules: 2, status });
  const stream = (...events: readonly string[]): Own => on('/v1/model/load', reply(200, 'text/event-stream', events.join('')));
  it('with a stream of steps', () => loadWith(tabbyFake, stream(step('processing'), step('finished')), (loaded, bodies) => {
    assert.equal(valueOf(loaded).how, 'POST /v1/model/load');
    assert.deepEqual(bodies, [{ model_name: tabbyFake.model }]);
  }));
  it('for the admin only', () => loadWith(tabbyFake, on('/v1/model/load', json({ detail: 'Invalid admin key' }, 401)), (loaded) => {
    assert.equal(failureOf(loaded).kind, 'unauthorised');
    assert.match(`${failureOf(loaded).detail} ${failureOf(loaded).advice}`, /loads models only with the admin key.*api_tokens\.yml/);
  }));
  it('what fits: an error in the middle of the steps', () => loadWith(tabbyFake, stream(step('processing'), sse({ error: { message: 'CUDA out of memory. Tried to allocate 1.50 GiB', trace: '' } })), (loaded) => assert.equal(failureOf(loaded).kind, 'outOfMemory')));
  it('wholly: a stream that ends before the last step is a failure', () => loadWith(tabbyFake, stream(step('processing')), (loaded) => {
    assert.equal(failureOf(loaded).kind, 'incompleteStream');
    assert.match(failureOf(loaded).advice, /max_seq_len/);
  }));
  it('wholly: so is one that is cut after it', () => loadWith(tabbyFake, on('/v1/model/load', [streamHead(), chunk(step('finished')), end]), (loaded) => assert.equal(failureOf(loaded).kind, 'incompleteStream')));
  it('not at all when it dies', () => loadWith(tabbyFake, on('/v1/model/load', [end]), (loaded) => assert.equal(failureOf(loaded).kind, 'serverGone')));
  it('nothing by an answer of another kind', () => loadWith(tabbyFake, on('/v1/model/load', reply(200, 'text/plain', line({}))), (loaded) => assert.equal(failureOf(loaded).kind, 'incompleteStream')));
});
