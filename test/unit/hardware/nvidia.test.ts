import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { nvidiaSmiPath } from '../../../src/adapters/hardware/nvidia/nvidiaSampler.ts';
import { parseNvidiaGpus, parseNvidiaReading } from '../../../src/adapters/hardware/nvidia/nvidiaSmi.ts';

const gibibyte = 1024 ** 3;

describe('nvidia-smi', () => {
  it('reads two cards with their units', () => {
    const gpus = parseNvidiaGpus('0, NVIDIA GeForce RTX 3090, 24576, 23842, 560.94\r\n1, NVIDIA GeForce RTX 3090, 24576, 1024, 560.94\r\n');
    assert.equal(gpus.length, 2);
    assert.deepEqual(gpus[1], { index: 1, name: 'NVIDIA GeForce RTX 3090', vramTotalBytes: 24 * gibibyte, vramUsedBytes: gibibyte, driver: '560.94' });
  });

  it('reads a sample and names what throttles the card', () => {
    assert.deepEqual(parseNvidiaReading('0, 23842, 24576, 97, 349.12, 74, 0x0000000000000004', 12), {
      atMs: 12, index: 0, memoryUsedBytes: 23842 * 1024 * 1024, memoryTotalBytes: 24 * gibibyte, utilisationPercent: 97, powerWatts: 349.12, temperatureCelsius: 74, throttleReasons: ['power cap'],
    });
  });

  it('takes what is not supported for unknown, not for zero, and other lines for nothing', () => {
    assert.deepEqual(parseNvidiaReading('1, [N/A], [N/A], [Not Supported], [N/A], 40, [N/A]', 1), { atMs: 1, index: 1, temperatureCelsius: 40 });
    assert.equal(parseNvidiaReading('Unable to determine the device handle for GPU', 1), undefined);
    assert.deepEqual(parseNvidiaGpus('No devices were found\n'), []);
  });

  it('is looked for where Windows keeps it', () => {
    const env = { SystemRoot: String.raw`C:\Windows`, ProgramFiles: String.raw`C:\Program Files` };
    assert.equal(nvidiaSmiPath('win32', env, (file) => file.includes('NVSMI')), String.raw`C:\Program Files\NVIDIA Corporation\NVSMI\nvidia-smi.exe`);
    assert.equal(nvidiaSmiPath('win32', env, () => true), String.raw`C:\Windows\System32\nvidia-smi.exe`);
    assert.equal(nvidiaSmiPath('linux', env, () => true), 'nvidia-smi');
  });
});
