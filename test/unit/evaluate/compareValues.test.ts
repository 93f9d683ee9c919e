/** Values are compared outside the guest, by structure and with the tolerance asked for. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { sameValue, shortValue } from '../../../src/evaluate/graders/compareValues.ts';

describe('sameValue', () => {
  const equal: readonly (readonly [unknown, unknown])[] = [
    [1, 1], ['a', 'a'], [null, null], [[1, [2]], [1, [2]]], [{ a: 1, b: [2] }, { b: [2], a: 1 }], [0.1 + 0.2, 0.3],
    [{ $int: '280571172992510140037' }, { $int: '280571172992510140037' }], [{ $set: [1, 2] }, { $set: [2, 1] }], [{ $pairs: [[1, 2], [3, 4]] }, { $pairs: [[3, 4], [1, 2]] }],
  ];
  for (const [expected, actual] of equal) it(`${shortValue(expected)} is ${shortValue(actual)}`, () => assert.ok(sameValue(expected, actual)));

  const different: readonly (readonly [unknown, unknown])[] = [
    [1, 2], [1, '1'], [1, true], [0, false], [null, 0], [[], {}], [[1, 2], [2, 1]], [[1], [1, 1]], [{ a: 1 }, { a: 1, b: 2 }], [{ a: 1 }, { b: 1 }],
    [5, { $object: 'Any' }], [{ $int: '9007199254740993' }, { $int: '9007199254740992' }], [{ $set: [1, 1, 2] }, { $set: [1, 2, 2] }], [1, 1.001], [{ $int: '1' }, { $float: '1' }],
  ];
  for (const [expected, actual] of different) it(`${shortValue(expected)} is not ${shortValue(actual)}`, () => assert.ok(!sameValue(expected, actual)));

  it('compares lists as multisets when order does not matter', () => {
    const unordered = { mode: 'unordered', tolerance: 1e-9 } as const;
    assert.ok(sameValue([[1, 'a'], [2, 'b']], [[2, 'b'], [1, 'a']], unordered));
    assert.ok(!sameValue([1, 1, 2], [1, 2, 2], unordered));
    assert.ok(!sameValue([[1, 2]], [[2, 1]], unordered), 'only the outer order is free');
  });

  it('is true for every JSON value and itself, and keeps its word both ways round', () => {
    fc.assert(fc.property(fc.jsonValue(), (value) => sameValue(value, structuredClone(value))));
    fc.assert(fc.property(fc.jsonValue(), fc.jsonValue(), (a, b) => sameValue(a, b) === sameValue(b, a)));
  });
});
