/** What breaks while an answer streams: dying, hanging, leaving, redirecting and lying servers, and impatient agents. */
import assert from 'node:assert/strict';
import http from 'node:http';
import { afterEach, describe, it } from 'node:test';
import { chat, closeGuardBenches, delta, eventStream, openGuardBench, send, until } from './guardBench.ts';

afterEach(closeGuardBenches);

describe('guard streams', () => {
  it('tells the agent in the stream when the server dies in the middle', async () => {
    const bench = await openGuardBench({
      handler: (_request, response) => {
        response.writeHead(200, eventStream).write(delta('half an ans'));
        setTimeout(() => response.destroy(), 20);
      },
    });
    const answer = await send(`${bench.guard.url}/chat/completions`, { body: chat() });
    assert.ok(answer.body.startsWith(delta('half an ans')));
    assert.match(answer.body, /data: \{"error":\{"message":"Plimsoll guard: The server closed the connection in the middle/u);
    assert.equal(answer.body.includes('[DONE]'), false);
    await until(() => bench.records[0]?.ending === 'upstreamDied');
    await bench.close();
  });

  it('breaks the connection when a whole answer is cut short', async () => {
    const bench = await openGuardBench({
      handler: (_request, response) => {
        response.writeHead(200, { 'content-type': 'application/json', 'content-length': 1_000 }).write('{"choices"');
        setTimeout(() => response.destroy(), 20);
      },
    });
    const answer = await send(`${bench.guard.url}/chat/completions`, { body: chat({ stream: false }) });
    assert.equal(answer.complete, false);
    await bench.close();
  });

  it('ends the server’s request within 100 ms when the agent leaves, before and in the middle of the answer', async () => {
    for (const speaks of [false, true]) {
      let leftMs = 0;
      let closedMs = 0;
      const bench = await openGuardBench({
        handler: (_request, response) => {
          if (speaks) response.writeHead(200, eventStream).write(delta('x'));
          response.on('close', () => (closedMs = performance.now()));
        },
      });
      const abort = new AbortController();
      const sending = send(`${bench.guard.url}/chat/completions`, { body: chat(), signal: abort.signal }).catch(() => undefined);
      await new Promise((resolve) => setTimeout(resolve, 100));
      leftMs = performance.now();
      abort.abort();
      await sending;
      await until(() => closedMs > 0);
      assert.ok(closedMs - leftMs < 100, `${closedMs - leftMs} ms`);
      await until(() => bench.records[0]?.ending === 'agentLeft');
      assert.equal(bench.guard.stats().agentCancellations, 1);
      await bench.close();
    }
  });

  it('keeps the agent’s connection alive with comments while the server is silent, and then passes the answer on', async () => {
    const bench = await openGuardBench({
      settings: { keepAliveMs: 30 },
      handler: (_request, response) => setTimeout(() => response.writeHead(200, eventStream).end(`${delta('late')}data: [DONE]\n\n`), 200),
    });
    const answer = await send(`${bench.guard.url}/chat/completions`, { body: chat() });
    assert.equal(answer.status, 200);
    assert.match(answer.body, /^(: plimsoll guard[^\n]*\n\n){2,}/u);
    assert.equal(answer.body.replaceAll(/: plimsoll guard[^\n]*\n\n/gu, ''), `${delta('late')}data: [DONE]\n\n`);
    await bench.close();
  });

  it('never puts a comment into the middle of a line, nor into NDJSON or whole answers', async () => {
    const [head, tail] = [delta('cut').slice(0, 30), delta('cut').slice(30)];
    const bench = await openGuardBench({
      settings: { keepAliveMs: 20 },
      handler: (request, response) => {
        const isOllama = request.url === '/api/chat';
        response.writeHead(200, isOllama ? { 'content-type': 'application/x-ndjson' } : eventStream).write(head);
        setTimeout(() => response.end(tail), 150);
      },
    });
    assert.equal((await send(`${bench.guard.url}/chat/completions`, { body: chat() })).body, delta('cut'));
    assert.equal((await send(`${bench.guard.ollamaUrl}/api/chat`, { body: JSON.stringify({ model: 'm', messages: [] }) })).body, delta('cut'));
    await bench.close();
  });

  it('reports an error that comes after comments have begun the stream as an event of it', async () => {
    const bench = await openGuardBench({
      settings: { keepAliveMs: 20 },
      handler: (_request, response) => setTimeout(() => response.writeHead(503, { 'content-type': 'application/json' }).end('{"error":{"message":"Loading model","code":503}}'), 120),
    });
    const answer = await send(`${bench.guard.url}/chat/completions`, { body: chat() });
    assert.equal(answer.status, 200);
    assert.match(answer.body, /\n\ndata: \{"error":\{"message":"Loading model","code":503\}\}\n\n$/u);
    await bench.close();
  });

  it('gives up on a server that hangs, with 504 or in the stream', async () => {
    const bench = await openGuardBench({ settings: { silenceLimitMs: 150, keepAliveMs: 10_000 }, handler: () => undefined });
    const answer = await send(`${bench.guard.url}/chat/completions`, { body: chat() });
    assert.deepEqual([answer.status, /was silent for/u.test(answer.body)], [504, true]);
    await until(() => bench.records[0]?.ending === 'upstreamSilent');
    await bench.close();
    const stalling = await openGuardBench({ settings: { silenceLimitMs: 150 }, handler: (_request, response) => response.writeHead(200, eventStream).write(delta('x')) });
    assert.match((await send(`${stalling.guard.url}/chat/completions`, { body: chat() })).body, /data: \{"error"/u);
    await stalling.close();
  });

  it('turns HTML and redirects into errors an agent can read', async () => {
    const html = await openGuardBench({ handler: (_request, response) => response.writeHead(200, { 'content-type': 'text/html' }).end('<html>nginx</html>') });
    const page = await send(`${html.guard.url}/chat/completions`, { body: chat() });
    assert.deepEqual([page.status, /HTML page instead of JSON/u.test(page.body)], [502, true]);
    await html.close();
    const redirecting = await openGuardBench({ handler: (_request, response) => response.writeHead(307, { location: 'http://evil.example/v1' }).end() });
    const redirect = await send(`${redirecting.guard.url}/chat/completions`, { body: chat() });
    assert.deepEqual([redirect.status, redirect.headers.location], [502, undefined]);
    await redirecting.close();
  });

  it('says that the server is not running', async () => {
    const bench = await openGuardBench({ settings: { upstream: { url: 'http://127.0.0.1:9' } }, handler: () => undefined });
    const answer = await send(`${bench.guard.url}/chat/completions`, { body: chat() });
    assert.deepEqual([answer.status, /cannot be reached .*ECONNREFUSED.*Is it running/u.test(answer.body)], [502, true]);
    await bench.close();
  });

  it('opens a kept connection anew that the server had closed', async () => {
    let requests = 0;
    const bench = await openGuardBench({
      handler: (request, response) => {
        requests += 1;
        response.writeHead(200, eventStream).end(delta(String(requests)));
        // promises keep-alive and closes all the same, as llama.cpp's server does
        setTimeout(() => request.socket.destroy(), 1);
      },
    });
    for (let index = 0; index < 20; index += 1) {
      const answer = await send(`${bench.guard.url}/chat/completions`, { body: chat() });
      assert.equal(answer.status, 200);
    }
    await bench.close();
  });

  it('waits for a slow agent instead of buffering the whole answer', async () => {
    let written = 0;
    let isStopped = false;
    const piece = delta('x'.repeat(16_000));
    const bench = await openGuardBench({
      handler: (_request, response) => {
        response.writeHead(200, eventStream);
        const pump = (): void => {
          while (!isStopped && response.write(piece)) written += piece.length;
          if (!isStopped) response.once('drain', pump);
        };
        pump();
      },
    });
    const request = http.request(`${bench.guard.url}/chat/completions`, { method: 'POST' }, (response) => response.pause());
    request.on('error', () => undefined);
    request.end(chat());
    let [before, standsSince] = [-1, 0];
    await until(() => {
      if (written !== before) [before, standsSince] = [written, Date.now()];
      return written > 0 && Date.now() - standsSince > 300;
    }, 7_000);
    // socket buffers of both connections, not the endless answer
    assert.ok(written < 32 * 1024 * 1024, `${written} bytes were taken from the server`);
    isStopped = true;
    request.destroy();
    await bench.close();
  });
});
