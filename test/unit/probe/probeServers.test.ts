/** Probing is a story over ports: fakes answer here, sockets do not. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { fail, ok, type Result } from '../../../src/domain/failure.ts';
import type { ServerReport } from '../../../src/domain/server.ts';
import type { InferenceServer } from '../../../src/ports/inferenceServer.ts';
import { defaultAddresses, defaultPorts, type ProbeAddress } from '../../../src/probe/defaultAddresses.ts';
import { noticesFor } from '../../../src/probe/noticesFor.ts';
import { probeServers } from '../../../src/probe/probeServers.ts';

const signal = new AbortController().signal;
const identity = { url: 'http://127.0.0.1:8000', kind: 'vllm', location: 'loopback' } as const;
const healthy: ServerReport = { ...identity, models: [{ id: 'm', loaded: true, contextWindow: 32768 }, { id: 'cold', loaded: false }], notices: [] };

const unused = (): never => assert.fail('not expected to be called');

function fakeServer(more: Partial<InferenceServer> = {}): InferenceServer {
  return { identity, report: () => Promise.resolve(ok(healthy)), complete: unused, countPrompt: unused, countText: unused, load: unused, unload: unused, activity: () => Promise.resolve(fail('unsupported', 'does not say', '')), roundTripMs: unused, ...more };
}

const refused = fail('serverGone', 'Nothing listens.', 'Start it.');
const untilAborted = (stop: AbortSignal): Promise<Result<never>> =>
  new Promise((resolve) => stop.addEventListener('abort', () => resolve(fail('cancelled', 'The request was cancelled.', ''))));

describe('probing', () => {
  it('looks at the ports of the mission, on loopback only', () => {
    assert.deepEqual([...defaultPorts], [11434, 8000, 8080, 9931, 1234, 5000]);
    for (const { url, isDefault } of defaultAddresses) assert.ok(url.startsWith('http://127.0.0.1:') && isDefault === true);
  });

  it('asks all addresses at the same time', async () => {
    let asking = 0;
    let most = 0;
    const connect = async (): Promise<Result<InferenceServer>> => {
      asking += 1;
      most = Math.max(most, asking);
      await new Promise((resolve) => setTimeout(resolve, 20));
      asking -= 1;
      return refused;
    };
    await probeServers(defaultAddresses, connect, signal);
    assert.equal(most, defaultAddresses.length);
  });

  it('says in one line that nobody answers', async () => {
    const report = await probeServers(defaultAddresses, () => Promise.resolve(refused), signal);
    assert.deepEqual(report.servers, []);
    assert.equal(report.failures.length, 1);
    assert.match(report.failures[0]?.failure.detail ?? '', /11434, 8000, 8080, 9931, 1234, 5000/);
    assert.match(report.failures[0]?.failure.advice ?? '', /ollama serve.*vllm serve.*llama-server/);
  });

  it('is silent about empty ports when somebody answers', async () => {
    const connect = ({ url }: ProbeAddress): Promise<Result<InferenceServer>> => Promise.resolve(url.endsWith(':8000') ? ok(fakeServer()) : refused);
    const report = await probeServers(defaultAddresses, connect, signal);
    assert.deepEqual([report.servers.length, report.failures], [1, []]);
  });

  it('speaks of a configured address that does not answer', async () => {
    const report = await probeServers([{ url: 'http://h:1' }, ...defaultAddresses], () => Promise.resolve(refused), signal);
    assert.deepEqual(report.failures, [{ url: 'http://h:1', failure: refused.failure }]);
  });

  it('speaks of a default port that wants a key or is loading, not of strangers there', async () => {
    const kinds = ['unauthorised', 'busy', 'notAnApi', 'wrongPath', 'noFirstByte', 'serverGone'] as const;
    const connect = ({ url }: ProbeAddress): Promise<Result<InferenceServer>> => Promise.resolve(fail(kinds[defaultAddresses.findIndex((one) => one.url === url)] ?? 'internal', 'x', ''));
    const report = await probeServers(defaultAddresses, connect, signal);
    assert.deepEqual(report.failures.map(({ failure }) => failure.kind), ['unauthorised', 'busy']);
  });

  it('gives up addresses that hang, while connecting and while reporting', async () => {
    const hanging = fakeServer({ report: untilAborted });
    for (const connect of [(_: ProbeAddress, stop: AbortSignal) => untilAborted(stop), () => Promise.resolve(ok(hanging))]) {
      const report = await probeServers([{ url: 'http://h:1' }], connect, signal, { timeLimitMs: 30 });
      assert.equal(report.failures[0]?.failure.kind, 'noFirstByte');
    }
  });

  it('passes on that the user cancelled', async () => {
    const abort = new AbortController();
    const running = probeServers([{ url: 'http://h:1' }], (_, stop) => untilAborted(stop), abort.signal);
    abort.abort();
    assert.equal((await running).failures[0]?.failure.kind, 'cancelled');
  });

  it('hands each address its own key and no other', async () => {
    const seen: ProbeAddress[] = [];
    const addresses = [{ url: 'http://a:1', apiKey: 'ka' }, { url: 'http://b:1' }];
    await probeServers(addresses, (address) => (seen.push(address), Promise.resolve(refused)), signal);
    assert.deepEqual(seen, addresses);
  });

  it('checks tool calls only when asked, only of loaded models', async () => {
    const asked: string[] = [];
    const off = fail('toolCallsDisabled', 'vLLM refuses tool calls.', '--enable-auto-tool-choice');
    const server = fakeServer({
      complete: (request) => {
        asked.push(`${request.model} ${request.maxOutputTokens} ${request.toolChoice ?? ''} ${request.tools?.length ?? 0}`);
        return Promise.resolve(off);
      },
    });
    const connect = (): Promise<Result<InferenceServer>> => Promise.resolve(ok(server));
    await probeServers([{ url: 'u' }], connect, signal);
    assert.deepEqual(asked, []);
    const report = await probeServers([{ url: 'u' }], connect, signal, { checksToolCalls: true });
    assert.deepEqual(asked, ['m 1 auto 1']);
    assert.deepEqual(report.servers[0]?.notices, [off.failure]);
    assert.deepEqual(report.servers[0].models.map((model) => model.supportsTools), [false, undefined]);
  });

  it('does not blame tool calls for another failure', async () => {
    const server = fakeServer({ complete: () => Promise.resolve(fail('busy', 'x', '')) });
    const report = await probeServers([{ url: 'u' }], () => Promise.resolve(ok(server)), signal, { checksToolCalls: true });
    assert.deepEqual(report.servers[0]?.notices, []);
  });
});

describe('notices', () => {
  it('plain http to the internet', () => {
    const kinds = (url: string, location: ServerReport['location']): unknown => noticesFor({ ...healthy, url, location }).map((notice) => notice.kind);
    assert.deepEqual(kinds('http://llm.example.com', 'public'), ['insecureAddress']);
    assert.deepEqual(kinds('https://llm.example.com', 'public'), []);
    assert.deepEqual(kinds('http://192.168.1.2:1', 'private'), []);
  });
  it('a server without models, with the command that pulls one', () => {
    assert.match(noticesFor({ ...healthy, kind: 'ollama', models: [] })[0]?.advice ?? '', /ollama pull/);
    assert.equal(noticesFor({ ...healthy, models: [] })[0]?.kind, 'modelMissing');
  });
});
