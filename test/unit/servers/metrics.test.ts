/** Prometheus' text format, and what the metrics of each product mean. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { activityOf } from '../../../src/adapters/servers/shared/metrics/activityOf.ts';
import { readExposition } from '../../../src/adapters/servers/shared/metrics/readExposition.ts';

describe('readExposition', () => {
  const lines: readonly (readonly [string, string, number])[] = [
    ['a 1', 'a', 1],
    ['  a_b:c9\t\t1.5  ', 'a_b:c9', 1.5],
    ['a{} 1e3', 'a', 1000],
    ['a{x="1",y="2"} -0.5', 'a', -0.5],
    ['a{x="}{",y="say \\"hi\\" \\\\",} 2 1795310526000', 'a', 2],
    ['a 2 -5', 'a', 2],
    ['a{x=""} +Inf', 'a', Infinity],
    ['a Inf', 'a', Infinity],
    ['a -Inf', 'a', -Infinity],
    ['a NaN', 'a', NaN],
  ];
  for (const [line, name, value] of lines) it(line, () => assert.deepEqual(readExposition(line), [{ name, value }]));

  it('skips comments and empty lines, also those of Windows', () => {
    assert.deepEqual(readExposition('# HELP a b\r\n# TYPE a gauge\r\n\r\na 1\r\n \nb 2'), [{ name: 'a', value: 1 }, { name: 'b', value: 2 }]);
    assert.deepEqual(readExposition(''), []);
  });

  for (const line of ['a', 'a one', '9a 1', 'a{x="1" 1', 'a{x=1}2', 'a 1 2 3', 'a 1 noon', '<html>', 'a{x="1"} b="2"} 1', 'x a 1', 'a 1; b 2', 'a{"} 1']) {
    it(`${line} is of another language`, () => assert.equal(readExposition(`ok 1\n${line}\nok 2`), undefined));
  }
});

describe('activityOf', () => {
  const of = (figures: Readonly<Record<string, number>>): ReturnType<typeof activityOf> => activityOf(Object.entries(figures).map(([name, value]) => ({ name, value })));
  const known: readonly (readonly [string, Readonly<Record<string, number>>, ReturnType<typeof activityOf>])[] = [
    ['vLLM', { 'vllm:num_requests_running': 2, 'vllm:num_requests_waiting': 1, 'vllm:kv_cache_usage_perc': 0.5, 'vllm:prefix_cache_hits_total': 1, 'vllm:prefix_cache_queries_total': 4 }, { runningRequests: 2, waitingRequests: 1, kvCacheUsedShare: 0.5, prefixCacheHitShare: 0.25 }],
    ['vLLM of 2025', { 'vllm:gpu_cache_usage_perc': 0.3, 'vllm:gpu_prefix_cache_hits_total': 1, 'vllm:gpu_prefix_cache_queries_total': 2 }, { kvCacheUsedShare: 0.3, prefixCacheHitShare: 0.5 }],
    ['llama.cpp', { 'llamacpp:requests_processing': 1, 'llamacpp:requests_deferred': 3, 'llamacpp:prompt_tokens_total': 30, 'llamacpp:prompt_tokens_cached_total': 10 }, { runningRequests: 1, waitingRequests: 3, prefixCacheHitShare: 0.25 }],
    ['an older llama.cpp', { 'llamacpp:kv_cache_usage_ratio': 0.1 }, { kvCacheUsedShare: 0.1 }],
    ['SGLang', { 'sglang:num_running_reqs': 1, 'sglang:num_queue_reqs': 2, 'sglang:token_usage': 0.7 }, { runningRequests: 1, waitingRequests: 2, kvCacheUsedShare: 0.7 }],
    ['Text Generation Inference', { tgi_batch_current_size: 1, tgi_queue_size: 2 }, { runningRequests: 1, waitingRequests: 2 }],
    ['nobody', { process_cpu_seconds_total: 1 }, {}],
    ['a server nobody has asked yet', { 'vllm:num_requests_running': 0, 'vllm:prefix_cache_hits_total': 0, 'vllm:prefix_cache_queries_total': 0 }, { runningRequests: 0 }],
    ['half a pair', { 'vllm:prefix_cache_hits_total': 1 }, {}],
    ['the other half', { 'vllm:prefix_cache_queries_total': 1 }, {}],
    ['figures that are none', { 'vllm:num_requests_running': NaN, 'vllm:num_requests_waiting': Infinity }, {}],
  ];
  for (const [name, figures, activity] of known) it(name, () => assert.deepEqual(of(figures), activity));

  it('adds up the engines of one server, and takes the fullest cache', () => {
    const samples = [1, 2].flatMap((value) => [{ name: 'vllm:num_requests_running', value }, { name: 'vllm:kv_cache_usage_perc', value: value / 10 }]);
    assert.deepEqual(activityOf(samples), { runningRequests: 3, kvCacheUsedShare: 0.2 });
  });
});
