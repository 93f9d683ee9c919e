/** However the bytes are cut, a stream means the same: every cut point of every framing. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { tally } from '../tally.ts';
import { everyCut, foldBytes, meaningOf } from './foldBytes.ts';
import { optionsOf, recordedStreams } from './recordedStreams.ts';

describe('every cut', () => {
  for (const stream of recordedStreams) {
    it(`${stream.name}: the same at each of its ${stream.bytes.length + 2} cuts`, () => {
      const expected = meaningOf(foldBytes([stream.bytes], optionsOf(stream)));
      for (const portions of everyCut(stream.bytes)) assert.deepEqual(meaningOf(foldBytes(portions, optionsOf(stream))), expected);
    });

    it(`${stream.name}: cut off at any byte it is whole or a failure, never another answer`, () => {
      tally('badInputs', stream.bytes.length);
      for (let at = 0; at < stream.bytes.length; at += 1) {
        const result = foldBytes([stream.bytes.subarray(0, at)], optionsOf(stream));
        if (result.ok) assert.equal(result.value.text, stream.text, `after ${at} bytes`);
        else assert.ok(['incompleteStream', 'badReply'].includes(result.failure.kind), `${result.failure.kind} after ${at} bytes`);
      }
    });
  }
});
