/** Who gets in: programs on this machine with the token, and nobody else; and how the guard ends. */
import assert from 'node:assert/strict';
import http from 'node:http';
import net, { type AddressInfo } from 'node:net';
import { networkInterfaces } from 'node:os';
import { afterEach, describe, it } from 'node:test';
import { defaultGuardSettings } from '../../../src/shells/guardServer/guardSettings.ts';
import { startGuard } from '../../../src/shells/guardServer/startGuard.ts';
import { chat, closeGuardBenches, delta, eventStream, openGuardBench, send } from './guardBench.ts';

afterEach(closeGuardBenches);

const echo = openGuardBench.bind(undefined, { handler: (request, response) => response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ url: request.url })) });

/** All that comes back for these bytes. */
function rawRequest(port: number, bytes: string): Promise<string> {
  return new Promise((resolve) => {
    let answer = '';
    const socket = net.connect(port, '127.0.0.1', () => socket.end(bytes));
    socket.on('data', (chunk: Buffer) => (answer += chunk.toString()));
    socket.on('error', () => undefined);
    socket.on('close', () => resolve(answer));
  });
}

describe('guard security', () => {
  it('refuses a wrong token, a foreign Host and every Origin, without asking the server', async () => {
    const bench = await echo();
    const { url, ollamaUrl, statsUrl } = bench.guard;
    const port = new URL(url).port;
    const refused = [
      await send(`http://127.0.0.1:${port}/v1/models`),
      await send(`http://127.0.0.1:${port}/wrong-token/v1/models`),
      await send(statsUrl.replace(/\/[^/]+\/plimsoll/u, '/wrong/plimsoll')),
      await send(`${url}/models`, { headers: { host: `evil.example:${port}` } }),
      await send(`${url}/models`, { headers: { host: '127.0.0.1' } }),
      await send(`${url}/models`, { headers: { origin: 'http://127.0.0.1:5173' } }),
      await send(`${url}/models`, { headers: { origin: 'null' } }),
      await send(`${url}/models`, { headers: { 'sec-fetch-site': 'cross-site' } }),
      await send(`${url}/chat/completions`, { method: 'OPTIONS', headers: { origin: 'http://evil.example' } }),
    ];
    for (const answer of refused) {
      assert.equal(answer.status, 403);
      assert.deepEqual(Object.keys(answer.headers).filter((name) => name.startsWith('access-control')), []);
    }
    assert.equal((await send(`${ollamaUrl}/admin`)).status, 404);
    assert.equal((await send(`${url}/%2e%2e/admin`)).status, 404);
    assert.equal((await send(`${url}/models`, { headers: { host: `localhost:${port}` } })).status, 200);
    await bench.close();
  });

  it('listens on loopback only, and forwards nowhere but to its server, whatever a request line says', async () => {
    let elsewhere = 0;
    const other = http.createServer((_request, response) => {
      elsewhere += 1;
      response.end();
    });
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const otherUrl = `http://127.0.0.1:${(other.address() as AddressInfo).port}`;
    const bench = await echo();
    const { port, pathname } = new URL(bench.guard.url);
    for (const target of [`${otherUrl}/v1/models`, `${otherUrl}${pathname}/models`, `//${otherUrl.slice(7)}/v1/models`, `${pathname}@${otherUrl.slice(7)}/models`]) {
      const answer = await rawRequest(Number(port), `GET ${target} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nConnection: close\r\n\r\n`);
      assert.match(answer, /^HTTP\/1\.1 40[034]/u, target);
    }
    await rawRequest(Number(port), `CONNECT ${otherUrl.slice(7)} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n\r\n`);
    assert.equal(elsewhere, 0);
    const outside = Object.values(networkInterfaces()).flat().find((one) => one?.internal === false && one.family === 'IPv4')?.address;
    if (outside !== undefined) await assert.rejects(send(`http://${outside}:${port}${pathname}/models`), /ECONNREFUSED/u);
    other.close();
    await bench.close();
  });

  it('chooses an unguessable token anew each time', async () => {
    const [first, second] = [await echo(), await echo()];
    const token = (url: string): string => new URL(url).pathname.split('/')[1] ?? '';
    assert.ok(token(first.guard.url).length >= 24);
    assert.notEqual(token(first.guard.url), token(second.guard.url));
    await first.close();
    await second.close();
  });

  it('refuses a body beyond the limit, announced or not', async () => {
    const bench = await openGuardBench({ settings: { maxBodyBytes: 1_000 }, handler: (_request, response) => response.end('{}') });
    const big = Buffer.alloc(5_000, 'x');
    const announced = await send(`${bench.guard.url}/chat/completions`, { body: big });
    assert.deepEqual([announced.status, /larger than 1000 bytes/u.test(announced.body)], [413, true]);
    const chunked = await send(`${bench.guard.url}/chat/completions`, { body: big, headers: { 'transfer-encoding': 'chunked' } });
    assert.equal(chunked.status, 413);
    assert.equal(defaultGuardSettings.maxBodyBytes, 50 * 1024 * 1024);
    await bench.close();
  });

  it('finishes the streams in flight before it stops, and takes no new ones', async () => {
    let finish = (): void => undefined;
    const bench = await openGuardBench({
      handler: (_request, response) => {
        response.writeHead(200, eventStream).write(delta('begun'));
        finish = () => void response.end(`${delta('and ended')}data: [DONE]\n\n`);
      },
    });
    const streaming = send(`${bench.guard.url}/chat/completions`, { body: chat() });
    await new Promise((resolve) => setTimeout(resolve, 100));
    const stopped = bench.guard.stop();
    await assert.rejects(send(`${bench.guard.url}/models`));
    finish();
    assert.match((await streaming).body, /and ended.*\[DONE\]/su);
    await stopped;
    await bench.close();
  });

  it('says so when its port is taken', async () => {
    const bench = await echo();
    const taken = await startGuard({ ...defaultGuardSettings, upstream: { url: 'http://127.0.0.1:9' }, port: Number(new URL(bench.guard.url).port) });
    assert.ok(!taken.ok);
    assert.match(taken.failure.detail, /cannot listen on port/u);
    await bench.close();
  });

  it('shows its figures only with the token', async () => {
    const bench = await echo();
    await send(`${bench.guard.url}/chat/completions`, { body: chat() });
    const stats = JSON.parse((await send(bench.guard.statsUrl)).body) as { schema: string; requests: number };
    assert.deepEqual([stats.schema, stats.requests], ['plimsoll.guardStats/v1', 1]);
    assert.match((await send(bench.guard.statsUrl.replace(/stats$/u, 'metrics'))).body, /plimsoll_guard_requests_total/u);
    await bench.close();
  });
});
