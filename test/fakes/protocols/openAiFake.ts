/** A server that knows `/v1/models` and `/v1/chat/completions` and nothing else. */
import { json, sse } from '../httpReplies.ts';
import { openAiEnds, openAiSays } from './openAiWire.ts';
import type { ProtocolFake } from './protocolFake.ts';

const model = 'some-model-AWQ';

export const openAiFake: ProtocolFake = {
  name: 'OpenAI-compatible',
  kind: 'openai',
  version: undefined,
  model,
  chatPath: '/v1/chat/completions',
  contentType: 'text/event-stream',
  capabilities: { listsWindow: true, countsPrompt: false, countsTools: false, countsText: false, loads: false, unloads: false, tellsActivity: false, serverTimings: false },
  modelInfo: { id: model, contextWindow: 16384, contextWindowSource: '/v1/models', quantization: 'AWQ' },
  route: (request) => (request.path === '/v1/models' ? json({ object: 'list', data: [{ id: model, object: 'model', context_length: 16384 }] }) : json({ detail: 'Not Found' }, 404)),
  says: openAiSays,
  ends: openAiEnds,
  errorEvent: sse({ error: { message: 'upstream failed', type: 'server_error' } }),
  refusals: [
    { name: 'overflow by its code', steps: json({ error: { message: 'Input is too large.', type: 'invalid_request_error', code: 'context_length_exceeded' } }, 400), kind: 'contextOverflow', names: ['max_tokens'] },
    { name: 'wrong key', steps: json({ error: { message: 'Incorrect API key provided: sk-marked-key', code: 'invalid_api_key' } }, 401), kind: 'unauthorised', names: ['key'] },
    { name: 'rate limit', steps: json({ error: { message: 'Rate limit reached', type: 'rate_limit' } }, 429), kind: 'busy', names: ['Wait'] },
    { name: 'bad request', steps: json({ error: { message: 'temperature must be between 0 and 2' } }, 400), kind: 'invalidInput', names: ['temperature'] },
    { name: 'status without words', steps: json({}, 500), kind: 'serverError', names: ['500'] },
    { name: 'forbidden without words', steps: json('', 403), kind: 'unauthorised', names: ['key'] },
  ],
};
