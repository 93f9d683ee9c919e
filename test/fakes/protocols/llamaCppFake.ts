/** llama-server as captured from a real build of October 2026. */
import { json, reply, sse } from '../httpReplies.ts';
import type { SeenRequest, Step } from '../scriptedServer.ts';
import { openAiEnds, openAiSays } from './openAiWire.ts';
import { promptTokens, type ProtocolFake } from './protocolFake.ts';

const notFound = json({ error: { message: 'File Not Found', type: 'not_found_error', code: 404 } }, 404);
const model = 'SmolLM2-135M-Instruct';

export const listed = {
  models: [{ name: model, model, capabilities: ['completion'] }],
  object: 'list',
  data: [
    {
      id: model,
      aliases: [model],
      object: 'model',
      architecture: { input_modalities: ['text'], output_modalities: ['text'] },
      owned_by: 'llamacpp',
      meta: { vocab_type: 2, n_vocab: 49152, n_ctx: 8192, n_ctx_train: 8192, n_embd: 576, n_params: 134515008, size: 96576768, ftype: 'Q4_1' },
    },
  ],
};

export const props = {
  default_generation_settings: { params: { n_predict: -1 }, n_ctx: 8192 },
  total_slots: 2,
  model_path: '/models/SmolLM2-135M-Instruct.Q4_1.gguf',
  model_ftype: 'Q4_1',
  modalities: { vision: false, audio: false },
  chat_template: '{% for message in messages %}{{ message.content }}{% endfor %}',
  chat_template_caps: { supports_tools: false, supports_tool_calls: false },
  build_info: 'b7000-abcdef12',
};

/** Shortened from a build of 2026-10. */
const metrics = `# HELP llamacpp:prompt_tokens_total Number of prompt tokens processed, excluding cached tokens
# TYPE llamacpp:prompt_tokens_total counter
llamacpp:prompt_tokens_total 300
# HELP llamacpp:prompt_tokens_cached_total Number of prompt tokens reused from the cache
# TYPE llamacpp:prompt_tokens_cached_total counter
llamacpp:prompt_tokens_cached_total 100
# HELP llamacpp:requests_processing Number of requests processing
# TYPE llamacpp:requests_processing gauge
llamacpp:requests_processing 1
# HELP llamacpp:requests_deferred Number of requests deferred
# TYPE llamacpp:requests_deferred gauge
llamacpp:requests_deferred 0
`;

function route(request: SeenRequest): readonly Step[] {
  switch (request.path) {
    case '/health':
      return json({ status: 'ok' });
    case '/props':
      return json(props);
    case '/v1/models':
    case '/models':
      return json(listed);
    case '/apply-template':
      return json({ prompt: '<|im_start|>user\nhello<|im_end|>\n' });
    case '/metrics':
      return reply(200, 'text/plain; version=0.0.4', metrics);
    case '/tokenize':
      return json({ tokens: Array.from({ length: promptTokens }, (_, place) => place) });
    default:
      return notFound;
  }
}

const error = (status: number, message: string, type: string, more: object = {}): readonly Step[] => json({ error: { code: status, message, type, ...more } }, status);

export const llamaCppFake: ProtocolFake = {
  name: 'llama.cpp',
  kind: 'llamacpp',
  version: 'b7000-abcdef12',
  model,
  chatPath: '/v1/chat/completions',
  contentType: 'text/event-stream',
  capabilities: { listsWindow: true, countsPrompt: true, countsTools: true, countsText: true, loads: false, unloads: false, tellsActivity: true, serverTimings: true },
  modelInfo: {
    id: model,
    loaded: true,
    parameterCount: 134515008,
    sizeBytes: 96576768,
    trainedContextWindow: 8192,
    quantization: 'Q4_1',
    contextWindow: 8192,
    contextWindowSource: '/props n_ctx per slot',
    supportsTools: false,
    supportsVision: false,
    isThinking: false,
  },
  parallelSlots: 2,
  route,
  says: openAiSays,
  ends: (reason, tokens) => openAiEnds(reason, tokens, { chunk: { timings: { cache_n: 1, prompt_n: promptTokens - 1, prompt_ms: 128.5, predicted_n: tokens, predicted_ms: 24 } } }),
  errorEvent: sse({ error: { code: 500, message: 'decode failed', type: 'server_error' } }),
  refusals: [
    {
      name: 'overflow',
      steps: error(400, 'request (9031 tokens) exceeds the available context size (8192 tokens), try increasing it', 'exceed_context_size_error', { n_prompt_tokens: 9031, n_ctx: 8192 }),
      kind: 'contextOverflow',
      names: ['9031', '8192', '-c 12288'],
    },
    { name: 'overflow of 2025', steps: error(500, 'the request exceeds the available context size. try increasing the context size or enable context shift', 'invalid_request_error'), kind: 'contextOverflow', names: ['-c '] },
    { name: 'still loading', steps: error(503, 'Loading model', 'unavailable_error'), kind: 'busy', names: ['Loading model'] },
    { name: 'wrong key', steps: error(401, 'Invalid API Key', 'authentication_error'), kind: 'unauthorised', names: ['key'] },
    { name: 'tools without jinja', steps: error(500, 'tools param requires --jinja flag', 'server_error'), kind: 'toolCallsDisabled', names: ['--jinja'] },
    { name: 'missing model of a router', steps: error(404, 'model not found: nope', 'not_found_error'), kind: 'modelMissing', names: ['nope', 'llama-server'] },
    { name: 'out of memory', steps: error(500, 'failed to allocate compute buffers', 'server_error'), kind: 'outOfMemory', names: ['-c', '-ngl'] },
    { name: 'plain text from a proxy', steps: reply(502, 'text/plain', 'upstream connect error'), kind: 'serverError', names: ['502'] },
  ],
};

/** llama-server started without a model: it routes to models that it loads on demand. */
function routerRoute(request: SeenRequest): readonly Step[] {
  const url = new URL(request.path, 'http://h');
  switch (url.pathname) {
    case '/props':
      return url.searchParams.get('model') === model && url.searchParams.get('autoload') === 'false' ? json(props) : json({ role: 'router', max_instances: 4, models_autoload: true });
    case '/models':
    case '/v1/models':
      return json({ object: 'list', data: [{ id: model, object: 'model', owned_by: 'llamacpp', status: { value: 'loaded', args: ['llama-server'] } }] });
    case '/models/load':
    case '/models/unload':
      return json({ success: true });
    default:
      return route(request);
  }
}

const { parallelSlots: _slots, ...withoutSlots } = llamaCppFake;

export const llamaCppRouterFake: ProtocolFake = {
  ...withoutSlots,
  name: 'llama.cpp router',
  version: undefined,
  capabilities: { ...llamaCppFake.capabilities, loads: true, unloads: true },
  modelInfo: { id: model, loaded: true, contextWindow: 8192, contextWindowSource: '/props n_ctx per slot', supportsTools: false, supportsVision: false, isThinking: false },
  route: routerRoute,
  refusals: llamaCppFake.refusals.filter(({ name }) => name.includes('router')),
};
