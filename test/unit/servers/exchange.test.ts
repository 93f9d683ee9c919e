/** One request on the wire, to the last field: what each ending looks like, what is said, and what is left behind. */
import assert from 'node:assert/strict';
import { getEventListeners } from 'node:events';
import http from 'node:http';
import https from 'node:https';
import net from 'node:net';
import { describe, it } from 'node:test';
import type { Exchange, ExchangeRequest } from '../../../src/adapters/servers/shared/http/exchange.ts';
import { createOriginAgents } from '../../../src/adapters/servers/shared/http/originAgents.ts';
import { sendExchange } from '../../../src/adapters/servers/shared/http/sendExchange.ts';
import type { Failure, Result } from '../../../src/domain/failure.ts';
import { chunk, json, lastChunk, reply, streamHead } from '../../fakes/httpReplies.ts';
import { end, hang, pause, reset, type Route, type ScriptedServer, startScriptedServer, type Step } from '../../fakes/scriptedServer.ts';
import { startTlsFront } from '../../fakes/tlsFront.ts';

const limits = { connectMs: 2_000, idleMs: 2_000 };

interface Asked {
  readonly result: Result<Exchange>;
  readonly signal: AbortSignal;
  readonly tookMs: number;
}

async function withServer<T>(route: Route, work: (server: ScriptedServer) => Promise<T>): Promise<T> {
  const server = await startScriptedServer(route);
  try {
    return await work(server);
  } finally {
    await server.close();
  }
}

async function send(url: string, more: Partial<ExchangeRequest> = {}, agents = createOriginAgents(url.startsWith('https'), true)): Promise<Asked> {
  const signal = more.signal ?? new AbortController().signal;
  const began = performance.now();
  const result = await sendExchange({ url: new URL(url), method: 'GET', headers: {}, limits, signal, maxBodyBytes: 1_000, ...more }, agents);
  return { result, signal, tookMs: performance.now() - began };
}

const ask = (steps: readonly Step[], more: Partial<ExchangeRequest> = {}): Promise<Asked> => withServer(() => steps, (server) => send(`${server.url}/x`, more));

function answerIn({ result }: Asked): Exchange {
  if (!result.ok) assert.fail(result.failure.detail);
  return result.value;
}

function failureIn({ result }: Asked): Failure {
  assert.ok(!result.ok, 'a failure was expected');
  return result.failure;
}

describe('an answer', () => {
  it('has its status, headers, bytes and times', async () => {
    const asked = await ask([...reply(201, 'text/plain', 'hello')]);
    const { status, headers, reads, ending, connectMs, reusedConnection, connectionRetries, firstByteMs, totalMs } = answerIn(asked);
    assert.deepEqual([status, headers['content-type'], Buffer.concat(reads.map(({ bytes }) => bytes)).toString(), ending, reusedConnection, connectionRetries], [201, 'text/plain', 'hello', { kind: 'ended' }, false, 0]);
    for (const ms of [connectMs, firstByteMs, totalMs, ...reads.map(({ atMs }) => atMs)]) assert.ok(ms >= 0 && ms <= asked.tookMs, `${ms} of ${asked.tookMs}`);
    assert.ok(connectMs > 0 && connectMs + totalMs <= asked.tookMs + 1 && firstByteMs <= totalMs);
    assert.equal(getEventListeners(asked.signal, 'abort').length, 0);
  });

  it('numbers its reads upwards from 1', async () => {
    const { reads } = answerIn(await ask([streamHead(), chunk('a'), pause(30), chunk('b'), lastChunk]));
    const numbers = reads.map(({ read }) => read);
    assert.ok(numbers.every((read) => read >= 1) && (numbers[0] ?? 0) < (numbers.at(-1) ?? 0), numbers.join());
  });

  it('comes through TLS as well, and the second time on the same connection', async () => {
    await withServer(() => json({ a: 1 }), async (server) => {
      const front = await startTlsFront(server.port);
      const agents = createOriginAgents(true, true);
      const first = answerIn(await send(front.url, {}, agents));
      const second = answerIn(await send(front.url, {}, agents));
      agents.kept.destroy();
      await front.close();
      assert.deepEqual([first.status, first.reusedConnection, second.reusedConnection, second.connectMs], [200, false, true, 0]);
      assert.ok(first.connectMs > 0 && second.totalMs < 5_000);
      assert.equal(server.requests.at(-1)?.turn, 2);
    });
  });

  it('of the largest size allowed is whole; one byte more is refused in words', async () => {
    assert.equal(answerIn(await ask(reply(200, 'text/plain', '12345'), { maxBodyBytes: 5 })).reads.length, 1);
    const refused = await withServer(() => reply(200, 'text/plain', '123456'), async (server) => ({ ...(await send(server.url, { maxBodyBytes: 5 })), url: server.url }));
    assert.deepEqual(failureIn(refused), { kind: 'badReply', detail: `The answer of ${refused.url} is larger than 5 bytes; the rest was not read.`, advice: 'Check that the address is that of an inference server.' });
  });

  it('that grows too large piece by piece is refused too, and each read is told before', async () => {
    let told = 0;
    const asked = await ask([streamHead(), chunk('1234'), pause(20), chunk('5678'), hang], { maxBodyBytes: 6, onRead: (reads) => (told = reads.length) });
    assert.equal(failureIn(asked).kind, 'badReply');
    assert.equal(told, 1);
  });
});

