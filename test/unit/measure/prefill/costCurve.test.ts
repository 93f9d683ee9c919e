import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { chunkTable } from '../../../../src/measure/prefill/chunkTable.ts';
import { type CostPoint, fitCost, predictCachedMs, predictMs, predictTurns } from '../../../../src/measure/prefill/costCurve.ts';
import { seededRandom } from '../../../../src/measure/statistics/random.ts';

const sizes = [512, 1024, 2048, 4096, 8192, 16_384];
const curveOf = (a: number, b: number, c: number): readonly CostPoint[] => sizes.map((tokens) => ({ tokens, ms: a + b * tokens + c * tokens * tokens }));
const near = (found: number, wanted: number, share: number): void => assert.ok(Math.abs(found - wanted) <= Math.max(Math.abs(wanted) * share, 1e-6), `${found} for ${wanted}`);

describe('fitCost', () => {
  it('finds the coefficients it was made from', () => {
    fc.assert(
      fc.property(fc.double({ min: 1, max: 100, noNaN: true }), fc.double({ min: 0.01, max: 50, noNaN: true }), fc.double({ min: 1e-6, max: 1e-3, noNaN: true }), (a, b, c) => {
        const curve = fitCost(curveOf(a, b, c));
        assert.ok(curve);
        assert.ok(curve.r2 > 0.999_999);
        for (const tokens of sizes) near(predictMs(curve, tokens), a + b * tokens + c * tokens * tokens, 1e-4);
      }),
    );
  });

  it('stays close under noise of 5 % and grows with the prompt', () => {
    const random = seededRandom(3);
    const curve = fitCost(curveOf(20, 2, 1e-4).map(({ tokens, ms }) => ({ tokens, ms: ms * (0.95 + random() * 0.1) })));
    assert.ok(curve);
    assert.ok(curve.r2 > 0.98, String(curve.r2));
    for (const tokens of sizes) near(predictMs(curve, tokens), 20 + 2 * tokens + 1e-4 * tokens * tokens, 0.08);
    assert.ok(sizes.every((tokens, index) => index === 0 || predictMs(curve, tokens) > predictMs(curve, sizes[index - 1] ?? 0)));
  });

  it('leaves out what would be negative: a cost that bends down is fitted as a line', () => {
    const curve = fitCost([{ tokens: 100, ms: 1000 }, { tokens: 200, ms: 1800 }, { tokens: 400, ms: 3000 }, { tokens: 800, ms: 5000 }]);
    assert.ok(curve);
    assert.equal(curve.c, 0);
    assert.ok(curve.a >= 0 && curve.b > 0);
  });

  it('says nothing from one size', () => {
    assert.equal(fitCost([{ tokens: 100, ms: 10 }, { tokens: 100, ms: 11 }]), undefined);
    assert.equal(fitCost([]), undefined);
  });

  it('needs three sizes for the square', () => assert.equal(fitCost([{ tokens: 100, ms: 10 }, { tokens: 200, ms: 40 }])?.c, 0));
});

describe('predictions', () => {
  const curve = { a: 10, b: 1, c: 0.001, r2: 1, points: 4, largestTokens: 4000 };

  it('reads new tokens at the price they have at that depth', () => {
    assert.equal(predictCachedMs(curve, 2000, 0), predictMs(curve, 2000));
    assert.equal(predictCachedMs(curve, 2000, 1000), 10 + 1000 + 0.001 * (2000 ** 2 - 1000 ** 2));
    assert.equal(predictCachedMs(curve, 2000, 2000), 10);
  });

  it('predicts an agent’s turns, with and without a cache, and marks what is far out', () => {
    const [first, fifth] = predictTurns(curve, 3000, 2000, [1, 5]);
    assert.deepEqual([first?.promptTokens, fifth?.promptTokens], [3000, 11_000]);
    assert.equal(first?.cachedSeconds, first?.coldSeconds);
    assert.ok((fifth?.cachedSeconds ?? 0) < (fifth?.coldSeconds ?? 0) / 2);
    assert.deepEqual([first?.isFarOut, fifth?.isFarOut], [false, true]);
  });
});

describe('chunkTable', () => {
  it('makes the user’s table from cumulative times', () => {
    const chunks = chunkTable([{ tokens: 128, ms: 11_232 }, { tokens: 256, ms: 22_781 }, { tokens: 327, ms: 30_418 }]);
    assert.deepEqual(chunks.map((chunk) => [chunk.fromTokens, chunk.toTokens, chunk.ms, Number(chunk.msPerToken.toFixed(2))]), [[0, 128, 11_232, 87.75], [128, 256, 11_549, 90.23], [256, 327, 7637, 107.56]]);
  });
});
