/** Any re-chunking of a stream gives the same events; any bytes at all give an answer or a failure, quickly. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { createOllamaDecoder } from '../../../src/adapters/servers/ollama/decodeOllamaLine.ts';
import { tally } from '../tally.ts';
import { foldBytes, meaningOf, type FoldOptions } from './foldBytes.ts';
import { recordedStreams } from './recordedStreams.ts';

/** Cuts at the given places of the whole, 0..1 each. */
function cutAt(bytes: Buffer, places: readonly number[]): readonly Buffer[] {
  const cuts = [0, ...places.map((place) => Math.floor(place * bytes.length)).toSorted((a, b) => a - b), bytes.length];
  return cuts.slice(1).map((cut, index) => bytes.subarray(cuts[index], cut));
}

const places = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 40 });

describe('properties of streams', () => {
  for (const stream of recordedStreams) {
    it(`${stream.name}: any re-chunking means the same`, () => {
      const options = (): FoldOptions => ({ ...(stream.decode === undefined ? {} : { decode: stream.decode() }), contentType: stream.contentType ?? 'text/event-stream' });
      const expected = meaningOf(foldBytes([stream.bytes], options()));
      fc.assert(fc.property(places, (cuts) => assert.deepEqual(meaningOf(foldBytes(cutAt(stream.bytes, cuts), options())), expected)), { numRuns: 60 });
    });
  }

  it('any text survives the way through an event', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'grapheme', minLength: 1 }), { minLength: 1, maxLength: 12 }), places, (texts, cuts) => {
        const events = [...texts.map((content) => ({ choices: [{ index: 0, delta: { content } }] })), { choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] }];
        const bytes = Buffer.from(events.map((event) => `data: ${JSON.stringify(event)}\r\n\r\n`).join(''));
        const done = foldBytes(cutAt(bytes, cuts));
        assert.ok(done.ok);
        if (!/think>|THINK\]/.test(texts.join(''))) assert.equal(done.value.text, texts.join(''));
        assert.equal(done.value.tokenTimesMs.length, texts.length);
      }),
      { numRuns: 200 },
    );
  });

  it('token times ascend and shares stay between 0 and 1, whatever the cuts', () => {
    const stream = recordedStreams[0];
    assert.ok(stream);
    fc.assert(
      fc.property(places, (cuts) => {
        const done = foldBytes(cutAt(stream.bytes, cuts));
        assert.ok(done.ok);
        const { tokenTimesMs, mergedChunkShare, firstChunkMs, firstTokenMs, lastTokenMs } = done.value;
        assert.deepEqual(tokenTimesMs, tokenTimesMs.toSorted((a, b) => a - b));
        assert.ok(mergedChunkShare >= 0 && mergedChunkShare <= 1);
        assert.ok(firstChunkMs <= firstTokenMs && firstTokenMs <= lastTokenMs);
      }),
      { numRuns: 100 },
    );
  });

  it('random bytes are an answer or a failure, never a crash', () => {
    tally('badInputs', 1500);
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 300 }), { maxLength: 8 }), fc.boolean(), (portions, isOllama) => {
        const result = foldBytes(portions, isOllama ? { decode: createOllamaDecoder() } : {});
        assert.ok(result.ok || result.failure.detail.length > 0);
      }),
      { numRuns: 1500 },
    );
  });

  it('damaged recordings are an answer or a failure, never a crash', () => {
    tally('badInputs', 1500);
    const damage = fc.array(fc.tuple(fc.double({ min: 0, max: 0.999, noNaN: true }), fc.integer({ min: 0, max: 255 })), { minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(fc.constantFrom(...recordedStreams), damage, (stream, changes) => {
        const bytes = Buffer.from(stream.bytes);
        for (const [place, value] of changes) bytes[Math.floor(place * bytes.length)] = value;
        const result = foldBytes([bytes], stream.decode === undefined ? {} : { decode: stream.decode() });
        assert.ok(result.ok || result.failure.detail.length > 0);
      }),
      { numRuns: 1500 },
    );
  });

  it('any JSON in an event is an answer or a failure, never a crash', () => {
    tally('badInputs', 1000);
    const events = fc.array(fc.oneof(fc.json(), fc.record({ choices: fc.json().map((text) => JSON.parse(text) as unknown), usage: fc.anything(), timings: fc.anything(), error: fc.anything() }, { requiredKeys: [] }).map((value) => JSON.stringify(value, (_, inner: unknown) => (typeof inner === 'bigint' ? String(inner) : inner)))), { maxLength: 6 });
    fc.assert(
      fc.property(events, fc.boolean(), (datas, isOllama) => {
        const text = datas.map((data) => (isOllama ? `${data}\n` : `data: ${data}\n\n`)).join('');
        const result = foldBytes([Buffer.from(text)], isOllama ? { decode: createOllamaDecoder() } : {});
        assert.ok(result.ok || result.failure.detail.length > 0);
      }),
      { numRuns: 1000 },
    );
  });
});
