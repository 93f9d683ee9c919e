import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { ComparedRequest, EndpointComparison } from '../../../../src/domain/comparison.ts';
import { fail, type Failure, ok } from '../../../../src/domain/failure.ts';
import { judgeComparison } from '../../../../src/measure/compare/judgeComparison.ts';
import { type Endpoint, runComparison } from '../../../../src/measure/compare/runComparison.ts';
import { sendOrder } from '../../../../src/measure/compare/sendOrder.ts';
import { compareText, requestLine } from '../../../../src/shells/cli/commands/measure/compareText.ts';
import { countWords, type FakeServer, fakeServer } from '../../../fakes/fakeServer.ts';

interface Compared {
  readonly comparison: EndpointComparison;
  readonly servers: readonly FakeServer[];
  readonly lines: readonly ComparedRequest[];
}

/** A fake whose answers take `factor` times as long. */
function slowed(factor: number, failAt?: (index: number) => Failure | undefined): FakeServer {
  const inner = fakeServer({ ...(failAt === undefined ? {} : { failAt }) });
  const complete: FakeServer['complete'] = async (request, how) => {
    const answered = await inner.complete(request, how);
    if (!answered.ok) return answered;
    const jitter = 1 + (inner.requests.length % 5) * 0.01;
    const { totalMs, firstTokenMs, lastTokenMs } = answered.value;
    return ok({ ...answered.value, totalMs: totalMs * factor * jitter, firstTokenMs: firstTokenMs * factor, lastTokenMs: lastTokenMs * factor });
  };
  return { ...inner, complete, roundTripMs: () => Promise.resolve(ok(0.5 * factor)) };
}

async function compared(servers: Readonly<Partial<Record<'local' | 'remote', FakeServer>>>, requests = 10): Promise<Compared> {
  const endpoints = (['local', 'remote'] as const).flatMap((name): readonly Endpoint[] => {
    const server = servers[name];
    if (server === undefined) return [];
    const countTokens: Endpoint['countTokens'] = (messages) => Promise.resolve({ tokens: countWords(messages.map((message) => message.content).join('\n')), method: 'server', errorShare: 0 });
    return [{ name, server, model: 'small', countTokens, tcpConnectMs: () => Promise.resolve(ok(name === 'local' ? 0.1 : 2)) }];
  });
  const lines: ComparedRequest[] = [];
  const run = await runComparison({ endpoints, requests, promptTokens: 200, maxOutputTokens: 32, seed: 1, nonce: 'n', idleTimeoutMs: 1000, signal: new AbortController().signal, onRequest: (request) => lines.push(request) });
  return { comparison: judgeComparison(endpoints.map(({ name, model }) => ({ name, url: `http://${name}`, model })), run, '2026-01-01T00:00:00Z'), servers: Object.values(servers), lines };
}

describe('the order of sending', () => {
  it('is A B B A', () => assert.deepEqual(sendOrder(['local', 'remote'], 4).map((turn) => `${turn.endpoint[0]}${turn.index}`).join(' '), 'l0 r0 r1 l1 l2 r2 r3 l3'));
});

describe('a comparison', () => {
  it('sends both the same prompts, each prompt once, after one warm-up', async () => {
    const [local, remote] = [slowed(1), slowed(1)];
    await compared({ local, remote }, 4);
    const texts = (server: FakeServer): readonly string[] => server.requests.map((request) => request.messages[0]?.content ?? '').toSorted();
    assert.equal(local.requests.length, 5);
    assert.deepEqual(texts(local), texts(remote));
    assert.equal(new Set(texts(local)).size, 5);
    assert.ok(local.requests.every((request) => request.mayUsePromptCache === false));
  });

  it('says in words which is faster, how much, how sure, and what is saved', async () => {
    const { comparison } = await compared({ local: slowed(1), remote: slowed(1.45) });
    assert.match(comparison.verdict, /^local is 1\.4[45]x faster \(95 %: 1\.\d\d–1\.\d\dx, probability 99\.95 %, 10 pairs\) and saves 0\.\d\d s per request\.$/);
    assert.ok(comparison.paired?.isReal);
    const turned = await compared({ local: slowed(1.45), remote: slowed(1) });
    assert.match(turned.comparison.verdict, /^remote is 1\.4[45]x faster/);
  });

  it('does not call a difference real that may be chance', async () => {
    assert.match((await compared({ local: slowed(1), remote: slowed(1) })).comparison.verdict, /^No proven difference/);
    const few = await compared({ local: slowed(1), remote: slowed(1.45) }, 3);
    assert.match(few.comparison.verdict, /^No proven difference.*probability 93\.8 %, 3 pairs/);
  });

  it('measures the network apart from the answers', async () => {
    const { comparison } = await compared({ local: slowed(1), remote: slowed(3) }, 2);
    assert.equal(comparison.networkOverheadMs, 1);
    assert.deepEqual(comparison.endpoints.map((endpoint) => [endpoint.network.tcpConnectMs?.n, endpoint.network.tcpConnectMs?.median, endpoint.network.httpRoundTripMs?.n]), [[5, 0.1, 5], [5, 2, 5]]);
  });

  it('counts failures, never averages them, and pairs only what both answered', async () => {
    const busy = fail('busy', 'Too many requests.', 'Wait.').failure;
    const { comparison, lines } = await compared({ local: slowed(1), remote: slowed(2, (index) => (index === 3 ? busy : undefined)) }, 6);
    const [local, remote] = comparison.endpoints;
    assert.deepEqual([local?.successRate.successes, remote?.successRate.successes, remote?.time?.n, comparison.paired?.pairs], [6, 5, 5, 5]);
    assert.ok(lines.map(requestLine).some((line) => /remote \d: failed: Too many requests\./.test(line)));
  });

  it('compares nothing with one endpoint, or with one that never answers', async () => {
    const alone = await compared({ local: slowed(1) }, 3);
    assert.match(alone.comparison.verdict, /only one endpoint/);
    assert.equal(alone.comparison.paired, undefined);
    const dead = await compared({ local: slowed(1), remote: slowed(1, () => fail('serverGone', 'Gone.', '').failure) }, 3);
    assert.match(dead.comparison.verdict, /No comparison possible: remote gave no valid answer/);
  });

  it('is shown as a table with a difference column, the steadier one and every figure of the report', async () => {
    const { comparison } = await compared({ local: slowed(1), remote: slowed(2) });
    const text = compareText(comparison);
    for (const title of ['success rate', 'mean', 'median', 'min', 'max', 'p95', 'standard deviation', 'total', 'requests/s', 'tokens/s', 'TCP connect', 'HTTP round trip', 'remote − local', 'times steadier', 'are the network']) assert.ok(text.includes(title), title);
    assert.equal(comparison.stability?.steadier, 'local');
    const [local] = comparison.endpoints;
    assert.ok(Math.abs((local?.requestsPerSecond ?? 0) * (local?.totalMs ?? 0) - 10_000) < 1e-6);
  });
});
