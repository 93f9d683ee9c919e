/** Promise: Plimsoll connects to configured origins and the loopback ports it probes, and to nothing else. */
import assert from 'node:assert/strict';
import dns from 'node:dns';
import net from 'node:net';
import { after, before, describe, it, mock } from 'node:test';
import { connectServer } from '../../../src/adapters/servers/connectServer.ts';
import { defaultAddresses, defaultPorts } from '../../../src/probe/defaultAddresses.ts';
import { probeServers } from '../../../src/probe/probeServers.ts';
import { json, reply } from '../../fakes/httpReplies.ts';
import { startScriptedServer, type ScriptedServer } from '../../fakes/scriptedServer.ts';

const signal = new AbortController().signal;

/** Every destination a socket of this process was sent to since the last call. */
function reached(): ReadonlySet<string> {
  const destinations = connect.mock.calls.map(({ arguments: args }) => {
    const given: readonly unknown[] = args;
    const [first]: readonly unknown[] = Array.isArray(given[0]) ? (given[0] as readonly unknown[]) : given;
    return typeof first === 'object' && first !== null && 'port' in first && 'host' in first ? `${String(first.host)}:${String(first.port)}` : JSON.stringify(first);
  });
  connect.mock.resetCalls();
  return new Set(destinations);
}

const connect = mock.method(net.Socket.prototype, 'connect');
const lookup = mock.method(dns, 'lookup');

describe('only configured origins', () => {
  let evil: ScriptedServer;
  before(async () => {
    // a server that tries to lead the client elsewhere by every means an answer has
    evil = await startScriptedServer((request) => {
      if (request.path === '/props') return reply(302, 'text/plain', '', { Location: 'http://elsewhere.example.com/props' });
      if (request.path === '/v1/models') return reply(200, 'application/json', JSON.stringify({ data: [{ id: 'http://elsewhere.example.com/model', root: 'https://elsewhere.example.com' }], next: 'http://elsewhere.example.com' }), { Link: '<http://elsewhere.example.com>; rel="next"', Refresh: '0; url=http://elsewhere.example.com', 'Alt-Svc': 'h2="elsewhere.example.com:443"' });
      if (request.path === '/v1/chat/completions') return reply(307, 'text/plain', '', { Location: '//elsewhere.example.com/v1/chat/completions' });
      return json({ error: 'http://elsewhere.example.com' }, 404);
    });
  });
  after(async () => {
    mock.restoreAll();
    await evil.close();
  });

  it('a probe reaches the usual ports of this machine and no other', async () => {
    connect.mock.resetCalls();
    await probeServers(defaultAddresses, connectServer, signal);
    assert.deepEqual(reached(), new Set(defaultPorts.map((port) => `127.0.0.1:${port}`)));
  });

  it('a server cannot lead a client elsewhere', async () => {
    connect.mock.resetCalls();
    const { servers } = await probeServers([{ url: evil.url, apiKey: 'marked-key' }], connectServer, signal, { checksToolCalls: true });
    const [found] = servers;
    assert.ok(found);
    const server = await connectServer({ url: evil.url, apiKey: 'marked-key' }, signal);
    assert.ok(server.ok);
    const model = found.models[0]?.id ?? '';
    const answer = await server.value.complete({ model, messages: [{ role: 'user', content: 'hello' }], maxOutputTokens: 1, temperature: 0 }, { signal, idleTimeoutMs: 1_000 });
    assert.ok(!answer.ok && answer.failure.kind === 'redirected');
    assert.deepEqual(reached(), new Set([`127.0.0.1:${evil.port}`]));
  });

  it('no name but a configured one is looked up', () => {
    const names = lookup.mock.calls.map(({ arguments: args }) => args[0]);
    assert.deepEqual(names.filter((name) => name !== '127.0.0.1' && name !== 'localhost'), []);
  });
});
