/** TabbyAPI, which answers llama.cpp's `/props` as well. */
import { json, reply, sse } from '../httpReplies.ts';
import type { SeenRequest, Step } from '../scriptedServer.ts';
import { openAiEnds, openAiSays } from './openAiWire.ts';
import { promptTokens, type ProtocolFake } from './protocolFake.ts';

const model = 'Qwen2.5-Coder-32B-exl2-4.0bpw';

function route(request: SeenRequest): readonly Step[] {
  switch (request.path) {
    case '/.well-known/serviceinfo':
      return json({ version: 0.1, software: { name: 'TabbyAPI', repository: 'https://github.com/theroyallab/tabbyAPI', homepage: 'https://github.com/theroyallab/tabbyAPI' }, api: {} });
    case '/health':
      return json({ status: 'healthy', issues: [] });
    case '/v1/models':
      return json({ object: 'list', data: [{ id: model, object: 'model', owned_by: 'tabbyAPI' }] });
    case '/v1/model':
      return json({ id: model, object: 'model', owned_by: 'tabbyAPI', parameters: { max_seq_len: 32768, cache_size: 32768, cache_mode: 'Q8', max_batch_size: 3, chunk_size: 2048, use_vision: false } });
    case '/props':
      return json({ total_slots: 3, chat_template: '', default_generation_settings: { n_ctx: 32768 } });
    case '/v1/token/encode':
      return json({ tokens: Array.from({ length: promptTokens }, (_, place) => place), length: promptTokens });
    case '/v1/model/load':
      return reply(200, 'text/event-stream', ['processing', 'finished'].map((status, module) => sse({ model_type: 'model', module, modules: 1, status })).join(''));
    case '/v1/model/unload':
      return json(null);
    default:
      return json({ detail: 'Not Found' }, 404);
  }
}

const error = (message: string, code: string, status = 400): readonly Step[] => json({ error: { message, type: 'invalid_request_error', param: null, code } }, status);

export const tabbyFake: ProtocolFake = {
  name: 'TabbyAPI',
  kind: 'tabby',
  version: undefined,
  model,
  chatPath: '/v1/chat/completions',
  contentType: 'text/event-stream',
  capabilities: { listsWindow: true, countsPrompt: true, countsTools: false, countsText: true, loads: true, unloads: true, tellsActivity: false, serverTimings: true },
  modelInfo: { id: model, loaded: true, contextWindow: 32768, contextWindowSource: '/v1/model max_seq_len', supportsVision: false, quantization: '4.0bpw' },
  parallelSlots: 3,
  route,
  says: openAiSays,
  ends: (reason, tokens) => openAiEnds(reason, tokens, { usage: { prompt_time: 0.1285, prompt_tokens_per_sec: 85.6, completion_time: 0.024, completion_tokens_per_sec: 83.3, total_time: 0.1525 } }),
  errorEvent: sse({ error: { message: 'Chat completion aborted. Please check the server console.', trace: '' } }),
  refusals: [
    { name: 'overflow', steps: error('Prompt length 35000 exceeds the available context size of 32768 tokens', 'context_length_exceeded'), kind: 'contextOverflow', names: ['35000', '32768', 'max_seq_len: 36864'] },
    { name: 'overflow of the cache', steps: error('Initial job allocation requires 40000 cache tokens, which exceeds the available context size of 32768 tokens', 'context_length_exceeded'), kind: 'contextOverflow', names: ['40000'] },
    { name: 'overflow, older', steps: json({ detail: 'Prompt length 35000 is greater than max_seq_len 32768' }, 400), kind: 'contextOverflow', names: ['35000', '32768'] },
    { name: 'overflow in new words', steps: error('Too long for us', 'context_length_exceeded'), kind: 'contextOverflow', names: ['max_seq_len'] },
    { name: 'wrong key', steps: json({ detail: 'Invalid API key' }, 401), kind: 'unauthorised', names: ['key'] },
    { name: 'no model loaded', steps: json({ detail: 'No models are currently loaded.' }, 400), kind: 'modelMissing', names: ['/v1/model/load'] },
    { name: 'out of memory', steps: json({ detail: 'CUDA out of memory. Tried to allocate 1.50 GiB' }, 500), kind: 'outOfMemory', names: ['cache_mode'] },
  ],
};
