/** AMD cards through amd-smi, or rocm-smi where only that is installed. Neither has a mode that prints line after line: each is asked anew. */
import type { Gpu, GpuReading } from '../../../domain/machine.ts';
import type { GpuSource } from '../shared/gpuSource.ts';
import { startPollingSampler } from '../shared/pollingSampler.ts';
import { runTool } from '../shared/runTool.ts';
import { parseAmdGpus, parseAmdReadings, parseRocmGpus, parseRocmReadings } from './amdSmi.ts';

/** Both are Python programs that need half a second each time: more often would disturb what is measured. */
const intervalMs = 1_000;

interface Tool {
  readonly command: string;
  readonly describeArgs: readonly string[];
  readonly readArgs: readonly string[];
  readonly gpus: (json: string) => readonly Gpu[];
  readonly readings: (json: string, atMs: number) => readonly GpuReading[];
}

function sourceOf({ command, describeArgs, readArgs, gpus, readings }: Tool): GpuSource {
  return {
    name: command,
    describe: async () => gpus((await runTool(command, describeArgs)) ?? ''),
    start: (nowMs) => Promise.resolve(startPollingSampler(async (signal) => readings((await runTool(command, readArgs, signal)) ?? '', nowMs()), intervalMs)),
  };
}

export const amdSmiSource = sourceOf({
  command: 'amd-smi',
  describeArgs: ['static', '--asic', '--driver', '--vram', '--json'],
  readArgs: ['metric', '--usage', '--power', '--temperature', '--mem-usage', '--json'],
  gpus: parseAmdGpus,
  readings: parseAmdReadings,
});

export const rocmSmiSource = sourceOf({
  command: 'rocm-smi',
  describeArgs: ['--showproductname', '--showmeminfo', 'vram', '--showdriverversion', '--json'],
  readArgs: ['--showuse', '--showmeminfo', 'vram', '--showpower', '--showtemp', '--json'],
  gpus: parseRocmGpus,
  readings: parseRocmReadings,
});
