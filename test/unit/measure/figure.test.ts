import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { figureOf, medianInterval } from '../../../src/measure/statistics/figure.ts';
import { seededRandom } from '../../../src/measure/statistics/random.ts';
import { wilsonRate } from '../../../src/measure/statistics/wilson.ts';

describe('figureOf', () => {
  it('gives nothing for nothing: not measured is not zero', () => {
    assert.equal(figureOf([]), undefined);
    assert.equal(figureOf([Number.NaN]), undefined);
  });

  it('gives the textbook values', () => {
    const figure = figureOf([2, 4, 4, 4, 5, 5, 7, 9]);
    assert.ok(figure);
    assert.equal(figure.n, 8);
    assert.equal(figure.mean, 5);
    assert.equal(figure.median, 4.5);
    assert.equal(figure.min, 2);
    assert.equal(figure.max, 9);
    assert.ok(Math.abs(figure.standardDeviation - Math.sqrt(32 / 7)) < 1e-12);
  });

  it('has no spread and no interval with one value', () => {
    assert.deepEqual(figureOf([3]), { n: 1, mean: 3, median: 3, min: 3, max: 3, standardDeviation: 0, p95: 3 });
  });

  it('keeps min ≤ median ≤ p95 ≤ max and the median inside its interval', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 60 }), (values) => {
        const figure = figureOf(values);
        assert.ok(figure);
        assert.ok(figure.min <= figure.median && figure.median <= figure.max && figure.p95 <= figure.max);
        if (figure.interval) assert.ok(figure.interval.low <= figure.median && figure.median <= figure.interval.high);
      }),
    );
  });
});

describe('medianInterval', () => {
  it('says the confidence it really has when n is too small for 95 %', () => {
    assert.deepEqual(medianInterval([1, 2, 3]), { low: 1, high: 3, confidence: 0.75, method: 'order-statistics' });
    assert.equal(medianInterval([1, 2]), undefined);
  });

  it('takes the 2nd and 9th of ten values, 97.9 % (Conover, table of the sign test)', () => {
    const interval = medianInterval([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    assert.ok(interval);
    assert.deepEqual([interval.low, interval.high], [2, 9]);
    assert.ok(Math.abs(interval.confidence - 0.978_515_625) < 1e-9);
  });

  it('covers the true median about as often as it says', () => {
    const random = seededRandom(7);
    let covered = 0;
    const trials = 2000;
    for (let trial = 0; trial < trials; trial++) {
      const interval = medianInterval(Array.from({ length: 12 }, () => random()).toSorted((a, b) => a - b));
      assert.ok(interval);
      if (interval.low <= 0.5 && 0.5 <= interval.high) covered += 1;
    }
    assert.ok(covered / trials > 0.94, `covered ${covered} of ${trials}`);
  });
});

describe('wilsonRate', () => {
  it('matches the published example 81 of 263 (Newcombe 1998, method 3)', () => {
    const { interval } = wilsonRate(81, 263);
    assert.ok(Math.abs(interval.low - 0.2553) < 5e-4);
    assert.ok(Math.abs(interval.high - 0.3662) < 5e-4);
  });

  it('never claims certainty from few tries', () => {
    assert.ok(wilsonRate(3, 3).interval.low < 0.5);
    assert.deepEqual(wilsonRate(0, 0).interval, { low: 0, high: 1, confidence: 0.95, method: 'wilson' });
  });
});
