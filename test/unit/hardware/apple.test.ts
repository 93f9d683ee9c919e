import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { parseIoregGpus, parseIoregReadings } from '../../../src/adapters/hardware/apple/ioreg.ts';

const fixture = (name: string): string => readFileSync(path.join(import.meta.dirname, '../../fixtures/hardware', name), 'utf8');

describe('ioreg', () => {
  it('reads a loaded model’s memory, not what is in use this moment, and the device, not the tiler', () => {
    assert.deepEqual(parseIoregReadings(fixture('ioreg-m1-pro.txt'), 2), [{ atMs: 2, index: 0, memoryUsedBytes: 21_343_043_584, utilisationPercent: 21 }]);
  });

  it('names the accelerator by its model, which stands after the statistics', () => {
    assert.deepEqual(parseIoregGpus(fixture('ioreg-m1-pro.txt')), [{ index: 0, name: 'Apple M1 Pro', vramUsedBytes: 21_343_043_584 }]);
  });

  it('tells two accelerators apart', () => {
    assert.deepEqual(parseIoregReadings(fixture('ioreg-intel-mac.txt'), 0).map((reading) => [reading.index, reading.utilisationPercent, reading.memoryUsedBytes]), [[0, 17, 1_073_741_824], [1, 2, undefined]]);
    assert.equal(parseIoregGpus(fixture('ioreg-intel-mac.txt'))[1]?.name, 'IntelAccelerator');
  });

  it('reads nothing out of nothing', () => {
    for (const text of ['', '+-o Something  <class X>\n    {\n    }\n']) assert.deepEqual([parseIoregReadings(text, 0), parseIoregGpus(text)], [[], []]);
  });
});
