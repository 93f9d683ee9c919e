/** The comparison of endpoints on a real llama.cpp server, through the command line; both sides are the same server, so nothing may be proven. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { EmbeddedServer } from '../../../src/adapters/embedded/startLlamaCpp.ts';
import type { EndpointComparison } from '../../../src/domain/comparison.ts';
import { runCli } from '../../real/cli.ts';
import { startLlamaCppServer } from '../../real/llamaCppServer.ts';

let server: EmbeddedServer;
before(async () => {
  server = await startLlamaCppServer({ contextWindow: 1024 });
});
after(() => server.stop());

const short = ['--prompt-tokens', '64', '--max-tokens', '8', '-n', '4', '--json'] as const;

describe('plimsoll compare', () => {
  it('sends the same prompts to both, measures the network apart and proves no difference between a server and itself', async () => {
    const { code, stdout, stderr } = await runCli(['compare', '--local', server.url, '--remote', `${server.url}/v1`, ...short]);
    assert.equal(code, 0, stderr);
    const comparison = JSON.parse(stdout) as EndpointComparison;
    assert.deepEqual(comparison.requests.map((request) => `${request.endpoint} ${request.index}`), ['local 0', 'remote 0', 'remote 1', 'local 1', 'local 2', 'remote 2', 'remote 3', 'local 3']);
    assert.deepEqual(comparison.endpoints.map((endpoint) => [endpoint.successRate.successes, endpoint.time?.n]), [[4, 4], [4, 4]]);
    assert.equal(comparison.paired?.isReal, false);
    assert.match(comparison.verdict, /^No proven difference/);
    for (const { network } of comparison.endpoints) assert.ok((network.tcpConnectMs?.median ?? 0) > 0 && (network.httpRoundTripMs?.median ?? 0) > 0);
    assert.match(stderr, /local 1: \d+\.\d+ s, first token/);
  });

  it('measures one alone when asked to', async () => {
    const { code, stdout, stderr } = await runCli(['compare', '--local', server.url, '--only-local', ...short]);
    assert.equal(code, 0, stderr);
    const comparison = JSON.parse(stdout) as EndpointComparison;
    assert.deepEqual([comparison.endpoints.length, comparison.requests.length], [1, 4]);
  });

  it('helps when a server is away, a model missing or an address left out', async () => {
    const away = await runCli(['compare', '--local', server.url, '--remote', 'http://127.0.0.1:1']);
    assert.equal(away.code, 1);
    assert.match(away.stderr, /remote: .*\n[^]*--only-local/);
    const missing = await runCli(['compare', '--local', server.url, '--remote', server.url, '--remote-model', 'nope']);
    assert.equal(missing.code, 1);
    assert.match(missing.stderr, /remote: .*does not serve nope[^]*SmolLM2[^]*--remote-model/);
    assert.equal((await runCli(['compare', '--local', server.url])).code, 2);
  });
});
