/** Parts of a body that one read of the socket brought are taken together, and everything keeps the moment it came at. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { BodyRead } from '../../../src/adapters/servers/shared/http/exchange.ts';
import { CompletionFold } from '../../../src/adapters/servers/shared/stream/completionFold.ts';
import { createOpenAiDecoder } from '../../../src/adapters/servers/shared/stream/openAiDecoder.ts';

const texts = ['one', ' 두', ' 🚢', ' four', ' five', ' six'];
const event = (value: object): string => `data: ${JSON.stringify(value)}\n\n`;
const whole = Buffer.from([...texts.map((content) => event({ choices: [{ index: 0, delta: { content } }] })), event({ choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] }), 'data: [DONE]\n\n'].join(''));
/** Where each token's event is complete. */
const ends = texts.map((text) => whole.indexOf('\n\n', whole.indexOf(`"${text}"`)) + 2);

interface Part {
  readonly bytes: number;
  readonly isNewRead: boolean;
}

/** Every part but those that belong to the read before came ten milliseconds later. */
function readsOf(parts: readonly Part[]): readonly BodyRead[] {
  const reads: BodyRead[] = [];
  let [from, read] = [0, 0];
  for (const { bytes, isNewRead } of [...parts, { bytes: whole.length, isNewRead: true }]) {
    if (isNewRead || read === 0) read += 1;
    if (from < whole.length) reads.push({ read, atMs: read * 10, bytes: whole.subarray(from, from + bytes) });
    from += bytes;
  }
  return reads;
}

/** The moment of the read in which the token's last byte came. */
function momentOf(reads: readonly BodyRead[], end: number): number {
  let seen = 0;
  return reads.find(({ bytes }) => (seen += bytes.length) >= end)?.atMs ?? Number.NaN;
}

const anyParts = fc.array(fc.record({ bytes: fc.integer({ min: 1, max: 120 }), isNewRead: fc.boolean() }), { maxLength: 12 });

describe('parts of one read', () => {
  it('mean the same however they are cut and whenever they are looked at, and keep their moment', () => {
    fc.assert(
      fc.property(anyParts, fc.array(fc.nat(12), { maxLength: 5 }), (parts, looks) => {
        const reads = readsOf(parts);
        const fold = new CompletionFold(createOpenAiDecoder());
        for (const look of looks.toSorted((a, b) => a - b)) fold.catchUp(reads.slice(0, look));
        const exchange = { status: 200, headers: { 'content-type': 'text/event-stream' }, reads, ending: { kind: 'ended' }, connectMs: 0, reusedConnection: false, connectionRetries: 0, firstByteMs: 1, totalMs: 1_000 } as const;
        const done = fold.finish(exchange, { kind: 'openai', url: 'http://127.0.0.1:1', hasKey: false }, '/v1/chat/completions');
        assert.ok(done.ok);
        assert.equal(done.value.text, texts.join(''));
        const moments = ends.map((end) => momentOf(reads, end));
        assert.deepEqual(done.value.tokenTimesMs, moments);
        assert.equal(done.value.mergedChunkShare, moments.filter((moment, place) => place > 0 && moments[place - 1] === moment).length / texts.length);
      }),
      { numRuns: 300 },
    );
  });
});
