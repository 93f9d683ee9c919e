import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseForeign } from '../../../src/adapters/foreign/readForeign.ts';
import type { ForeignResult } from '../../../src/domain/foreign.ts';

function parsed(json: unknown): readonly ForeignResult[] {
  const result = parseForeign(JSON.stringify(json), 'result.json');
  if (!result.ok) throw new Error(result.failure.detail);
  return result.value;
}

describe('results of other tools', () => {
  it('llama-bench: prompt processing and generation apart, their mixture in neither', () => {
    const base = { model_filename: 'm.gguf', model_type: 'qwen2 32B Q4_K - Medium' };
    const results = parsed([
      { ...base, n_prompt: 512, n_gen: 0, avg_ts: 980.5, samples_ts: [980, 981] },
      { ...base, n_prompt: 0, n_gen: 128, avg_ts: 26.3 },
      { ...base, n_prompt: 512, n_gen: 128, avg_ts: 110 },
    ]);
    assert.deepEqual(results.map(({ tool, label, prefillTokensPerSecond, decodeTokensPerSecond, requests }) => [tool, label, prefillTokensPerSecond, decodeTokensPerSecond, requests]), [
      ['llama-bench', 'pp512', 980.5, undefined, 2],
      ['llama-bench', 'tg128', undefined, 26.3, undefined],
      ['llama-bench', 'pp512+tg128: 110.0 tokens/s in all', undefined, undefined, undefined],
    ]);
  });
  it('vllm bench serve: medians, the decode rate from time per output token, tokens per request', () => {
    const [result] = parsed({ model_id: 'Qwen/Qwen2.5', completed: 10, duration: 12.5, total_input_tokens: 10_240, total_output_tokens: 1280, max_concurrency: 1, median_ttft_ms: 210.5, median_tpot_ms: 25, median_e2el_ms: 3400, mean_ttft_ms: 215 });
    assert.deepEqual(result, { tool: 'vllm bench serve', file: 'result.json', model: 'Qwen/Qwen2.5', label: 'concurrency 1', requests: 10, ttftMs: 210.5, decodeTokensPerSecond: 40, totalMs: 3400, promptTokens: 1024, outputTokens: 128 });
  });
  it('GuideLLM: medians over successful requests', () => {
    const request = (ttft: number): object => ({ time_to_first_token_ms: ttft, inter_token_latency_ms: 20, request_latency: 2.5, prompt_tokens: 100, output_tokens: 50 });
    const [result] = parsed({ benchmarks: [{ requests: { successful: [request(100), request(120), request(500)], errored: [] } }] });
    assert.deepEqual([result?.tool, result?.ttftMs, result?.decodeTokensPerSecond, result?.totalMs, result?.requests], ['GuideLLM', 120, 50, 2500, 3]);
  });
  it('llama-benchy: per-request rates', () => {
    const metric = (mean: number): object => ({ mean, std: 1, values: [mean] });
    const [result] = parsed({ version: '0.4.0', timestamp: 't', latency_mode: 'none', latency_ms: 0, model: 'm', prefix_caching_enabled: false, max_concurrency: 1, benchmarks: [{ concurrency: 1, context_size: 0, prompt_size: 512, response_size: 64, is_context_prefill_phase: false, pp_throughput: metric(1000), tg_req_throughput: metric(42), tg_throughput: metric(41), e2e_ttft: metric(512) }] });
    assert.deepEqual([result?.tool, result?.label, result?.prefillTokensPerSecond, result?.decodeTokensPerSecond, result?.ttftMs], ['llama-benchy', 'pp512 tg64, concurrency 1', 1000, 42, 512]);
  });
  it('anything else is refused with the tools that are known', () => {
    for (const text of ['{"a": 1}', '[]', 'nothing', 'null', '{"benchmarks": []}']) {
      const result = parseForeign(text, 'x.json');
      assert.ok(!result.ok && result.failure.kind === 'invalidInput');
    }
  });
});
