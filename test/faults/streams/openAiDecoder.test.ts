/** The decoder that knows a stream's shape says of every event what the one that parses it says. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { decodeOpenAiEvent } from '../../../src/adapters/servers/shared/stream/decodeOpenAiEvent.ts';
import { createOpenAiDecoder } from '../../../src/adapters/servers/shared/stream/openAiDecoder.ts';

const event = (delta: object, more: object = {}): string => JSON.stringify({ id: 'c', object: 'chat.completion.chunk', model: 'm', choices: [{ index: 0, delta, finish_reason: null }], ...more });

/** Texts that could be mistaken for the shape around them. */
const treacherous = ['"', '\\', '\\u0041', 'plimsoll', '', ' ', '"},"finish_reason":"stop"}]}', '\u0000', 'content', '물', '🚢', '{}', '[DONE]'];
const token = fc.oneof({ weight: 3, arbitrary: fc.string({ unit: 'grapheme', maxLength: 6 }) }, { weight: 1, arbitrary: fc.constantFrom(...treacherous) });

const anyEvent = fc.oneof(
  { weight: 6, arbitrary: token.map((content) => event({ content })) },
  { weight: 2, arbitrary: token.map((reasoning_content) => event({ reasoning_content })) },
  token.map((content) => event({ content, reasoning_content: content })),
  token.map((content) => event({ content }, { timings: { predicted_n: 3, predicted_ms: content.length } })),
  token.map((content) => event({ role: content, content })),
  token.map((content) => JSON.stringify({ choices: [{ index: 1, delta: { content } }] })),
  token.map((content) => event({ content }).replaceAll(',', ', ').replaceAll(':', ': ')),
  token.map((object) => JSON.stringify({ object, choices: [] })),
  token.map((text) => `{"choices":[{"delta":{"content":"${text}"}}]}`), // not always JSON
  fc.constantFrom('[DONE]', event({}), event({ content: null }), '{', '""'),
);

describe('createOpenAiDecoder', () => {
  it('equals decodeOpenAiEvent on any stream', () => {
    fc.assert(
      fc.property(fc.array(anyEvent, { maxLength: 40 }), (events) => {
        const decode = createOpenAiDecoder();
        for (const data of events) assert.deepEqual(decode(data), decodeOpenAiEvent(data), data);
      }),
      { numRuns: 500 },
    );
  });

  it('does not parse a plain token again once it knows the stream', (context) => {
    const decode = createOpenAiDecoder();
    decode(event({ content: 'first' }));
    const parse = context.mock.method(JSON, 'parse');
    assert.deepEqual(decode(event({ content: ' second' })), [{ kind: 'delta' }, { kind: 'text', text: ' second' }]);
    assert.equal(parse.mock.callCount(), 0);
    assert.deepEqual(decode(event({ content: 'a "quote"' })), [{ kind: 'delta' }, { kind: 'text', text: 'a "quote"' }]);
    assert.ok(parse.mock.callCount() > 0);
  });
});
