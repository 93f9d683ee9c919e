/** AMD cards through the kernel's own files: no tool to install, no process to start. */
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Gpu, GpuReading } from '../../../domain/machine.ts';
import type { GpuSource } from '../shared/gpuSource.ts';
import { startPollingSampler } from '../shared/pollingSampler.ts';

const amdVendor = '0x1002';
const intervalMs = 250;

/** The text of one of the kernel's files; undefined when it is not there or may not be read. */
const textOf = (file: string): Promise<string | undefined> => readFile(file, 'utf8').then((text) => text.trim(), () => undefined);

async function numberOf(file: string, unit = 1): Promise<number | undefined> {
  const text = await textOf(file);
  const value = text === undefined || text === '' ? Number.NaN : Number(text);
  return Number.isFinite(value) ? value * unit : undefined;
}

const defined = <T extends object>(fields: T): { [K in keyof T]?: Exclude<T[K], undefined> } =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as { [K in keyof T]?: Exclude<T[K], undefined> };

/** Folders of AMD cards with memory of their own or the processor's, in the order of their numbers. */
async function cardFolders(root: string): Promise<readonly string[]> {
  const names = await readdir(root).catch(() => []);
  const cards = names.filter((name) => /^card\d+$/.test(name)).toSorted((a, b) => Number(a.slice(4)) - Number(b.slice(4)));
  const folders = cards.map((name) => path.join(root, name, 'device'));
  const isAmd = await Promise.all(folders.map(async (folder) => (await textOf(path.join(folder, 'vendor'))) === amdVendor && (await numberOf(path.join(folder, 'mem_info_vram_total'))) !== undefined));
  return folders.filter((_, index) => isAmd[index]);
}

async function describe(folder: string, index: number): Promise<Gpu> {
  const [name, device, vramTotalBytes, vramUsedBytes] = await Promise.all([
    textOf(path.join(folder, 'product_name')),
    textOf(path.join(folder, 'device')),
    numberOf(path.join(folder, 'mem_info_vram_total')),
    numberOf(path.join(folder, 'mem_info_vram_used')),
  ]);
  // only workstation cards carry their name; the others are known by their PCI number
  return { index, name: name === undefined || name === '' ? `AMD GPU ${device ?? ''}`.trim() : name, driver: 'amdgpu', ...defined({ vramTotalBytes, vramUsedBytes }) };
}

async function read(folder: string, index: number, nowMs: () => number): Promise<GpuReading> {
  const [monitor] = await readdir(path.join(folder, 'hwmon')).catch(() => []);
  const sensor = (name: string): string => path.join(folder, 'hwmon', monitor ?? '', name);
  const [memoryUsedBytes, memoryTotalBytes, utilisationPercent, average, instant, temperatureCelsius] = await Promise.all([
    numberOf(path.join(folder, 'mem_info_vram_used')),
    numberOf(path.join(folder, 'mem_info_vram_total')),
    numberOf(path.join(folder, 'gpu_busy_percent')),
    numberOf(sensor('power1_average'), 1e-6),
    numberOf(sensor('power1_input'), 1e-6),
    numberOf(sensor('temp1_input'), 1e-3),
  ]);
  return { atMs: nowMs(), index, ...defined({ memoryUsedBytes, memoryTotalBytes, utilisationPercent, powerWatts: average ?? instant, temperatureCelsius }) };
}

/** Units as the kernel documents them for amdgpu: bytes, percent, microwatts, millidegrees. */
export function amdSysfsSource(root = '/sys/class/drm'): GpuSource {
  return {
    name: '/sys/class/drm',
    describe: async () => Promise.all((await cardFolders(root)).map(describe)),
    start: async (nowMs) => {
      const folders = await cardFolders(root);
      return startPollingSampler(() => Promise.all(folders.map((folder, index) => read(folder, index, nowMs))), intervalMs);
    },
  };
}
