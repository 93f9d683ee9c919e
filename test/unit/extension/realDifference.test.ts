/** A winner is marked only where the intervals are apart. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Figure } from '../../../src/domain/figure.ts';
import { clearlyBest, isApart } from '../../../webview-ui/src/realDifference.ts';

function figure(median: number, low?: number, high?: number): Figure {
  const interval = low === undefined || high === undefined ? {} : { interval: { low, high, confidence: 0.95, method: 'order-statistics' as const } };
  return { n: 10, mean: median, median, min: median, max: median, standardDeviation: 0, p95: median, ...interval };
}

describe('clearlyBest', () => {
  it('names the higher of two that are apart', () => assert.equal(clearlyBest([figure(40, 39, 41), figure(50, 49, 51)], 'higher'), 1));
  it('names the lower where lower is better', () => assert.equal(clearlyBest([figure(40, 39, 41), figure(50, 49, 51)], 'lower'), 0));
  it('names nobody when the best overlaps another', () => assert.equal(clearlyBest([figure(40, 35, 45), figure(42, 41, 44), figure(10, 9, 11)], 'higher'), undefined));
  it('names nobody without intervals: 5.36 is not better than 5.32', () => assert.equal(clearlyBest([figure(5.36), figure(5.32)], 'higher'), undefined));
  it('names nobody when there is nothing to compare with', () => {
    assert.equal(clearlyBest([figure(40, 39, 41)], 'higher'), undefined);
    assert.equal(clearlyBest([figure(40, 39, 41), undefined], 'higher'), undefined);
  });
});

describe('isApart', () => {
  it('is the same in both directions', () => {
    assert.ok(isApart(figure(1, 0, 2), figure(5, 4, 6)));
    assert.ok(isApart(figure(5, 4, 6), figure(1, 0, 2)));
    assert.ok(!isApart(figure(1, 0, 4), figure(5, 4, 6)));
  });
});
