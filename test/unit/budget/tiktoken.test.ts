/** tiktoken as an estimate: right on prose, unharmed by special tokens and by long unbroken runs. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { countTiktoken, tiktokenTokenizer } from '../../../src/adapters/tokenizers/tiktoken.ts';

describe('tiktoken', () => {
  it('counts like cl100k_base', async () => {
    assert.equal(await countTiktoken(''), 0);
    assert.equal(await countTiktoken('The quick brown fox jumps over the lazy dog.'), 10);
    const count = await tiktokenTokenizer.count('hello world');
    assert.deepEqual(count, { tokens: 2, method: 'tiktoken', errorShare: 0.2 });
  });

  it('treats special tokens as text', async () => {
    assert.ok((await countTiktoken('<|endoftext|>')) > 1);
  });

  it('counts a long unbroken run in pieces: as many tokens, no quadratic wait', async () => {
    assert.equal(await countTiktoken('a'.repeat(100_000)), 12_500);
    assert.ok((await countTiktoken('\u{1F600}'.repeat(1_000))) >= 1_000);
  });
});
