import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { GpuPhaseUse } from '../../../src/domain/machine.ts';
import { gpuSpread } from '../../../src/measure/gpuSpread.ts';
import { throttleFailure } from '../../../src/measure/throttling.ts';

const gibibyte = 2 ** 30;
const use = (index: number, more: Partial<GpuPhaseUse>): GpuPhaseUse => ({ index, phase: 'decode', readings: 3, ...more });

describe('throttleFailure', () => {
  it('names card, phase, reason and heat', () => {
    const failure = throttleFailure([use(0, {}), use(1, { phase: 'prefill', throttleReasons: ['thermal (hardware)'], temperatureCelsiusMax: 93 })]);
    assert.equal(failure?.kind, 'throttled');
    assert.match(failure.detail, /GPU 1 in prefill: thermal \(hardware\) at 93 °C/);
  });

  it('takes the power cap for the normal state of a loaded card', () => {
    assert.equal(throttleFailure([use(0, { throttleReasons: ['power cap'] })]), undefined);
    assert.equal(throttleFailure([]), undefined);
    assert.equal(throttleFailure([use(0, { throttleReasons: ['power cap', 'power brake'] })])?.kind, 'throttled');
  });
});

describe('gpuSpread', () => {
  it('finds two alike cards even', () => {
    const spread = gpuSpread([use(0, { memoryUsedBytesMax: 22.5 * gibibyte, utilisationPercentMean: 92 }), use(1, { memoryUsedBytesMax: 21.9 * gibibyte, utilisationPercentMean: 88 })]);
    assert.equal(spread?.isEven, true);
    assert.match(spread.sentence, /^2 GPUs, evenly used: GPU 0: 22\.5 GiB \(51 %\), 92 % busy; GPU 1: 21\.9 GiB \(49 %\), 88 % busy\.$/);
  });

  it('points at a card that waits, and at one that holds everything', () => {
    const waits = gpuSpread([use(0, { memoryUsedBytesMax: gibibyte, utilisationPercentMean: 95 }), use(1, { memoryUsedBytesMax: gibibyte, utilisationPercentMean: 40 })]);
    assert.match(waits?.sentence ?? '', /unevenly used \(memory 0, utilisation 55 points apart\)/);
    assert.equal(gpuSpread([use(0, { memoryUsedBytesMax: 20 * gibibyte }), use(1, { memoryUsedBytesMax: gibibyte })])?.isEven, false);
  });

  it('says nothing of one card', () => assert.equal(gpuSpread([use(0, {})]), undefined));
});
