/** All framings that servers and proxies produce say the same, whole and byte by byte. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { foldBytes, foldText, meaningOf } from './foldBytes.ts';
import { optionsOf, recordedStreams } from './recordedStreams.ts';

describe('framing', () => {
  for (const stream of recordedStreams) {
    it(`${stream.name}: says what was written`, () => {
      const whole = foldBytes([stream.bytes], optionsOf(stream));
      assert.ok(whole.ok, whole.ok ? '' : whole.failure.detail);
      assert.equal(whole.value.text, stream.text);
      assert.equal(whole.value.finishReason, 'stop');
    });

    it(`${stream.name}: the same byte by byte`, () => {
      const expected = meaningOf(foldBytes([stream.bytes], optionsOf(stream)));
      assert.deepEqual(meaningOf(foldBytes(Array.from(stream.bytes, (byte) => Buffer.from([byte])), optionsOf(stream))), expected);
    });
  }

  it('reads a line of 5 MB, also in small portions', () => {
    const content = 'x'.repeat(5_000_000);
    const bytes = Buffer.from(`data: ${JSON.stringify({ choices: [{ index: 0, delta: { content }, finish_reason: 'stop' }] })}\n\n`);
    const portions = Array.from({ length: Math.ceil(bytes.length / 4096) }, (_, place) => bytes.subarray(place * 4096, (place + 1) * 4096));
    const done = foldBytes(portions);
    assert.ok(done.ok && done.value.text === content);
  });

  it('replaces broken UTF-8 instead of failing', () => {
    const good = Buffer.from('data: {"choices":[{"delta":{"content":"aXb"},"finish_reason":"stop"}]}\n\n');
    good[good.indexOf('X')] = 0xff;
    const done = foldBytes([good]);
    assert.ok(done.ok && done.value.text === 'a\uFFFDb');
  });

  it('hears an error that llama.cpp once wrote as its own field', () => {
    const failure = foldText('data: {"choices":[{"delta":{"content":"a"}}]}\n\nerror: {"code":500,"message":"the request exceeds the available context size","type":"invalid_request_error"}\n\n');
    assert.ok(!failure.ok && failure.failure.kind === 'contextOverflow');
  });

  it('hears a bare JSON error between events', () => {
    const failure = foldText('data: {"choices":[{"delta":{"content":"a"}}]}\n\n{"error":{"message":"CUDA out of memory"}}\n\n');
    assert.ok(!failure.ok && failure.failure.kind === 'outOfMemory');
  });
});
