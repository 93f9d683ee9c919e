import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { comparePairs } from '../../../src/measure/statistics/pairedComparison.ts';
import { seededRandom } from '../../../src/measure/statistics/random.ts';

const pairs = (ratio: number, n: number, noise: number, seed: number): readonly { readonly a: number; readonly b: number }[] => {
  const random = seededRandom(seed);
  return Array.from({ length: n }, () => ({ a: 100 * (1 + (random() - 0.5) * noise), b: 100 * ratio * (1 + (random() - 0.5) * noise) }));
};

describe('comparePairs', () => {
  it('finds the ratio, with an interval around it', () => {
    const found = comparePairs(pairs(1.45, 10, 0.2, 1));
    assert.ok(found);
    assert.ok(found.low < 1.45 && found.high > 1.45 && Math.abs(found.ratio - 1.45) < 0.1);
    assert.ok(found.probabilityALess > 0.99);
  });

  it('is as certain as the sign test of n pairs, however large the difference', () => {
    for (const n of [1, 2, 3, 5]) assert.equal(comparePairs(pairs(2, n, 0, 1))?.probabilityALess, 1 - 2 ** -(n + 1));
    assert.equal(comparePairs(pairs(0.5, 3, 0, 1))?.probabilityALess, 2 ** -4);
    assert.equal(comparePairs([{ a: 1, b: 1 }, { a: 1, b: 2 }])?.probabilityALess, 0.75);
  });

  it('is symmetric: the other way round the probability is the rest and the ratio its inverse', () => {
    fc.assert(
      fc.property(fc.array(fc.record({ a: fc.double({ min: 0.1, max: 1000, noNaN: true }), b: fc.double({ min: 0.1, max: 1000, noNaN: true }) }), { minLength: 1, maxLength: 12 }), (given) => {
        const [one, other] = [comparePairs(given), comparePairs(given.map(({ a, b }) => ({ a: b, b: a })))];
        assert.ok(one && other);
        assert.ok(Math.abs(one.probabilityALess + other.probabilityALess - 1) < 1e-9);
        assert.ok(Math.abs(one.ratio * other.ratio - 1) < 1e-9);
      }),
      { numRuns: 30 },
    );
  });

  it('calls equal ones even: over many trials the interval holds 1 about as often as it says', () => {
    let held = 0;
    for (let trial = 0; trial < 200; trial++) {
      const found = comparePairs(pairs(1, 12, 0.3, trial + 1), trial + 1);
      if (found !== undefined && found.low <= 1 && found.high >= 1) held += 1;
    }
    assert.ok(held / 200 > 0.86, `${held} of 200`);
  });

  it('gives the same answer twice and none without pairs', () => {
    assert.deepEqual(comparePairs(pairs(1.1, 8, 0.3, 4)), comparePairs(pairs(1.1, 8, 0.3, 4)));
    assert.equal(comparePairs([]), undefined);
  });
});
