/** What the guard reads from real request bodies, and how it puts a limit in without touching the rest. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { guardedApi, type GuardedApi, readGuardRequest } from '../../../src/guard/guardRequest.ts';
import { withOutputLimit } from '../../../src/guard/rewriteBody.ts';

function read(api: GuardedApi, body: object) {
  const result = readGuardRequest(api, JSON.stringify(body));
  assert.ok(result.guarded, JSON.stringify(result));
  return result.request;
}

describe('readGuardRequest', () => {
  it('reads Cline’s request: parts, tools, tool calls, images', () => {
    const request = read('openaiChat', {
      model: 'm',
      stream: true,
      max_tokens: 8374,
      tool_choice: 'auto',
      messages: [
        { role: 'developer', content: 'be brief' },
        { role: 'user', content: [{ type: 'text', text: 'look ' }, { type: 'image_url', image_url: { url: 'data:image/png;base64,AAAA' } }] },
        { role: 'assistant', content: null, tool_calls: [{ id: 'c1', type: 'function', function: { name: 'read_files', arguments: '{"paths":["a"]}' } }] },
        { role: 'tool', tool_call_id: 'c1', content: 'text of a' },
      ],
      tools: [{ type: 'function', function: { name: 'read_files', parameters: { type: 'object' } } }],
    });
    assert.deepEqual(request.messages, [
      { role: 'system', content: 'be brief' },
      { role: 'user', content: 'look ' },
      { role: 'assistant', content: '', toolCalls: [{ id: 'c1', name: 'read_files', argumentsText: '{"paths":["a"]}' }] },
      { role: 'tool', content: 'text of a', toolCallId: 'c1' },
    ]);
    assert.deepEqual([request.images, request.requestedOutputTokens, request.outputFields, request.stream], [1, 8374, ['max_tokens'], true]);
    assert.deepEqual(request.tools, [{ name: 'read_files', description: '', parameters: { type: 'object' } }]);
  });

  it('reads Ollama’s native request: options, default streaming, images beside the text', () => {
    const request = read('ollamaChat', { model: 'm', messages: [{ role: 'user', content: 'x', images: ['AAAA'] }], options: { num_ctx: 24576, num_predict: -1 } });
    assert.deepEqual([request.contextWindow, request.requestedOutputTokens, request.stream, request.images], [24_576, -1, true, 1]);
    assert.deepEqual(request.outputFields, ['options.num_predict']);
    const generate = read('ollamaGenerate', { model: 'm', system: 's', prompt: 'p', stream: false });
    assert.deepEqual([generate.messages.length, generate.stream, generate.requestedOutputTokens], [2, false, undefined]);
  });

  it('takes the larger of two limits, and "no limit" as the largest', () => {
    assert.equal(read('openaiChat', { max_tokens: 10, max_completion_tokens: 20, messages: [] }).requestedOutputTokens, 20);
    assert.equal(read('openaiChat', { max_tokens: 10, max_completion_tokens: -1, messages: [] }).requestedOutputTokens, -1);
  });

  it('leaves alone what it does not understand', () => {
    assert.deepEqual(readGuardRequest('openaiChat', '{"model":'), { guarded: false, why: 'the body is not JSON' });
    assert.equal(readGuardRequest('openaiChat', '{"messages":"x"}').guarded, false);
    assert.equal(guardedApi('POST', '/v1/embeddings'), undefined);
    assert.equal(guardedApi('GET', '/v1/chat/completions'), undefined);
    assert.equal(guardedApi('POST', '/v1/chat/completions/'), 'openaiChat');
  });
});

describe('withOutputLimit', () => {
  it('changes one number and no other byte', () => {
    const body = '{ "seed": 12345678901234567890,\n "max_tokens" : 32768, "messages": [ {"role":"user","content":"max_tokens: 5 \\u00e9"} ] }';
    assert.equal(withOutputLimit(body, 'openaiChat', ['max_tokens'], 10_844), body.replace('32768', '10844'));
  });

  it('sets every limit that is named, and the usual one when none is', () => {
    assert.deepEqual(JSON.parse(withOutputLimit('{"max_tokens":9,"max_completion_tokens":9}', 'openaiChat', ['max_tokens', 'max_completion_tokens'], 5)), { max_tokens: 5, max_completion_tokens: 5 });
    assert.deepEqual(JSON.parse(withOutputLimit('{"model":"m"}', 'ollamaChat', [], 5)), { model: 'm', options: { num_predict: 5 } });
    assert.deepEqual(JSON.parse(withOutputLimit('{"model":"m"}', 'openaiChat', [], 5)), { model: 'm', max_tokens: 5 });
  });

  it('is not fooled by a key given twice', () => {
    assert.equal((JSON.parse(withOutputLimit('{"max_tokens":1,"max_tokens":99999}', 'openaiChat', ['max_tokens'], 7)) as { max_tokens: number }).max_tokens, 7);
    const options = JSON.parse(withOutputLimit('{"options":{"num_predict":1},"options":{"num_ctx":8,"num_predict":99}}', 'ollamaChat', ['options.num_predict'], 7)) as unknown;
    assert.deepEqual(options, { options: { num_ctx: 8, num_predict: 7 } });
  });

  it('keeps every other value, for any body', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), fc.integer({ min: 1, max: 100_000 }), (rest, limit) => {
        const body = { ...rest, max_tokens: 1_000_000, messages: [] };
        assert.deepEqual(JSON.parse(withOutputLimit(JSON.stringify(body), 'openaiChat', ['max_tokens'], limit)), JSON.parse(JSON.stringify({ ...body, max_tokens: limit })));
      }),
      { numRuns: 60 },
    );
  });
});
