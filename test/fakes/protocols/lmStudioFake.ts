/** LM Studio with its v1 API, and as it was before 0.4 with only v0. */
import { json, sse } from '../httpReplies.ts';
import type { SeenRequest, Step } from '../scriptedServer.ts';
import { openAiEnds, openAiSays } from './openAiWire.ts';
import type { ProtocolFake } from './protocolFake.ts';

const model = 'qwen2.5-coder-14b-instruct';
const unexpected = (request: SeenRequest): readonly Step[] => json({ error: `Unexpected endpoint or method. (${request.method} ${request.path})` });
const openAiList = { object: 'list', data: [{ id: model, object: 'model', owned_by: 'organization_owner' }] };

const v1List = {
  models: [
    {
      type: 'llm',
      key: model,
      display_name: 'Qwen2.5 Coder 14B',
      architecture: 'qwen2',
      quantization: { name: 'Q4_K_M', bits_per_weight: 4 },
      size_bytes: 8988110656,
      params_string: '14B',
      max_context_length: 32768,
      format: 'gguf',
      capabilities: { vision: false, trained_for_tool_use: true },
      loaded_instances: [{ id: `${model}:2`, config: { context_length: 16384, eval_batch_size: 512, parallel: 4, flash_attention: true, offload_kv_cache_to_gpu: true } }],
    },
    { type: 'embedding', key: 'nomic-embed', loaded_instances: [] },
  ],
};

const v0List = {
  object: 'list',
  data: [
    { id: model, object: 'model', type: 'llm', arch: 'qwen2', quantization: 'Q4_K_M', state: 'loaded', max_context_length: 32768, loaded_context_length: 16384, capabilities: ['tool_use'] },
    { id: 'nomic-embed', type: 'embeddings', state: 'not-loaded' },
  ],
};

function routeV1(request: SeenRequest): readonly Step[] {
  if (request.path === '/api/v1/models') return json(v1List);
  if (request.path === '/api/v0/models') return json(v0List);
  if (request.path === '/v1/models') return json(openAiList);
  if (request.path === '/api/v1/models/unload') return json({ instance_id: `${model}:2` });
  return unexpected(request);
}

function routeV0(request: SeenRequest): readonly Step[] {
  if (request.path === '/api/v0/models') return json(v0List);
  if (request.path === '/v1/models') return json(openAiList);
  return unexpected(request);
}

const error = (text: string, status = 400): readonly Step[] => json({ error: text }, status);
const keepError =
  'The number of tokens to keep from the initial prompt is greater than the context length (n_keep: 13055>= n_ctx: 4096). Try to load the model with a larger context length, or provide a shorter input.';

const shared = {
  kind: 'lmstudio',
  version: undefined,
  model,
  chatPath: '/v1/chat/completions',
  contentType: 'text/event-stream',
  says: openAiSays,
  ends: openAiEnds,
  errorEvent: sse({ error: { message: 'The model has crashed without additional information. (Exit code: 18446744072635810000)' } }),
} as const;

const known = { id: model, loaded: true, family: 'qwen2', quantization: 'Q4_K_M', trainedContextWindow: 32768, contextWindow: 16384, supportsTools: true, supportsVision: false } as const;

export const lmStudioFake: ProtocolFake = {
  ...shared,
  name: 'LM Studio',
  capabilities: { listsWindow: true, countsPrompt: false, countsTools: false, countsText: false, loads: true, unloads: true, tellsActivity: false, serverTimings: false },
  modelInfo: { ...known, sizeBytes: 8988110656, parameterCount: 14e9, contextWindowSource: '/api/v1/models loaded_instances' },
  parallelSlots: 4,
  route: routeV1,
  refusals: [
    { name: 'overflow with 400', steps: error(keepError), kind: 'contextOverflow', names: ['13055', '4096', '--context-length'] },
    { name: 'overflow with 200', steps: error(keepError, 200), kind: 'contextOverflow', names: ['13055', '4096'] },
    { name: 'overflow, n_keep', steps: error('Cannot truncate prompt with n_keep (15028) >= n_ctx (7424)'), kind: 'contextOverflow', names: ['15028', '7424'] },
    {
      name: 'overflow, older',
      steps: error('Trying to keep the first 5000 tokens when context the overflows. However, the model is loaded with context length of only 4096 tokens, which is not enough.'),
      kind: 'contextOverflow',
      names: ['5000', '4096'],
    },
    { name: 'overflow with MLX', steps: error('Context size has been exceeded.'), kind: 'contextOverflow', names: ['context'] },
    { name: 'missing model', steps: json({ error: { message: 'Model not found: nope', type: 'invalid_request_error' } }, 404), kind: 'modelMissing', names: ['lms get'] },
    { name: 'nothing loaded', steps: json({ error: { message: 'No models loaded. Please load a model in the developer page or use the `lms load` command.' } }, 404), kind: 'modelMissing', names: ['lms load'] },
    { name: 'out of memory', steps: error('Model loading was stopped due to insufficient system resources.'), kind: 'outOfMemory', names: ['smaller'] },
    { name: 'wrong key', steps: json({ error: { message: 'Invalid API token', type: 'invalid_request_error' } }, 401), kind: 'unauthorised', names: ['key'] },
  ],
};

export const lmStudioV0Fake: ProtocolFake = {
  ...shared,
  name: 'LM Studio before 0.4',
  capabilities: { ...lmStudioFake.capabilities, loads: false, unloads: false },
  modelInfo: { ...known, contextWindowSource: '/api/v0/models loaded_context_length' },
  route: routeV0,
  refusals: lmStudioFake.refusals.slice(0, 2),
};
