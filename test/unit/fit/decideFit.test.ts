import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { parseByteSize } from '../../../src/budget/fit/byteSize.ts';
import { decideFit } from '../../../src/budget/fit/decideFit.ts';
import { bytesPerElement, kvTypes } from '../../../src/budget/fit/kvTypes.ts';
import { learnResidual, residualOf } from '../../../src/budget/fit/residual.ts';
import { shapeOfGguf } from '../../../src/budget/fit/shapeOfGguf.ts';
import { shapeOfHuggingFace } from '../../../src/budget/fit/shapeOfHuggingFace.ts';
import type { FitQuestion } from '../../../src/domain/fit.ts';

const GiB = 2 ** 30;

/** Qwen2.5-Coder 32B in Q4_K_M: 19,851,349,856 bytes of weights. */
const coder = shapeOfGguf(
  { 'general.architecture': 'qwen2', 'qwen2.block_count': 64, 'qwen2.embedding_length': 5120, 'qwen2.feed_forward_length': 27648, 'qwen2.attention.head_count': 40, 'qwen2.attention.head_count_kv': 8, 'qwen2.context_length': 131_072, 'qwen2.vocab_size': 152_064 },
  19_851_349_856,
);
assert.ok(coder.ok);
const shape = coder.value;
const oneCard: FitQuestion = { shape, contextWindow: 32_768, kvType: 'f16', cardsBytes: [24 * GiB], place: 'gpu', microBatch: 512 };

describe('will a 32B 4-bit model run on one 24 GiB card?', () => {
  it('not with 32,768 tokens of f16 cache: 18.5 + 8 GiB are more than 24', () => {
    const verdict = decideFit(oneCard);
    assert.equal(verdict.fits, false);
    assert.equal(verdict.kvBytes, 8 * GiB);
    assert.ok(verdict.totalBytes > 26 * GiB);
  });
  it('yes with a smaller window, and it says which is the largest', () => {
    const { largestContext = 0 } = decideFit(oneCard);
    assert.ok(largestContext > 12_000 && largestContext < 24_000, String(largestContext));
    assert.equal(decideFit({ ...oneCard, contextWindow: largestContext }).fits, true);
    assert.equal(decideFit({ ...oneCard, contextWindow: largestContext + 256 }).fits, false);
  });
  it('quantised caches reach further, in the ratio of their bytes', () => {
    const reach = (kvType: FitQuestion['kvType']): number => decideFit({ ...oneCard, kvType }).largestContext ?? 0;
    assert.ok(reach('q8_0') > 1.7 * reach('f16'));
    assert.ok(reach('q4_0') > 1.6 * reach('q8_0'));
  });
  it('two cards carry it', () => {
    const verdict = decideFit({ ...oneCard, cardsBytes: [24 * GiB, 24 * GiB] });
    assert.equal(verdict.fits, true);
    assert.ok((verdict.neededPerCardBytes ?? 0) < 16 * GiB);
    assert.ok(verdict.assumptions.some((text) => text.includes('dealt out')));
  });
  it('what others use is not ours', () => assert.ok((decideFit({ ...oneCard, reservedBytes: 2 * GiB }).largestContext ?? 0) < (decideFit(oneCard).largestContext ?? 0)));
  it('a card too small even for the weights has room for 0 tokens', () => assert.equal(decideFit({ ...oneCard, cardsBytes: [16 * GiB] }).largestContext, 0));
  it('without a card only the need is told', () => {
    const { cardsBytes: _, ...question } = oneCard;
    const verdict = decideFit(question);
    assert.equal(verdict.fits, undefined);
    assert.ok(verdict.totalBytes > 0);
  });
});

