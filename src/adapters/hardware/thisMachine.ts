/** The machine this process runs on, and a sampler for whatever GPUs it has. */
import { cpu as describeCpu, osInfo } from 'systeminformation';
import os from 'node:os';
import type { Machine } from '../../domain/machine.ts';
import type { GpuSampler, Hardware } from '../../ports/hardware.ts';
import { describeNvidia, nvidiaSmiPath, startNvidiaSampler } from './nvidia/nvidiaSampler.ts';

const noSampler: GpuSampler = { readings: () => [], stop: () => Promise.resolve() };

async function describe(smi: string): Promise<Machine> {
  const [gpus, processor, system] = await Promise.all([describeNvidia(smi), describeCpu(), osInfo()]);
  return {
    os: `${system.distro || system.platform} ${system.release} (${system.arch})`.trim(),
    cpu: `${processor.manufacturer} ${processor.brand}`.trim() || 'unknown',
    cpuCores: os.availableParallelism(),
    memoryBytes: os.totalmem(),
    gpus,
    ...(gpus.length === 0 ? { gpuNote: 'No GPU seen: nvidia-smi was not found or lists no card.' } : {}),
  };
}

export function thisMachine(): Hardware {
  const smi = nvidiaSmiPath(process.platform, process.env);
  let described: Promise<Machine> | undefined;
  const once = (): Promise<Machine> => (described ??= describe(smi));
  return {
    describe: once,
    startSampler: async (nowMs) => ((await once()).gpus.length > 0 ? startNvidiaSampler(smi, nowMs) : noSampler),
  };
}
