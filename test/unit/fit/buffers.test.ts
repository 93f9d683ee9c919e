/** Buffers and totals worked out by hand for a small model, so that every factor counts. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { bufferBytes, computeBytes, gpuRuntimeBytes } from '../../../src/budget/fit/buffers.ts';
import { gibText, parseByteSize } from '../../../src/budget/fit/byteSize.ts';
import { decideFit } from '../../../src/budget/fit/decideFit.ts';
import { bytesPerElement } from '../../../src/budget/fit/kvTypes.ts';
import { learnResidual, residualOf } from '../../../src/budget/fit/residual.ts';
import type { FitQuestion, ModelShape } from '../../../src/domain/fit.ts';

const MiB = 2 ** 20;
const GiB = 2 ** 30;
const layer = { keyElements: 128, valueElements: 128 };
const shape: ModelShape = { architecture: 'toy', cachingLayers: [layer, layer], layers: 2, embeddingLength: 64, feedForwardLength: 256, vocabularySize: 1_000, trainedContextWindow: 8_192, weightsBytes: 10 * MiB, assumptions: ['from the shape'] };
const onGpu: FitQuestion = { shape, contextWindow: 1_024, kvType: 'f16', place: 'gpu', microBatch: 512 };

/** 1024 cells × 512 × 2 bytes of mask, 512 × 4 × (2 × 256 + 8 × 64) bytes of activations. */
const compute = 1_048_576 + 2_097_152;
const output = 4_000;
/** 2 layers × 256 elements × 2 bytes × 1024 tokens. */
const cache = 1_048_576;

describe('buffers', () => {
  it('the compute buffer is the mask and the widest activations', () => assert.equal(computeBytes(shape, 1_024, 512), compute));
  it('a sliding window has a mask of its own', () => {
    const sliding = { ...shape, cachingLayers: [layer, { ...layer, windowTokens: 256 }] };
    assert.equal(computeBytes(sliding, 4_096, 512), (4_096 + 768) * 512 * 2 + 2_097_152);
  });
  it('on a GPU each card has its own, and the runtime', () => {
    assert.equal(gpuRuntimeBytes, 600 * MiB);
    assert.equal(bufferBytes(onGpu), compute + output + 600 * MiB);
    assert.equal(bufferBytes({ ...onGpu, cardsBytes: [GiB] }), compute + output + 600 * MiB);
    assert.equal(bufferBytes({ ...onGpu, cardsBytes: [GiB, GiB] }), 2 * (compute + output + 600 * MiB));
    assert.equal(bufferBytes({ ...onGpu, cardsBytes: [] }), compute + output + 600 * MiB);
  });
  it('in main memory there are the process and the vocabulary', () => {
    assert.equal(bufferBytes({ ...onGpu, place: 'cpu' }), compute + output + 24 * MiB + 230_000);
  });
});

