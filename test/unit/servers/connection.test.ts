/** Keys, redirects, limits and connections: what the transport does and refuses to do. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { bodyText } from '../../../src/adapters/servers/shared/http/bodyText.ts';
import { type Connection, openConnection } from '../../../src/adapters/servers/shared/http/connection.ts';
import type { Exchange } from '../../../src/adapters/servers/shared/http/exchange.ts';
import type { Failure, Result } from '../../../src/domain/failure.ts';
import type { ServerAccess } from '../../../src/domain/server.ts';
import { chunk, json, lastChunk, reply, streamHead } from '../../fakes/httpReplies.ts';
import { bytes, end, hang, pause, reset, startScriptedServer, type Route, type ScriptedServer } from '../../fakes/scriptedServer.ts';

const signal = new AbortController().signal;

function opened(access: ServerAccess): Connection {
  const connection = openConnection(access);
  if (!connection.ok) assert.fail(connection.failure.detail);
  return connection.value;
}

async function withServer(route: Route, test: (server: ScriptedServer) => Promise<void>): Promise<void> {
  const server = await startScriptedServer(route);
  try {
    await test(server);
  } finally {
    await server.close();
  }
}

function answer(result: Result<Exchange>): Exchange {
  if (!result.ok) assert.fail(`${result.failure.kind}: ${result.failure.detail} ${result.failure.cause ?? ''}`);
  return result.value;
}

function failure(result: Result<Exchange>): Failure {
  assert.ok(!result.ok, 'a failure was expected');
  return result.failure;
}

describe('keys', () => {
  it('go to their own origin in both headers', async () => {
    await withServer(() => json({}), async (server) => {
      answer(await opened({ url: server.url, apiKey: 'marked-key' }).send({ path: '/v1/models', signal }));
      assert.equal(server.requests[0]?.headers['authorization'], 'Bearer marked-key');
      assert.equal(server.requests[0].headers['x-api-key'], 'marked-key');
    });
  });
  it('are left out when there are none', async () => {
    await withServer(() => json({}), async (server) => {
      for (const access of [{ url: server.url }, { url: server.url, apiKey: '' }]) {
        const connection = opened(access);
        assert.equal(connection.hasKey, false);
        answer(await connection.send({ path: '/', signal }));
      }
      for (const request of server.requests) assert.equal('authorization' in request.headers || 'x-api-key' in request.headers, false);
    });
  });
  it('do not cross the internet unencrypted', () => {
    const refused = openConnection({ url: 'http://llm.example.com/v1', apiKey: 'marked-key' });
    assert.ok(!refused.ok && refused.failure.kind === 'insecureAddress');
    assert.doesNotMatch(JSON.stringify(refused), /marked-key/);
    for (const url of ['https://llm.example.com/v1', 'http://192.168.1.5:8000', 'http://localhost:1']) assert.ok(openConnection({ url, apiKey: 'marked-key' }).ok, url);
    assert.ok(openConnection({ url: 'http://llm.example.com/v1' }).ok, 'without a key it is the user’s choice, with a notice in the report');
  });
  it('with a line break are refused without being shown', async () => {
    const refused = failure(await opened({ url: 'http://127.0.0.1:9', apiKey: 'marked\r\nX-Evil: 1' }).send({ path: '/', signal }));
    assert.equal(refused.kind, 'invalidInput');
    assert.doesNotMatch(JSON.stringify(refused), /marked/);
  });
  it('of the user’s own kind go along, in lower case, but cannot change what a request means', async () => {
    await withServer(() => json({}), async (server) => {
      answer(await opened({ url: server.url, headers: { 'X-Team': 'a', Authorization: 'Basic marked' } }).send({ path: '/', signal, body: {} }));
      const [seen] = server.requests;
      assert.deepEqual([seen?.headers['x-team'], seen?.headers['authorization'], seen?.headers['content-type']], ['a', 'Basic marked', 'application/json']);
      assert.equal(opened({ url: server.url, headers: { authorization: 'Basic marked' } }).hasKey, true);
      assert.equal(opened({ url: server.url, headers: { 'x-team': 'a' } }).hasKey, false);
      answer(await opened({ url: server.url, apiKey: 'k', headers: { Authorization: 'Basic marked' } }).send({ path: '/', signal }));
      assert.equal(server.requests[1]?.headers['authorization'], 'Bearer k');
    });
    for (const name of ['Host', 'content-length', 'Transfer-Encoding', 'connection', 'Accept-Encoding', 'Content-Type', 'Upgrade', 'TE', 'Trailer', 'Expect', 'Keep-Alive']) {
      const refused = openConnection({ url: 'http://127.0.0.1:9', headers: { [name]: 'marked' } });
      assert.ok(!refused.ok && refused.failure.kind === 'invalidInput', name);
      assert.equal(refused.failure.detail, `The header "${name}" is set by Plimsoll itself.`);
    }
    for (const [name, value] of [['x y', 'marked'], ['x', 'marked\r\nX-Evil: 1'], ['', 'marked']] as const) {
      const refused = openConnection({ url: 'http://127.0.0.1:9', headers: { [name]: value } });
      assert.ok(!refused.ok && refused.failure.kind === 'invalidInput' && refused.failure.detail.includes(`The header "${name}" has characters`));
      assert.doesNotMatch(JSON.stringify(refused), /marked/);
    }
    const open = openConnection({ url: 'http://llm.example.com', headers: { 'x-team': 'marked' } });
    assert.ok(!open.ok && open.failure.kind === 'insecureAddress', 'a header may be a secret too');
  });
  it('never follow a redirect to another origin', async () => {
    await withServer(() => json({}), async (other) => {
      for (const status of [301, 302, 303, 307, 308]) {
        await withServer(() => reply(status, 'text/plain', '', { Location: `${other.url}/v1/models` }), async (server) => {
          for (const body of [undefined, { prompt: 'secret' }]) {
            const refused = failure(await opened({ url: server.url, apiKey: 'marked-key' }).send({ path: '/v1/models', signal, ...(body === undefined ? {} : { body }) }));
            assert.equal(refused.kind, 'redirected');
            assert.ok(refused.detail.includes(other.url));
          }
        });
      }
      assert.deepEqual(other.requests, [], 'the other origin must not hear anything');
    });
  });
  it('custom headers go to the same origin', async () => {
    await withServer(() => json({}), async (server) => {
      answer(await opened({ url: server.url, headers: { 'cf-access-client-id': 'abc' } }).send({ path: '/', signal }));
      assert.equal(server.requests[0]?.headers['cf-access-client-id'], 'abc');
    });
  });
});

describe('redirects', () => {
  it('within the origin are followed', async () => {
    await withServer((request) => (request.path === '/v1/models' ? reply(301, 'text/plain', '', { Location: '/v1/models/' }) : json({ path: request.path })), async (server) => {
      assert.equal(bodyText(answer(await opened({ url: server.url }).send({ path: '/v1/models', signal })).reads), '{"path":"/v1/models/"}');
    });
  });
  it('keep the body only where HTTP says so', async () => {
    const route = (status: number): Route => (request) => (request.path === '/a' ? reply(status, 'text/plain', '', { Location: '/b' }) : json({ got: request.body }));
    for (const status of [307, 308]) {
      await withServer(route(status), async (server) => assert.equal(bodyText(answer(await opened({ url: server.url }).send({ path: '/a', body: { x: 1 }, signal })).reads), '{"got":"{\\"x\\":1}"}'));
    }
    for (const status of [301, 302, 303]) {
      await withServer(route(status), async (server) => assert.equal(failure(await opened({ url: server.url }).send({ path: '/a', body: { x: 1 }, signal })).kind, 'redirected'));
    }
  });
  it('in a circle are given up', async () => {
    await withServer(() => reply(307, 'text/plain', '', { Location: '/' }), async (server) => {
      assert.match(failure(await opened({ url: server.url }).send({ path: '/', signal })).detail, /circle/);
      assert.equal(server.requests.length, 4);
    });
  });
  it('to nowhere are a failure', async () => {
    for (const headers of [{}, { Location: 'http://' }]) {
      await withServer(() => reply(307, 'text/plain', '', headers), async (server) => {
        const result = await opened({ url: server.url }).send({ path: '/', signal });
        assert.equal(failure(result).kind, 'redirected');
      });
    }
  });
});

describe('connections', () => {
  it('are kept and used again', async () => {
    await withServer(() => json({}), async (server) => {
      const connection = opened({ url: server.url });
      const first = answer(await connection.send({ path: '/', signal }));
      const second = answer(await connection.send({ path: '/', signal }));
      assert.deepEqual([first.reusedConnection, second.reusedConnection], [false, true]);
      assert.equal(second.connectMs, 0);
      assert.ok(first.connectMs > 0);
      assert.deepEqual(server.requests.map((request) => request.connection), [1, 1]);
    });
  });
  it('that died while kept are opened anew once, and that is counted', async () => {
    for (const death of [reset, end]) {
      await withServer((request) => (request.turn === 1 ? json({ connection: request.connection }) : [death]), async (server) => {
        const connection = opened({ url: server.url });
        answer(await connection.send({ path: '/', signal }));
        const second = answer(await connection.send({ path: '/', body: { x: 1 }, signal }));
        assert.equal(second.connectionRetries, 1);
        assert.equal(second.reusedConnection, false);
        assert.equal(bodyText(second.reads), '{"connection":2}');
      });
    }
  });
  it('that die a second time are a failure', async () => {
    await withServer((request) => (request.connection === 1 && request.turn === 1 ? json({}) : [reset]), async (server) => {
      const connection = opened({ url: server.url });
      answer(await connection.send({ path: '/', signal }));
      assert.equal(failure(await connection.send({ path: '/', signal })).kind, 'serverGone');
      assert.equal(server.requests.length, 3);
    });
  });
  it('that die in the middle of an answer are not asked again', async () => {
    await withServer((request) => (request.turn === 1 ? json({}) : [streamHead(), chunk('data: x\n\n'), pause(20), reset]), async (server) => {
      const connection = opened({ url: server.url });
      answer(await connection.send({ path: '/', signal }));
      const second = answer(await connection.send({ path: '/', signal }));
      assert.equal(second.ending.kind, 'cut');
      assert.equal(server.requests.length, 2);
    });
  });
  it('go straight to the server, whatever proxies the environment names', async () => {
    await withServer(() => json({}), async (server) => {
      await withServer(() => json({ proxy: true }), async (proxy) => {
        const before = { ...process.env };
        Object.assign(process.env, { HTTP_PROXY: proxy.url, http_proxy: proxy.url, ALL_PROXY: proxy.url, NODE_USE_ENV_PROXY: '1' });
        try {
          answer(await opened({ url: server.url }).send({ path: '/', signal }));
        } finally {
          for (const name of ['HTTP_PROXY', 'http_proxy', 'ALL_PROXY', 'NODE_USE_ENV_PROXY']) {
            if (before[name] === undefined) Reflect.deleteProperty(process.env, name);
            else process.env[name] = before[name];
          }
        }
        assert.equal(server.requests.length, 1);
        assert.equal(proxy.requests.length, 0);
      });
    });
  });
});

describe('limits', () => {
  const limits = { connectMs: 1_000, idleMs: 120 };
  it('silence before the first byte', async () => {
    await withServer(() => [hang], async (server) => {
      const silent = failure(await opened({ url: server.url }).send({ path: '/', signal, limits }));
      assert.equal(silent.kind, 'noFirstByte');
      assert.match(silent.detail, /0\.1 s/);
    });
  });
  it('silence in the middle keeps what came', async () => {
    await withServer(() => [streamHead(), chunk('abc'), hang], async (server) => {
      const exchange = answer(await opened({ url: server.url }).send({ path: '/', signal, limits }));
      assert.deepEqual(exchange.ending, { kind: 'silent', limitMs: 120 });
      assert.equal(bodyText(exchange.reads), 'abc');
    });
  });
  it('a slow but steady stream is none', async () => {
    const drip = Array.from({ length: 6 }, (_, place) => [chunk(String(place)), pause(60)]).flat();
    await withServer(() => [streamHead(), ...drip, lastChunk], async (server) => {
      const exchange = answer(await opened({ url: server.url }).send({ path: '/', signal, limits }));
      assert.equal(exchange.ending.kind, 'ended');
      assert.equal(bodyText(exchange.reads), '012345');
      assert.ok(exchange.totalMs >= 300);
    });
  });
  it('the total time', async () => {
    const drip = Array.from({ length: 30 }, () => [chunk('x'), pause(20)]).flat();
    await withServer(() => [streamHead(), ...drip, lastChunk], async (server) => {
      const exchange = answer(await opened({ url: server.url }).send({ path: '/', signal, limits: { ...limits, totalMs: 200 } }));
      assert.deepEqual(exchange.ending, { kind: 'overlong', limitMs: 200 });
    });
  });
  it('a busy thread does not mistake bytes that wait for silence', async () => {
    await withServer(() => [streamHead(), chunk('a'), pause(20), chunk('b'), lastChunk], async (server) => {
      const running = opened({ url: server.url }).send({ path: '/', signal, limits });
      setTimeout(() => {
        for (const until = performance.now() + 300; performance.now() < until; );
      }, 10);
      const exchange = answer(await running);
      assert.equal(exchange.ending.kind, 'ended');
    });
  });
});

describe('the clock', () => {
  it('starts when the request is handed to the socket and stamps each read', async () => {
    await withServer(() => [streamHead(), pause(80), chunk('a'), pause(80), chunk('b'), lastChunk], async (server) => {
      const { firstByteMs, reads, totalMs } = answer(await opened({ url: server.url }).send({ path: '/', signal }));
      const [first, second] = reads;
      assert.ok(first && second);
      assert.ok(firstByteMs >= 0 && firstByteMs < first.atMs);
      assert.ok(first.atMs >= 75 && second.atMs - first.atMs >= 75 && totalMs >= second.atMs);
      assert.notEqual(first.read, second.read);
    });
  });
  it('gives chunks of one read one time and one number', async () => {
    const parts = [streamHead(), chunk('a'), chunk('b'), chunk('c'), lastChunk].map((step) => (step.kind === 'bytes' ? Buffer.from(step.bytes) : Buffer.alloc(0)));
    await withServer(() => [bytes(Buffer.concat(parts))], async (server) => {
      const { reads } = answer(await opened({ url: server.url }).send({ path: '/', signal }));
      assert.equal(reads.length, 3);
      assert.equal(new Set(reads.map((read) => read.read)).size, 1);
      assert.equal(new Set(reads.map((read) => read.atMs)).size, 1);
    });
  });
  it('adds no listener that outlives the request', async () => {
    await withServer(() => json({}), async (server) => {
      const connection = opened({ url: server.url });
      const warnings: Error[] = [];
      const onWarning = (warning: Error): unknown => warnings.push(warning);
      process.on('warning', onWarning);
      for (let turn = 0; turn < 30; turn += 1) answer(await connection.send({ path: '/', signal }));
      await new Promise((resolve) => setImmediate(resolve));
      process.off('warning', onWarning);
      assert.deepEqual(warnings, []);
      assert.equal(server.requests.at(-1)?.turn, 30);
    });
  });
});
