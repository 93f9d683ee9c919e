/** Ollama's native API. */
import { json, line } from '../httpReplies.ts';
import type { SeenRequest, Step } from '../scriptedServer.ts';
import { promptTokens, type ProtocolFake, type Said } from './protocolFake.ts';

const model = 'qwen3:8b';
const digest = '500a1f067a9f782620b40bee6f7b0c89e17ae61f686b92c24933e4ca4b2b8b41';

function createRoute(): (request: SeenRequest) => readonly Step[] {
  let isLoaded = true;
  return (request) => {
    switch (request.path) {
      case '/api/version':
        return json({ version: '0.17.4' });
      case '/api/tags':
        return json({ models: [{ name: model, model, size: 5225388164, digest, details: { format: 'gguf', family: 'qwen3', parameter_size: '8.2B', quantization_level: 'Q4_K_M' } }] });
      case '/api/ps':
        return json({ models: isLoaded ? [{ name: model, model, size: 8000000000, size_vram: 6000000000, context_length: 4096, digest }] : [] });
      case '/api/show':
        return json({
          parameters: 'temperature                    0.6\nnum_ctx                        8192\nstop                           "<|im_end|>"',
          capabilities: ['completion', 'tools', 'thinking'],
          model_info: { 'general.architecture': 'qwen3', 'general.parameter_count': 8190735360, 'qwen3.context_length': 40960, 'qwen3.block_count': 36 },
        });
      case '/api/generate':
        isLoaded = !request.body.includes('"keep_alive":0');
        return json({ model, done: true, done_reason: isLoaded ? 'load' : 'unload', response: '' });
      case '/v1/models':
        return json({ object: 'list', data: [{ id: model, object: 'model', owned_by: 'library' }] });
      default:
        return json({ error: 'not found' }, 404);
    }
  };
}

const message = (fields: object): string => line({ model, created_at: '2026-11-22T00:00:00Z', message: { role: 'assistant', content: '', ...fields }, done: false });

function says(said: readonly Said[]): readonly string[] {
  return said.map((part) => {
    if (part.kind === 'text') return message({ content: part.text });
    if (part.kind === 'thinking') return message({ thinking: part.text });
    return message({ tool_calls: [{ function: { name: part.name, arguments: JSON.parse(part.argumentsText) as unknown } }] });
  });
}

export const createOllamaFake = (): ProtocolFake => ({
  name: 'Ollama',
  kind: 'ollama',
  version: '0.17.4',
  model,
  chatPath: '/api/chat',
  contentType: 'application/x-ndjson',
  capabilities: { listsWindow: true, countsPrompt: false, countsTools: false, countsText: false, loads: true, unloads: true, tellsActivity: false, serverTimings: true },
  modelInfo: {
    id: model,
    loaded: true,
    family: 'qwen3',
    quantization: 'Q4_K_M',
    sizeBytes: 5225388164,
    digest,
    vramBytes: 6000000000,
    cpuOffloadShare: 0.25,
    parameterCount: 8190735360,
    trainedContextWindow: 40960,
    supportsTools: true,
    supportsVision: false,
    isThinking: true,
    contextWindow: 4096,
    contextWindowSource: '/api/ps context_length',
  },
  route: createRoute(),
  says,
  ends: (reason, tokens) => [
    line({
      model,
      message: { role: 'assistant', content: '' },
      done: true,
      done_reason: reason === 'length' ? 'length' : 'stop',
      total_duration: 300_000_000,
      load_duration: 50_000_000,
      prompt_eval_count: promptTokens,
      prompt_eval_duration: 128_500_000,
      eval_count: tokens,
      eval_duration: 24_000_000,
    }),
  ],
  errorEvent: line({ error: 'an error was encountered while running the model: unexpected EOF' }),
  refusals: [
    {
      name: 'overflow with shift off',
      steps: json({ error: 'the prompt is longer than the context length currently available to the model; shorten the prompt, or increase num_ctx' }, 400),
      kind: 'contextOverflow',
      names: ['OLLAMA_CONTEXT_LENGTH', 'num_ctx'],
    },
    { name: 'missing model', steps: json({ error: `model '${model}' not found` }, 404), kind: 'modelMissing', names: [`ollama pull ${model}`] },
    { name: 'no tool support', steps: json({ error: `registry.ollama.ai/library/gemma3:12b does not support tools` }, 400), kind: 'toolCallsDisabled', names: ['tools'] },
    { name: 'busy', steps: json({ error: 'server busy, please try again.  maximum pending requests exceeded' }, 503), kind: 'busy', names: ['maximum pending requests'] },
    { name: 'out of memory', steps: json({ error: 'model requires more system memory (18.4 GiB) than is available (12.1 GiB)' }, 500), kind: 'outOfMemory', names: ['num_ctx'] },
    { name: 'crash of the runner', steps: json({ error: 'llama runner process has terminated: exit status 2' }, 500), kind: 'serverError', names: ['runner'] },
    { name: 'behind a proxy with a key', steps: json({ error: 'unauthorized' }, 401), kind: 'unauthorised', names: ['key'] },
  ],
});
