/** The machine this process runs on, and a sampler for whatever GPUs it has. */
import { cpu as describeCpu, osInfo } from 'systeminformation';
import os from 'node:os';
import type { Gpu, Machine } from '../../domain/machine.ts';
import type { GpuSampler, Hardware } from '../../ports/hardware.ts';
import { amdSysfsSource } from './amd/amdSysfs.ts';
import { amdSmiSource, rocmSmiSource } from './amd/amdTools.ts';
import { appleSource } from './apple/appleSource.ts';
import { nvidiaSmiPath, nvidiaSource } from './nvidia/nvidiaSampler.ts';
import type { GpuSource } from './shared/gpuSource.ts';

const noSampler: GpuSampler = { readings: () => [], stop: () => Promise.resolve() };

/** In the order they are tried; the first that sees a card is sampled. */
export function gpuSources(platform: NodeJS.Platform, env: NodeJS.ProcessEnv): readonly GpuSource[] {
  if (platform === 'darwin') return [appleSource];
  const nvidia = nvidiaSource(nvidiaSmiPath(platform, env));
  return platform === 'linux' ? [nvidia, amdSysfsSource(), amdSmiSource, rocmSmiSource] : [nvidia, amdSmiSource];
}

interface Seen {
  readonly gpus: readonly Gpu[];
  readonly source?: GpuSource;
}

async function look(sources: readonly GpuSource[]): Promise<Seen> {
  for (const source of sources) {
    const gpus = await source.describe();
    if (gpus.length > 0) return { gpus, source };
  }
  return { gpus: [] };
}

async function describe(sources: readonly GpuSource[], seen: Promise<Seen>): Promise<Machine> {
  const [{ gpus }, processor, system] = await Promise.all([seen, describeCpu(), osInfo()]);
  return {
    os: `${system.distro || system.platform} ${system.release} (${system.arch})`.trim(),
    cpu: `${processor.manufacturer} ${processor.brand}`.trim() || 'unknown',
    cpuCores: os.availableParallelism(),
    memoryBytes: os.totalmem(),
    gpus,
    ...(gpus.length === 0 ? { gpuNote: `No GPU seen: ${sources.map((source) => source.name).join(', ')} ${sources.length === 1 ? 'is missing or lists' : 'are missing or list'} no card.` } : {}),
  };
}

export function thisMachine(sources: readonly GpuSource[] = gpuSources(process.platform, process.env)): Hardware {
  let looked: Promise<Seen> | undefined;
  let described: Promise<Machine> | undefined;
  const seen = (): Promise<Seen> => (looked ??= look(sources));
  return {
    describe: () => (described ??= describe(sources, seen())),
    startSampler: async (nowMs) => (await seen()).source?.start(nowMs) ?? noSampler,
  };
}