describe('an answer that breaks off', () => {
  for (const [name, steps] of Object.entries({ 'by FIN': [streamHead(), chunk('a'), end], 'by RST': [streamHead(), chunk('a'), pause(30), reset], 'inside its length': [...reply(200, 'text/plain', 'ab', { 'Content-Length': '9' }), end] })) {
    it(`${name} is cut, with a cause`, async () => {
      const { ending, status } = answerIn(await ask(steps));
      assert.ok(ending.kind === 'cut' && ending.cause.length > 0, JSON.stringify(ending));
      assert.equal(status, 200);
    });
  }
  it('before it began is the server’s death', async () => {
    for (const steps of [[end], [reset]]) {
      const { kind, cause = '' } = failureIn(await ask(steps));
      assert.equal(kind, 'serverGone');
      assert.match(cause, /^ECONNRESET: /);
    }
  });
});

describe('silence', () => {
  it('before the first byte, after the idle limit', async () => {
    const asked = await ask([hang], { limits: { connectMs: 5_000, idleMs: 150 } });
    assert.equal(failureIn(asked).kind, 'noFirstByte');
    assert.match(failureIn(asked).detail, /sent nothing for 0\.2 s/);
    assert.ok(asked.tookMs >= 145 && asked.tookMs < 2_000, `${asked.tookMs}`);
  });
  it('between reads: the limit counts from the last one, and the connection is closed', async () => {
    await withServer(() => [streamHead(), chunk('a'), pause(120), chunk('b'), hang], async (server) => {
      const asked = await send(`${server.url}/x`, { limits: { connectMs: 5_000, idleMs: 200 } });
      const { ending, reads } = answerIn(asked);
      assert.deepEqual([ending, reads.length], [{ kind: 'silent', limitMs: 200 }, 2]);
      assert.ok(asked.tookMs >= 300 && asked.tookMs < 2_000);
      await server.closedBy('/x');
      assert.equal(getEventListeners(asked.signal, 'abort').length, 0);
    });
  });
  it('in all: the total limit, with and without an answer begun', async () => {
    const drip = Array.from({ length: 20 }, () => [chunk('a'), pause(40)]).flat();
    const began = await ask([streamHead(), ...drip, lastChunk], { limits: { connectMs: 5_000, idleMs: 5_000, totalMs: 250 } });
    assert.deepEqual(answerIn(began).ending, { kind: 'overlong', limitMs: 250 });
    const silent = await ask([hang], { limits: { connectMs: 5_000, idleMs: 5_000, totalMs: 250 } });
    assert.match(failureIn(silent).detail, /sent nothing for 0\.3 s/);
    assert.ok(began.tookMs < 2_000 && silent.tookMs < 2_000);
    const idleFirst = await ask([streamHead(), chunk('a'), hang], { limits: { connectMs: 5_000, idleMs: 100, totalMs: 5_000 } });
    assert.deepEqual(answerIn(idleFirst).ending, { kind: 'silent', limitMs: 100 });
  });
  it('of a port that accepts and never shakes hands is told as connecting', async () => {
    const mute = net.createServer((socket) => void socket.on('error', () => undefined));
    await new Promise<void>((resolve) => mute.listen(0, '127.0.0.1', resolve));
    const address = mute.address();
    assert.ok(address !== null && typeof address === 'object');
    const asked = await send(`https://127.0.0.1:${address.port}`, { limits: { connectMs: 200, idleMs: 5_000 } });
    mute.close();
    assert.deepEqual(failureIn(asked), { kind: 'serverGone', detail: `127.0.0.1:${address.port} did not accept a connection within 0.2 s.`, advice: 'Check the address, the firewall and that the server runs.' });
    assert.ok(asked.tookMs < 2_000);
  });
});

