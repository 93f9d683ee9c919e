/** Ports that accept and then hang: given up in two seconds, without hiding who answers elsewhere. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { connectServer } from '../../../src/adapters/servers/connectServer.ts';
import type { Result } from '../../../src/domain/failure.ts';
import type { InferenceServer } from '../../../src/ports/inferenceServer.ts';
import { llamaCppFake } from '../../fakes/protocols/llamaCppFake.ts';
import { hang, pause, startScriptedServer, type Route } from '../../fakes/scriptedServer.ts';

async function timed(route: Route): Promise<{ readonly result: Result<InferenceServer>; readonly ms: number }> {
  const server = await startScriptedServer(route);
  try {
    const started = performance.now();
    const result = await connectServer({ url: server.url }, new AbortController().signal);
    return { result, ms: performance.now() - started };
  } finally {
    await server.close();
  }
}

// two seconds are promised; the rest is room for a loaded test machine
const boundMs = 2_600;

describe('hanging servers', { concurrency: true }, () => {
  it('a port that accepts and says nothing', async () => {
    const { result, ms } = await timed(() => [hang]);
    assert.ok(!result.ok && result.failure.kind === 'noFirstByte');
    assert.ok(ms < boundMs, `${ms} ms`);
  });

  it('a server that trickles headers for ever', async () => {
    const drip = Array.from({ length: 40 }, () => [{ kind: 'bytes', bytes: 'X-Slow: 1\r\n' } as const, pause(100)]).flat();
    const { result, ms } = await timed(() => [{ kind: 'bytes', bytes: 'HTTP/1.1 200 OK\r\n' }, ...drip]);
    assert.ok(!result.ok && result.failure.kind === 'noFirstByte');
    assert.ok(ms < boundMs, `${ms} ms`);
  });

  it('one path that hangs does not hide who answers', async () => {
    const { result, ms } = await timed((request) => (request.path === '/api/v0/models' ? [hang] : llamaCppFake.route(request)));
    assert.ok(result.ok && result.value.identity.kind === 'llamacpp');
    assert.ok(ms < boundMs, `${ms} ms`);
  });
});
