/** How busy a server is, from the metrics of every product that has them; they differ in names only. */
import type { ServerActivity } from '../../../../domain/server.ts';
import { defined } from '../../../../domain/defined.ts';
import type { MetricSample } from './readExposition.ts';

// vLLM, llama.cpp, SGLang, Text Generation Inference
const runningNames = ['vllm:num_requests_running', 'llamacpp:requests_processing', 'sglang:num_running_reqs', 'tgi_batch_current_size'];
const waitingNames = ['vllm:num_requests_waiting', 'llamacpp:requests_deferred', 'sglang:num_queue_reqs', 'tgi_queue_size'];
// vLLM renamed its own in 2025; llama.cpp gave its up
const cacheNames = ['vllm:kv_cache_usage_perc', 'vllm:gpu_cache_usage_perc', 'llamacpp:kv_cache_usage_ratio', 'sglang:token_usage'];
/** Tokens found in the prefix cache, and all that were looked for. */
const prefixNames = [
  { found: 'vllm:prefix_cache_hits_total', all: ['vllm:prefix_cache_queries_total'] },
  { found: 'vllm:gpu_prefix_cache_hits_total', all: ['vllm:gpu_prefix_cache_queries_total'] },
  { found: 'llamacpp:prompt_tokens_cached_total', all: ['llamacpp:prompt_tokens_cached_total', 'llamacpp:prompt_tokens_total'] },
];

/** Requests of several engines add up; of their caches the fullest counts. */
export function activityOf(samples: readonly MetricSample[]): Omit<ServerActivity, 'source'> {
  const valuesOf = (name: string): readonly number[] => samples.filter((sample) => sample.name === name && Number.isFinite(sample.value)).map(({ value }) => value);
  const first = (names: readonly string[]): readonly number[] => names.map(valuesOf).find((values) => values.length > 0) ?? [];
  const sum = (values: readonly number[]): number | undefined => (values.length === 0 ? undefined : values.reduce((total, value) => total + value, 0));
  const cache = first(cacheNames);
  return defined({
    runningRequests: sum(first(runningNames)),
    waitingRequests: sum(first(waitingNames)),
    kvCacheUsedShare: cache.length === 0 ? undefined : Math.max(...cache),
    prefixCacheHitShare: prefixNames.map(({ found, all }) => share(sum(valuesOf(found)), sum(all.flatMap(valuesOf)))).find((one) => one !== undefined),
  });
}

/** undefined before anything was looked for. */
const share = (found: number | undefined, all: number | undefined): number | undefined => (found === undefined || all === undefined || all <= 0 ? undefined : found / all);
