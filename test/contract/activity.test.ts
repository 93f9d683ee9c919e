/** How busy a server says it is: metrics of every product, slots where metrics are off, and what people read of it. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { ServerActivity } from '../../src/domain/server.ts';
import type { Failure, Result } from '../../src/domain/failure.ts';
import { runProbe } from '../../src/shells/cli/commands/probe.ts';
import { html, json, reply } from '../fakes/httpReplies.ts';
import { llamaCppFake } from '../fakes/protocols/llamaCppFake.ts';
import { openAiFake } from '../fakes/protocols/openAiFake.ts';
import type { ProtocolFake } from '../fakes/protocols/protocolFake.ts';
import { createVllmFake } from '../fakes/protocols/vllmFake.ts';
import { end, hang, startScriptedServer, type Step } from '../fakes/scriptedServer.ts';
import { connected, failureOf, valueOf } from './serverContract.ts';

const { signal } = new AbortController();
const vllm = createVllmFake('v0.32.0');
const page = (text: string): readonly Step[] => reply(200, 'text/plain; version=0.0.4', text);

async function asked(fake: ProtocolFake, answers: Readonly<Record<string, readonly Step[]>>): Promise<Result<ServerActivity>> {
  const server = await startScriptedServer((request) => answers[request.path] ?? fake.route(request));
  try {
    return await (await connected(server.url)).activity(signal);
  } finally {
    await server.close();
  }
}

const metricsOf = async (fake: ProtocolFake, text: string): Promise<ServerActivity> => valueOf(await asked(fake, { '/metrics': page(text) }));

describe('activity', () => {
  it('of vLLM: engines add up, the fullest cache counts', async () => {
    const text = ['running', 'waiting'].flatMap((what, place) => [0, 1].map((engine) => `vllm:num_requests_${what}{engine="${engine}",model_name="a \\"b\\" {c}"} ${engine + place + 1}.0`)).join('\n');
    const activity = await metricsOf(vllm, `${text}\nvllm:kv_cache_usage_perc{engine="0"} 0.25\nvllm:kv_cache_usage_perc{engine="1"} 0.5 1795310526000\nvllm:prefix_cache_queries_total 200\nvllm:prefix_cache_hits_total 50\n`);
    assert.deepEqual(activity, { runningRequests: 3, waitingRequests: 5, kvCacheUsedShare: 0.5, prefixCacheHitShare: 0.25, source: '/metrics' });
  });
  it('of an older vLLM, by its older names', async () => {
    assert.deepEqual(await metricsOf(vllm, 'vllm:gpu_cache_usage_perc 0.1\nvllm:gpu_prefix_cache_queries_total 4\nvllm:gpu_prefix_cache_hits_total 1'), { kvCacheUsedShare: 0.1, prefixCacheHitShare: 0.25, source: '/metrics' });
  });
  it('of llama.cpp with metrics', async () => {
    assert.deepEqual(valueOf(await asked(llamaCppFake, {})), { runningRequests: 1, waitingRequests: 0, prefixCacheHitShare: 0.25, source: '/metrics' });
  });
  it('of llama.cpp without metrics, by its slots', async () => {
    const off = json({ error: { code: 501, message: 'This server does not support metrics endpoint. Start it with `--metrics`', type: 'not_supported_error' } }, 501);
    const slots = json([{ id: 0, is_processing: true }, { id: 1, is_processing: false }, { id: 2, is_processing: true }]);
    assert.deepEqual(valueOf(await asked(llamaCppFake, { '/metrics': off, '/slots': slots })), { runningRequests: 2, source: '/slots' });
    const failure: Failure = failureOf(await asked(llamaCppFake, { '/metrics': off, '/slots': off }));
    assert.deepEqual([failure.kind, failure.detail, failure.advice], ['unsupported', 'llama.cpp cannot say how busy it is.', 'Start llama-server with --metrics.']);
  });
  it('of SGLang and Text Generation Inference, which are known by their metrics only', async () => {
    assert.deepEqual(await metricsOf(openAiFake, 'sglang:num_running_reqs{model_name="m"} 2\nsglang:num_queue_reqs 1\nsglang:token_usage 0.3'), { runningRequests: 2, waitingRequests: 1, kvCacheUsedShare: 0.3, source: '/metrics' });
    assert.deepEqual(await metricsOf(openAiFake, 'tgi_batch_current_size 2\ntgi_queue_size 7'), { runningRequests: 2, waitingRequests: 7, source: '/metrics' });
  });
  it('before the first request has no share of the prefix cache', async () => {
    assert.equal((await metricsOf(vllm, 'vllm:num_requests_running 0\nvllm:prefix_cache_queries_total 0\nvllm:prefix_cache_hits_total 0')).prefixCacheHitShare, undefined);
  });
  it('leaves out figures that are none', async () => {
    assert.deepEqual(await metricsOf(vllm, 'vllm:num_requests_running 1\nvllm:kv_cache_usage_perc NaN\nvllm:num_requests_waiting +Inf'), { runningRequests: 1, source: '/metrics' });
  });

  const others: Readonly<Record<string, readonly Step[]>> = {
    'a page of other figures': page('process_cpu_seconds_total 12.5'),
    'an empty page': page(''),
    'a page that is no exposition': page('vllm:num_requests_running 1\nand so on'),
    'a value that is no number': page('vllm:num_requests_running one'),
    'HTML': html(200),
    'a page that is cut': [...reply(200, 'text/plain', 'vllm:num_requests_running 1\n', { 'Content-Length': '999' }), end],
    'an error': json({ detail: 'Not Found' }, 404),
  };
  for (const [name, steps] of Object.entries(others)) it(`${name} tells nothing`, async () => assert.equal(failureOf(await asked(vllm, { '/metrics': steps })).kind, 'unsupported'));
  it('silence and death are failures of their own', async () => {
    assert.equal(failureOf(await asked(vllm, { '/metrics': [end] })).kind, 'serverGone');
    assert.equal(failureOf(await asked(vllm, { '/metrics': [hang] })).kind, 'noFirstByte');
  });

  it('is told by a probe, with a notice when others are being served; a hanging page does not hold it up', async () => {
    const probe = async (steps: readonly Step[]): Promise<string> => {
      const server = await startScriptedServer((request) => (request.path === '/metrics' ? steps : vllm.route(request)));
      try {
        return (await runProbe({ url: [server.url] }, { env: {}, signal })).text;
      } finally {
        await server.close();
      }
    };
    const busy = await probe(page('vllm:num_requests_running 2\nvllm:num_requests_waiting 1\nvllm:kv_cache_usage_perc 0.434\nvllm:prefix_cache_queries_total 4\nvllm:prefix_cache_hits_total 3'));
    assert.match(busy, /now: 2 requests running, 1 waiting, KV cache 43 % used, 75 % of all prompt tokens came from the prefix cache/);
    assert.match(busy, /is busy with others: 2 requests are being answered, 1 wait\./);
    const quiet = await probe(page('vllm:num_requests_running 0\nvllm:num_requests_waiting 0'));
    assert.match(quiet, /now: 0 requests running, 0 waiting$/m);
    assert.doesNotMatch(quiet, /busy with others/);
    const began = performance.now();
    assert.doesNotMatch(await probe([hang]), /now:/);
    assert.ok(performance.now() - began < 6_000);
  });
});
