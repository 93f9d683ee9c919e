import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { readFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { describe, it } from 'node:test';
import { parseAmdGpus, parseAmdReadings, parseRocmGpus, parseRocmReadings } from '../../../src/adapters/hardware/amd/amdSmi.ts';
import { amdSysfsSource } from '../../../src/adapters/hardware/amd/amdSysfs.ts';

const fixture = (name: string): string => readFileSync(path.join(import.meta.dirname, '../../fixtures/hardware', name), 'utf8');
const mebibyte = 1024 ** 2;

describe('amd-smi', () => {
  it('reads quantities with units inside gpu_data, the hotspot before the edge', () => {
    assert.deepEqual(parseAmdReadings(fixture('amd-smi-metric.json'), 7), [
      { atMs: 7, index: 0, memoryUsedBytes: 29_777 * mebibyte, memoryTotalBytes: 32_624 * mebibyte, utilisationPercent: 100, powerWatts: 103, temperatureCelsius: 79 },
      { atMs: 7, index: 1, memoryUsedBytes: 29_777 * mebibyte, memoryTotalBytes: 32_624 * mebibyte, utilisationPercent: 97, powerWatts: 92, temperatureCelsius: 60 },
    ]);
  });

  it('reads the older list, and takes "N/A" for unknown, not for zero', () => {
    const [first, second] = parseAmdReadings(fixture('amd-smi-metric-6.json'), 1);
    assert.deepEqual([first?.utilisationPercent, first?.temperatureCelsius, first?.memoryUsedBytes], [5, 44, 26 * mebibyte]);
    assert.deepEqual(second, { atMs: 1, index: 1 });
  });

  it('names the cards', () => {
    assert.deepEqual(parseAmdGpus(fixture('amd-smi-static.json')), [{ index: 0, name: 'AMD Radeon AI PRO R9700', vramTotalBytes: 32_624 * mebibyte, driver: '6.16.6' }, { index: 1, name: 'AMD GPU' }]);
  });

  it('reads nothing out of nonsense', () => {
    for (const text of ['', 'AMDSMI_STATUS_NO_DATA', '[]', '{}', '{"gpu_data": 3}', 'null']) assert.deepEqual([parseAmdReadings(text, 0), parseAmdGpus(text), parseRocmReadings(text, 0), parseRocmGpus(text)], [[], [], [], []], text);
  });
});

describe('rocm-smi', () => {
  it('reads text as figures and leaves the system entry out', () => {
    const readings = parseRocmReadings(fixture('rocm-smi.json'), 3);
    assert.equal(readings.length, 2);
    assert.deepEqual(readings[0], { atMs: 3, index: 0, memoryUsedBytes: 27_856_896, memoryTotalBytes: 21_458_059_264, utilisationPercent: 37, powerWatts: 22, temperatureCelsius: 52 });
    assert.equal(readings[1]?.temperatureCelsius, undefined);
    assert.deepEqual(parseRocmGpus(fixture('rocm-smi.json')).map((gpu) => [gpu.name, gpu.driver]), [['Radeon RX 7900 XT', '6.8.5'], ['0x164e', '6.8.5']]);
  });

  it('reads the newer one with numbers', () => {
    const [reading] = parseRocmReadings(fixture('rocm-smi-7.json'), 0);
    assert.deepEqual([reading?.powerWatts, reading?.temperatureCelsius, reading?.utilisationPercent], [550, 72, 88]);
    assert.equal(parseRocmGpus(fixture('rocm-smi-7.json'))[0]?.name, 'Instinct MI300X');
  });
});

describe('the kernel’s files', () => {
  it('finds AMD cards among others, reads them, and stops asking when told to', async () => {
    const root = await mkdtemp(path.join(os.tmpdir(), 'plimsoll-drm-'));
    const card = async (name: string, files: Readonly<Record<string, string>>): Promise<void> => {
      for (const [file, text] of Object.entries(files)) {
        const target = path.join(root, name, 'device', file);
        await mkdir(path.dirname(target), { recursive: true });
        await writeFile(target, `${text}\n`);
      }
    };
    await card('card0', { vendor: '0x8086' });
    await card('card1', { vendor: '0x1002', device: '0x744c', mem_info_vram_total: '21458059264', mem_info_vram_used: '27856896', gpu_busy_percent: '37', 'hwmon/hwmon4/power1_average': '22000000', 'hwmon/hwmon4/temp1_input': '44000' });
    await card('card1-DP-1', { vendor: '0x1002' });
    const source = amdSysfsSource(root);
    assert.deepEqual(await source.describe(), [{ index: 0, name: 'AMD GPU 0x744c', driver: 'amdgpu', vramTotalBytes: 21_458_059_264, vramUsedBytes: 27_856_896 }]);
    const sampler = await source.start(() => 5);
    while (sampler.readings().length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    await sampler.stop();
    const { length } = sampler.readings();
    assert.deepEqual(sampler.readings()[0], { atMs: 5, index: 0, memoryUsedBytes: 27_856_896, memoryTotalBytes: 21_458_059_264, utilisationPercent: 37, powerWatts: 22, temperatureCelsius: 44 });
    await new Promise((resolve) => setTimeout(resolve, 300));
    assert.equal(sampler.readings().length, length);
    await rm(root, { recursive: true });
    assert.deepEqual(await amdSysfsSource(path.join(root, 'none')).describe(), []);
  });
});
