/** Who answers is told by fingerprint, never by port; what is wrong is said in words. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { connectServer } from '../../../src/adapters/servers/connectServer.ts';
import type { ServerIdentity } from '../../../src/domain/server.ts';
import type { Failure, Result } from '../../../src/domain/failure.ts';
import { html, json, reply } from '../../fakes/httpReplies.ts';
import { listed, props } from '../../fakes/protocols/llamaCppFake.ts';
import { tabbyFake } from '../../fakes/protocols/tabbyFake.ts';
import { createVllmFake } from '../../fakes/protocols/vllmFake.ts';
import { end, reset, startScriptedServer, type Route, type Step } from '../../fakes/scriptedServer.ts';

const signal = new AbortController().signal;
const notFound = json({ detail: 'Not Found' }, 404);

async function identify(route: Route, apiKey?: string): Promise<Result<ServerIdentity>> {
  const server = await startScriptedServer(route);
  try {
    const connected = await connectServer({ url: server.url, ...(apiKey === undefined ? {} : { apiKey }) }, signal);
    return connected.ok ? { ok: true, value: connected.value.identity } : connected;
  } finally {
    await server.close();
  }
}

const paths = (known: Readonly<Record<string, readonly Step[]>>, otherwise: readonly Step[] = notFound): Route => (request) => known[request.path] ?? otherwise;

async function kindOf(route: Route): Promise<string> {
  const found = await identify(route);
  return found.ok ? found.value.kind : `failure ${found.failure.kind}: ${found.failure.detail}`;
}

async function failureFrom(route: Route, apiKey?: string): Promise<Failure> {
  const found = await identify(route, apiKey);
  assert.ok(!found.ok, 'a failure was expected');
  return found.failure;
}

const models = (...data: object[]): readonly Step[] => json({ object: 'list', data });

describe('identifying a server', () => {
  it('TabbyAPI before llama.cpp, whose /props it answers too', async () => {
    assert.equal(await kindOf(tabbyFake.route), 'tabby');
  });
  it('Ollama needs its version and its list', async () => {
    assert.equal(await kindOf(paths({ '/api/version': json({ version: '0.17.4' }), '/api/tags': json({ models: [] }) })), 'ollama');
  });
  it('a version alone is not Ollama', async () => {
    assert.equal(await kindOf(paths({ '/api/version': json({ version: '1' }), '/v1/models': models({ id: 'm' }) })), 'openai');
  });
  it('LM Studio answers unknown paths with status 200 and an error', async () => {
    assert.equal(await kindOf(paths({ '/api/v0/models': json({ data: [{ id: 'm', state: 'loaded' }] }) }, json({ error: 'Unexpected endpoint or method.' }))), 'lmstudio');
  });
  it('vLLM by its version and its list', async () => {
    assert.equal(await kindOf(paths({ '/version': json({ version: '0.32.0' }), '/v1/models': models({ id: 'm', max_model_len: 100 }) })), 'vllm');
  });
  it('a list with max_model_len but no /version is some other server', async () => {
    assert.equal(await kindOf(paths({ '/v1/models': models({ id: 'm', max_model_len: 100, owned_by: 'sglang' }) })), 'openai');
  });
  it('llama.cpp by /props alone', async () => {
    assert.equal(await kindOf(paths({ '/props': json(props), '/v1/models': models({ id: 'm' }) })), 'llamacpp');
  });
  it('llama.cpp by its list alone (started with --no-props)', async () => {
    assert.equal(await kindOf(paths({ '/v1/models': json(listed) })), 'llamacpp');
  });
  it('llama.cpp as a router', async () => {
    assert.equal(await kindOf(paths({ '/props': json({ role: 'router' }), '/v1/models': models({ id: 'm' }) })), 'llamacpp');
  });
  it('anything with a model list is OpenAI-compatible', async () => {
    assert.equal(await kindOf(paths({ '/v1/models': models() })), 'openai');
  });
});

describe('saying what is wrong', () => {
  it('nobody listens: the connection was refused, with a command for the usual port', async () => {
    const server = await startScriptedServer(() => [end]);
    await server.close();
    const gone = await connectServer({ url: server.url }, signal);
    assert.ok(!gone.ok && gone.failure.kind === 'serverGone' && /refused/.test(gone.failure.detail));
    const { startCommandFor } = await import('../../../src/adapters/servers/shared/failures/startCommand.ts');
    assert.match(startCommandFor('11434'), /ollama serve/);
    assert.match(startCommandFor('8000'), /vllm serve .*--enable-auto-tool-choice/);
    assert.match(startCommandFor('8080'), /llama-server/);
    assert.match(startCommandFor('4711'), /host and port/);
  });
  it('a web page', async () => {
    const failure = await failureFrom(() => html(200));
    assert.equal(failure.kind, 'notAnApi');
    assert.match(failure.detail, /Welcome to nginx!/);
  });
  it('a key that is asked for', async () => {
    const route = paths({ '/version': json({ version: '0.32.0' }), '/v1/models': json({ error: 'Unauthorized' }, 401) });
    assert.match((await failureFrom(route)).detail, /asks for a key and none is set/);
    assert.match((await failureFrom(route, 'wrong')).detail, /refuses the key/);
  });
  it('llama.cpp with a key: its list is open, its properties are not', async () => {
    const route = paths({ '/v1/models': json(listed), '/props': json({ error: { code: 401, message: 'Invalid API Key', type: 'authentication_error' } }, 401) });
    assert.equal((await failureFrom(route)).kind, 'unauthorised');
  });
  it('a right key opens the door and is sent to no other path than this origin’s', async () => {
    const vllm = createVllmFake('v0.32.0');
    const found = await identify((request) => (request.path === '/v1/models' && request.headers['authorization'] !== 'Bearer k' ? json({ error: 'Unauthorized' }, 401) : vllm.route(request)), 'k');
    assert.ok(found.ok && found.value.kind === 'vllm');
  });
  it('a server that is loading', async () => {
    assert.equal((await failureFrom(() => json({ error: { code: 503, message: 'Loading model', type: 'unavailable_error' } }, 503))).kind, 'busy');
  });
  it('another API under the address', async () => {
    assert.equal((await failureFrom(() => notFound)).kind, 'wrongPath');
  });
  it('another protocol on the port', async () => {
    assert.equal((await failureFrom(() => [{ kind: 'bytes', bytes: 'SSH-2.0-OpenSSH_9.2\r\n' }, end])).kind, 'notAnApi');
  });
  it('connections that are reset', async () => {
    assert.equal((await failureFrom(() => [reset])).kind, 'serverGone');
  });
  it('a redirect to another origin', async () => {
    const failure = await failureFrom(() => reply(307, 'text/plain', '', { Location: 'https://login.example.com/' }));
    assert.equal(failure.kind, 'redirected');
    assert.match(failure.detail, /login\.example\.com/);
  });
  it('cancelling', async () => {
    const gone = await connectServer({ url: 'http://127.0.0.1:9' }, AbortSignal.abort());
    assert.ok(!gone.ok && gone.failure.kind === 'cancelled');
  });
  it('an address that is none', async () => {
    const gone = await connectServer({ url: 'nonsense://' }, signal);
    assert.ok(!gone.ok && gone.failure.kind === 'invalidInput');
  });
});