describe('decideFit, for any context and card', () => {
  it('needs more for more context, and its largest context fits while the next does not', () => {
    const types = fc.constantFrom(...kvTypes);
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 131_072 }), fc.integer({ min: 8, max: 96 }), types, (contextWindow, vram, kvType) => {
        const verdict = decideFit({ ...oneCard, contextWindow, kvType, cardsBytes: [vram * GiB] });
        const largest = verdict.largestContext ?? 0;
        assert.ok(decideFit({ ...oneCard, contextWindow: contextWindow + 1024, kvType }).totalBytes > verdict.totalBytes);
        assert.equal(verdict.fits, contextWindow <= largest || (largest === 131_072 && verdict.totalBytes <= vram * GiB));
      }),
      { numRuns: 100 },
    );
  });
});

describe('what measured loads teach', () => {
  it('the residual is a share of what was measured', () => assert.equal(residualOf(90, 100).percent, 10));
  it('the median ratio of the architecture corrects the next prediction, and is said', () => {
    const learned = learnResidual('qwen2', [100, 104, 110].map((measuredBytes) => ({ architecture: 'qwen2', predictedBytes: 100, measuredBytes })));
    assert.equal(learned?.ratio, 1.04);
    const verdict = decideFit({ ...oneCard, learned });
    assert.ok(Math.abs(verdict.totalBytes / decideFit(oneCard).totalBytes - 1.04) < 1e-6);
    assert.ok(verdict.assumptions.some((text) => text.includes('1.040') && text.includes('3 measured loads')));
  });
  it('other architectures and other things measured do not count', () => {
    assert.equal(learnResidual('llama', [{ architecture: 'qwen2', predictedBytes: 1, measuredBytes: 1 }]), undefined);
    assert.equal(learnResidual('llama', [{ architecture: 'llama', predictedBytes: 100, measuredBytes: 10 }]), undefined);
  });
});

describe('metadata that is not what it should be', () => {
  it('no architecture, no layers: a failure, not a number', () => {
    assert.equal(shapeOfGguf({}, 1).ok, false);
    assert.equal(shapeOfGguf({ 'general.architecture': 'llama' }, 1).ok, false);
    assert.equal(shapeOfHuggingFace({ model_type: 'bert' }, 1).ok, false);
    assert.equal(shapeOfHuggingFace('nothing', 1).ok, false);
  });
  it('KV heads that the server does not list are said to be guessed too high', () => {
    const guessed = shapeOfGguf({ 'general.architecture': 'gemma4', 'gemma4.block_count': 2, 'gemma4.embedding_length': 64, 'gemma4.attention.head_count': 4, 'gemma4.attention.head_count_kv': null }, 1);
    assert.ok(guessed.ok && guessed.value.assumptions.some((text) => text.includes('too much')));
  });
  it('a window without a known pattern is counted in full, and said', () => {
    const unknown = shapeOfGguf({ 'general.architecture': 'newarch', 'newarch.block_count': 2, 'newarch.embedding_length': 64, 'newarch.attention.head_count': 4, 'newarch.attention.sliding_window': 128 }, 1);
    assert.ok(unknown.ok && unknown.value.assumptions.some((text) => text.includes('sliding window of 128')));
  });
  it('recurrent layers keep no cache', () => {
    const hybrid = shapeOfGguf({ 'general.architecture': 'qwen3next', 'qwen3next.block_count': 48, 'qwen3next.embedding_length': 2048, 'qwen3next.attention.head_count': 16, 'qwen3next.attention.head_count_kv': 2, 'qwen3next.attention.key_length': 256, 'qwen3next.attention.value_length': 256 }, 1);
    assert.ok(hybrid.ok && hybrid.value.cachingLayers.length === 12);
  });
});

describe('sizes of memory', () => {
  it('are read as people write them', () => assert.deepEqual(['24GiB', '24 GB', '512M', '1.5g', '1000'].map(parseByteSize), [24 * GiB, 24e9, 512 * 2 ** 20, 1.5 * GiB, 1000]));
  it('and nothing else is', () => assert.deepEqual(['', 'GiB', '24 apples', '-1G'].map(parseByteSize), [undefined, undefined, undefined, undefined]));
  it('quantised types carry their scales', () => assert.deepEqual([bytesPerElement.q8_0, bytesPerElement.q4_0], [1.0625, 0.5625]));
});