describe('verdicts', () => {
  const total = 10 * MiB + cache + compute + output + 600 * MiB;
  const without = 'The model was trained for 8,192 tokens.';
  const inF16 = 'KV cache in f16; one sequence at a time, micro-batch of 512 tokens, flash attention on.';
  const layersOnGpu = 'All layers on the GPU; 0.59 GiB a card for the runtime (CUDA context, workspaces).';

  it('is complete without a card', () => {
    assert.deepEqual(decideFit(onGpu), {
      ...{ architecture: 'toy', contextWindow: 1_024, kvType: 'f16', weightsBytes: 10 * MiB, kvBytesPerToken: 1_024, slidingWindowBytes: 0, kvBytes: cache, bufferBytes: compute + output + 600 * MiB, totalBytes: total },
      assumptions: ['from the shape', inF16, layersOnGpu, without],
    });
  });

  it('fits to the last byte and not one less', () => {
    const on = (card: number, reservedBytes?: number) => decideFit({ ...onGpu, cardsBytes: [card], ...(reservedBytes === undefined ? {} : { reservedBytes }) });
    assert.deepEqual([on(total).fits, on(total).neededPerCardBytes], [true, total]);
    assert.equal(on(total - 1).fits, false);
    assert.deepEqual([on(total + 5, 5).fits, on(total + 4, 5).fits], [true, false]);
    assert.equal(on(total).largestContext, 1_024);
  });

  it('deals out layers by the size of the cards, with one layer to spare', () => {
    const two = decideFit({ ...onGpu, cardsBytes: [2 * GiB, GiB] });
    const all = 10 * MiB + cache + 2 * (compute + output + 600 * MiB);
    assert.equal(two.neededPerCardBytes, Math.round(all * (2 / 3) + 5 * MiB));
    assert.equal(decideFit({ ...onGpu, cardsBytes: [8 * GiB, 700 * MiB], contextWindow: 8_192 }).fits, true);
    assert.equal(decideFit({ ...onGpu, cardsBytes: [2 * GiB, 1] }).fits, false, 'one card that overflows is enough');
  });

  it('says what it assumed', () => {
    const { trainedContextWindow: _, ...untold } = shape;
    const many = decideFit({ ...onGpu, shape: untold, cardsBytes: [GiB, GiB], reservedBytes: GiB / 4, learned: { architecture: 'toy', loads: 1, ratio: 1.5 } });
    assert.deepEqual(many.assumptions.slice(3), [
      'Layers are dealt out by the size of the cards, and each card has its own working buffer.',
      '0.25 GiB a card is left to others.',
      'Multiplied by 1.500: the median of 1 measured load of toy.',
      'The trained window is unknown; it does not limit the largest context.',
    ]);
    const one = decideFit({ ...onGpu, place: 'cpu', cardsBytes: [GiB], reservedBytes: 0 });
    assert.deepEqual(one.assumptions, ['from the shape', inF16, 'Everything in main memory; the server process and its vocabulary are counted.', without]);
  });

  it('the largest context ends with the training, or at a million tokens where that is unknown', () => {
    const { trainedContextWindow: _, ...untold } = shape;
    assert.equal(decideFit({ ...onGpu, cardsBytes: [64 * GiB] }).largestContext, 8_192);
    assert.equal(decideFit({ ...onGpu, shape: untold, cardsBytes: [64 * GiB] }).largestContext, 1_048_576);
    assert.equal(decideFit({ ...onGpu, shape: { ...shape, trainedContextWindow: 1_000 }, cardsBytes: [64 * GiB] }).largestContext, 768, 'in steps of 256');
  });
});

describe('figures', () => {
  it('every KV type has the bytes of its blocks', () => {
    assert.deepEqual(bytesPerElement, { f32: 4, f16: 2, bf16: 2, fp8: 1, q8_0: 1.0625, q5_1: 0.75, q5_0: 0.6875, q4_1: 0.625, q4_0: 0.5625 });
  });
  it('sizes in every unit people use', () => {
    const units = { b: 1, k: 1024, kib: 1024, kb: 1e3, m: MiB, mib: MiB, mb: 1e6, g: GiB, gib: GiB, gb: 1e9, t: 1024 * GiB, tib: 1024 * GiB, tb: 1e12 };
    for (const [unit, bytes] of Object.entries(units)) assert.equal(parseByteSize(` 2 ${unit} `), 2 * bytes, unit);
    assert.equal(parseByteSize('1.25 KiB'), 1_280);
    for (const text of ['1 G x', '1.5.2G', 'x 1G', '1 GG', '1G!']) assert.equal(parseByteSize(text), undefined, text);
    assert.equal(gibText(1.5 * GiB), '1.50 GiB');
  });
  it('half or double is another thing measured', () => {
    const ratioOf = (measuredBytes: number): number | undefined => learnResidual('toy', [{ architecture: 'toy', predictedBytes: 100, measuredBytes }])?.ratio;
    assert.deepEqual([50, 51, 199, 200].map(ratioOf), [undefined, 0.51, 1.99, undefined]);
    assert.deepEqual(residualOf(110, 100), { predictedBytes: 110, measuredBytes: 100, percent: -10 });
  });
});
