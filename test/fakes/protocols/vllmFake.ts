/** vLLM, answering with what four real versions answered. */
import { json, reply, sse } from '../httpReplies.ts';
import type { SeenRequest, Step } from '../scriptedServer.ts';
import { openAiEnds, openAiSays } from './openAiWire.ts';
import type { ProtocolFake, Refusal } from './protocolFake.ts';
import { captured, captureNames, type VllmVersion } from './vllmCaptures.ts';

const window = '32768';

/** What each recorded refusal must become, and the figures the real answer carried. */
const overflows: Readonly<Record<VllmVersion, readonly Pick<Refusal, 'name' | 'names'>[]>> = {
  'v0.15.1': [
    { name: 'err_prompt_plus_max_tokens', names: ['21901', window, '--max-model-len 57344'] },
    { name: 'err_prompt_plus_max_tokens_stream', names: ['21901'] },
    { name: 'err_21901_plus_16000', names: ['21901', '16000', '--max-model-len 40960'] },
    { name: 'err_short_plus_32768', names: ['42', window] },
    { name: 'err_prompt_too_long', names: ['33031'] },
    { name: 'err_completions_plus', names: ['21871'] },
    { name: 'err_max_tokens_alone_gt', names: ['40000', window] },
  ],
  'v0.16.0': [
    { name: 'err_prompt_plus_max_tokens', names: [window, '--max-model-len'] },
    { name: 'err_21901_plus_16000', names: ['at least 16769', '16000', window] },
    { name: 'err_prompt_too_long', names: ['at least 32753', window] },
    { name: 'err_max_tokens_alone_gt', names: [window] },
  ],
  'v0.20.2': [
    { name: 'err_prompt_plus_max_tokens', names: [window] },
    { name: 'err_prompt_plus_max_tokens_stream', names: [window] },
    { name: 'err_21901_plus_11000', names: ['at least 21769', '11000', window] },
    { name: 'err_prompt_too_long', names: ['at least 32753'] },
  ],
  'v0.32.0': [
    { name: 'err_prompt_too_long', names: ['at least 32769', window] },
    { name: 'err_prompt_too_long_stream', names: ['at least 32769', window] },
    { name: 'err_max_tokens_alone_gt', names: ['40000', window] },
  ],
};

function recordedRefusals(version: VllmVersion): readonly Refusal[] {
  const others: readonly Refusal[] = [
    { name: 'err_tools_auto_not_enabled', steps: [], kind: 'toolCallsDisabled', names: ['--enable-auto-tool-choice', '--tool-call-parser'] },
    { name: 'err_unknown_model', steps: [], kind: 'modelMissing', names: ['vllm serve'] },
    { name: 'err_max_tokens_0', steps: [], kind: 'invalidInput', names: ['must be at least 1'] },
    { name: 'err_max_tokens_neg', steps: [], kind: 'invalidInput', names: ['got -1'] },
    { name: 'err_404', steps: [], kind: 'wrongPath', names: ['/v1'] },
    { name: 'err_405', steps: [], kind: 'wrongPath', names: ['/v1'] },
    { name: 'err_invalid_json', steps: [], kind: 'invalidInput', names: ['400'] },
  ];
  const all = [...overflows[version].map((overflow): Refusal => ({ ...overflow, steps: [], kind: 'contextOverflow' })), ...others];
  return all.filter(({ name }) => captureNames(version).includes(name)).map((refusal) => ({ ...refusal, steps: captured(version, refusal.name) }));
}

/** Shortened from a real 0.32.0. */
const metrics = `# HELP vllm:num_requests_running Number of requests in model execution batches.
# TYPE vllm:num_requests_running gauge
vllm:num_requests_running{engine="0",model_name="smol"} 0.0
vllm:num_requests_waiting{engine="0",model_name="smol"} 0.0
vllm:num_requests_waiting_by_reason{engine="0",model_name="smol",reason="capacity"} 0.0
vllm:kv_cache_usage_perc{engine="0",model_name="smol"} 0.0
vllm:prefix_cache_queries_total{engine="0",model_name="smol"} 0.0
vllm:prefix_cache_hits_total{engine="0",model_name="smol"} 0.0
vllm:prefix_cache_hits_created{engine="0",model_name="smol"} 1.795332471896956e+09
`;

export function createVllmFake(version: VllmVersion): ProtocolFake {
  const or404 = (name: string): readonly Step[] => (captureNames(version).includes(name) ? captured(version, name) : json({ detail: 'Not Found' }, 404));
  const route = (request: SeenRequest): readonly Step[] => {
    switch (request.path) {
      case '/v1/models':
        return captured(version, 'models');
      case '/version':
        return captured(version, 'version');
      case '/metrics':
        return reply(200, 'text/plain; version=0.0.4', metrics);
      case '/tokenize':
        // 0.20.2 was not recorded here; its schema is that of its neighbours
        return json({ count: 11, max_model_len: 32768, tokens: [], token_strs: null });
      default:
        return or404('err_404');
    }
  };
  return {
    name: `vLLM ${version.slice(1)}`,
    kind: 'vllm',
    version: version.slice(1),
    model: 'smol',
    chatPath: '/v1/chat/completions',
    contentType: 'text/event-stream; charset=utf-8',
    capabilities: { listsWindow: true, countsPrompt: true, countsTools: true, countsText: true, loads: false, unloads: false, tellsActivity: true, serverTimings: false },
    modelInfo: { id: 'smol', loaded: true, contextWindow: 32768, contextWindowSource: '/v1/models max_model_len' },
    route,
    says: openAiSays,
    ends: openAiEnds,
    // the engine's death: an error, and then [DONE] as if all were well
    errorEvent: sse({ error: { message: 'EngineCore encountered an issue. See stack trace (above) for the root cause.', type: 'InternalServerError', param: null, code: 500 } }) + sse('[DONE]'),
    refusals: [
      ...recordedRefusals(version),
      {
        name: 'overflow until 2025',
        steps: json({ object: 'error', message: "This model's maximum context length is 8192 tokens. However, you requested 9000 tokens (6952 in the messages, 2048 in the completion). Please reduce the length.", type: 'BadRequestError', param: null, code: 400 }, 400),
        kind: 'contextOverflow',
        names: ['6952', '2048', '8192'],
      },
      { name: 'wrong key', steps: json({ error: 'Unauthorized' }, 401), kind: 'unauthorised', names: ['--api-key'] },
      { name: 'out of memory', steps: json({ error: { message: 'CUDA out of memory. Tried to allocate 2.00 GiB. GPU 0 has 24.00 GiB', type: 'InternalServerError', code: 500 } }, 500), kind: 'outOfMemory', names: ['--gpu-memory-utilization'] },
    ],
  };
}