describe('cancelling', () => {
  const cancelled = { kind: 'cancelled', detail: 'The request was cancelled.', advice: '' };
  it('before sending sends nothing', async () => {
    await withServer(() => json({}), async (server) => {
      assert.deepEqual(failureIn(await send(server.url, { signal: AbortSignal.abort() })), { kind: 'cancelled', detail: 'The request was cancelled before it was sent.', advice: '' });
      assert.deepEqual(server.requests, []);
    });
  });
  for (const [name, steps] of Object.entries({ 'before the first byte': [hang], 'in the middle': [streamHead(), chunk('a'), hang] })) {
    it(`${name} closes the connection at once and leaves no listener`, async () => {
      await withServer(() => steps, async (server) => {
        const abort = new AbortController();
        setTimeout(() => abort.abort(), 60);
        const asked = await send(`${server.url}/x`, { signal: abort.signal });
        assert.deepEqual(failureIn(asked), cancelled);
        assert.ok(asked.tookMs < 1_500);
        await server.closedBy('/x');
        assert.equal(getEventListeners(abort.signal, 'abort').length, 0);
      });
    });
  }
});

describe('what HTTP does not allow', () => {
  it('is refused with its code and never shown', async () => {
    const refused = failureIn(await send('http://127.0.0.1:9', { headers: { authorization: 'marked\r\nX: 1' } }));
    assert.deepEqual(refused, { kind: 'invalidInput', detail: 'The request could not be built: a header or the path has characters that HTTP does not allow.', advice: 'Check the key and the address for stray characters.', cause: 'ERR_INVALID_CHAR' });
  });
});

describe('a kept connection that died', () => {
  const warmed = async (server: ScriptedServer): Promise<ReturnType<typeof createOriginAgents>> => {
    const agents = createOriginAgents(false, false);
    answerIn(await send(server.url, {}, agents));
    return agents;
  };
  it('is opened anew once, which is counted', async () => {
    await withServer(({ turn }) => (turn === 1 ? json({}) : [reset]), async (server) => {
      const again = answerIn(await send(server.url, {}, await warmed(server)));
      assert.deepEqual([again.connectionRetries, again.reusedConnection], [1, false]);
      assert.ok(again.connectMs > 0);
    });
  });
  it('and dies again is the server’s death', async () => {
    await withServer(({ connection, turn }) => (connection === 1 && turn === 1 ? json({}) : [reset]), async (server) => {
      const failure = failureIn(await send(server.url, {}, await warmed(server)));
      assert.deepEqual([failure.kind, server.requests.length], ['serverGone', 3]);
    });
  });
});

/** Kept by Node and not in its types. */
const optionsOf = (agent: http.Agent): Readonly<Record<string, unknown>> => (agent as unknown as { readonly options: Readonly<Record<string, unknown>> }).options;

describe('the sockets of an origin', () => {
  it('are kept for requests and opened anew for retries, without delay, and check certificates unless told not to', () => {
    const plain = createOriginAgents(false, true);
    assert.ok(plain.kept instanceof http.Agent && !(plain.kept instanceof https.Agent));
    assert.deepEqual([optionsOf(plain.kept)['keepAlive'], optionsOf(plain.kept)['noDelay'], optionsOf(plain.fresh)['keepAlive'], optionsOf(plain.fresh)['noDelay']], [true, true, false, true]);
    for (const accepts of [true, false]) {
      const { kept, fresh } = createOriginAgents(true, accepts);
      for (const agent of [kept, fresh]) {
        assert.ok(agent instanceof https.Agent);
        assert.deepEqual([optionsOf(agent)['noDelay'], optionsOf(agent)['rejectUnauthorized']], [true, !accepts]);
      }
      assert.deepEqual([optionsOf(kept)['keepAlive'], optionsOf(fresh)['keepAlive']], [true, false]);
    }
  });
});
