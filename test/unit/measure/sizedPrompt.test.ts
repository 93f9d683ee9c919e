import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { fillerText } from '../../../src/measure/fillerText.ts';
import { sizedPrompt } from '../../../src/measure/sizedPrompt.ts';
import { gpuPhases } from '../../../src/measure/gpuPhases.ts';

/** A tokeniser that behaves like real ones: words, numbers split into digits, punctuation. */
const countTokens = (messages: readonly { readonly content: string }[]): Promise<number> =>
  Promise.resolve(8 + messages.reduce((sum, message) => sum + (message.content.match(/ ?[A-Za-z]+|\d|[^\sA-Za-z\d]|\n/g)?.length ?? 0), 0));

describe('sizedPrompt', () => {
  it('meets the wanted size exactly or misses by at most two tokens below', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 200, max: 20_000 }), fc.integer({ min: 0, max: 1000 }), async (targetTokens, seed) => {
        const prompt = await sizedPrompt({ targetTokens, seed, nonce: 'n', countTokens });
        assert.ok(prompt.tokens <= targetTokens && prompt.tokens >= targetTokens - 2, `${prompt.tokens} for ${targetTokens}`);
        assert.equal(await countTokens(prompt.messages), prompt.tokens);
      }),
      { numRuns: 40 },
    );
  });

  it('stays finite for a server that counts the same for every prompt', async () => {
    const prompt = await sizedPrompt({ targetTokens: 500, seed: 1, nonce: 'n', countTokens: () => Promise.resolve(11) });
    assert.ok((prompt.messages[0]?.content.length ?? 0) < 500 * 200);
    assert.equal(prompt.tokens, 11);
  });

  it('puts the nonce first, so that no prefix is shared', async () => {
    const [a, b] = await Promise.all(['first', 'second'].map((nonce) => sizedPrompt({ targetTokens: 500, seed: 1, nonce, countTokens })));
    assert.match(a?.messages[0]?.content ?? '', /^\[first\]/);
    assert.match(b?.messages[0]?.content ?? '', /^\[second\]/);
  });

  it('gives the same text for the same seed and another for another', () => {
    assert.equal(fillerText(5, 3), fillerText(5, 3));
    assert.notEqual(fillerText(5, 3), fillerText(5, 4));
  });
});

describe('gpuPhases', () => {
  it('joins readings to prefill and decode per card', () => {
    const readings = [0, 1].flatMap((index) => [
      { atMs: 10, index, memoryUsedBytes: 50, memoryTotalBytes: 100, utilisationPercent: 80 },
      { atMs: 30, index, memoryUsedBytes: 60, memoryTotalBytes: 100, utilisationPercent: 40 + index, throttleReasons: ['power cap'] },
      { atMs: 99, index, memoryUsedBytes: 99 },
    ]);
    const phases = gpuPhases(readings, { startMs: 5, firstTokenMs: 20, endMs: 50 });
    assert.equal(phases.length, 4);
    assert.deepEqual(phases.find((use) => use.index === 1 && use.phase === 'decode'), {
      index: 1, phase: 'decode', readings: 1, memoryUsedBytesMax: 60, memoryPercentMax: 60, utilisationPercentMax: 41, utilisationPercentMean: 41, throttleReasons: ['power cap'],
    });
  });

  it('has nothing to say without readings', () => assert.deepEqual(gpuPhases([], { startMs: 0, firstTokenMs: 1, endMs: 2 }), []));
});
