/** The quick look passes only what the close look passes too, and is not deceived by texts that look like fields. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { decideRequest } from '../../../src/guard/decideRequest.ts';
import { estimatePrompt } from '../../../src/guard/estimatePrompt.ts';
import { readGuardRequest } from '../../../src/guard/guardRequest.ts';
import { quickLook, quickPass } from '../../../src/guard/quickPass.ts';

const look = (body: object | string) => {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return quickLook(text, Buffer.byteLength(text));
};

const content = fc.oneof(fc.string({ unit: 'grapheme', maxLength: 400 }), fc.constantFrom('"max_tokens": 99999999', '\\"max_tokens\\":5', '{"model":"other"}', '"stream":true', '"role":"user"'.repeat(20)));
const body = fc.record(
  {
    model: fc.constant('m'),
    stream: fc.boolean(),
    max_tokens: fc.integer({ min: -1, max: 20_000 }),
    max_completion_tokens: fc.integer({ min: -1, max: 20_000 }),
    messages: fc.array(fc.record({ role: fc.constantFrom('system', 'user', 'assistant'), content }), { maxLength: 8 }),
  },
  { requiredKeys: ['model', 'messages'] },
);

describe('quickLook', () => {
  it('never passes what the close look would clamp or refuse', () => {
    fc.assert(
      fc.property(body, fc.integer({ min: 1, max: 30_000 }), fc.boolean(), (request, contextWindow, overrunsWithoutLimit) => {
        const seen = look(request);
        if (seen === undefined || !quickPass(seen, contextWindow, overrunsWithoutLimit)) return;
        const read = readGuardRequest('openaiChat', JSON.stringify(request));
        assert.ok(read.guarded);
        const { requestedOutputTokens } = read.request;
        const prompt = estimatePrompt(read.request);
        // the quick bound is the stricter one, whatever the estimate says
        assert.ok(seen.mostPromptTokens >= prompt.low);
        assert.equal(seen.requestedOutputTokens, requestedOutputTokens);
        const decision = decideRequest({ contextWindow, prompt: { ...prompt, high: seen.mostPromptTokens }, overrunsWithoutLimit, leastOutputTokens: 256, ...(requestedOutputTokens === undefined ? {} : { requestedOutputTokens }) });
        assert.equal(decision.action, 'pass');
      }),
    );
  });

  it('reads the fields and not the texts', () => {
    assert.deepEqual(look({ model: 'a/b', stream: true, max_tokens: 10, messages: [{ role: 'user', content: 'say "max_tokens": 7 and "model":"x"' }] })?.requestedOutputTokens, 10);
    assert.equal(look({ model: 'a/b', messages: [] })?.model, 'a/b');
  });

  it('leaves to the close look: images, no limit, odd limits, two models, num_ctx, escaped names, no JSON', () => {
    const closer = [
      { model: 'm', messages: [{ role: 'user', content: [{ type: 'image_url', image_url: { url: 'http://x/y.png' } }] }] },
      { model: 'm', max_tokens: -1, messages: [] },
      { model: 'm', max_tokens: null, messages: [] },
      { model: 'm', metadata: { model: 'n' }, messages: [] },
      { model: 'm', options: { num_ctx: 2_048 }, messages: [] },
      '{"model":"m","max\\u005ftokens":99999}',
      'not json',
    ];
    for (const one of closer) assert.equal(look(one), undefined, JSON.stringify(one));
  });

  it('does not pass without a known window, nor a limitless request to a server that overruns', () => {
    const seen = look({ model: 'm', messages: [] });
    assert.ok(seen !== undefined);
    assert.equal(quickPass(seen, undefined, false), false);
    assert.equal(quickPass(seen, 100_000, true), false);
    assert.equal(quickPass(seen, 100_000, false), true);
  });
});
