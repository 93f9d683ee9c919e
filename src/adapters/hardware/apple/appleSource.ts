/** Apple's GPUs (and an Intel Mac's cards) through ioreg, which every Mac has. */
import type { GpuSource } from '../shared/gpuSource.ts';
import { startPollingSampler } from '../shared/pollingSampler.ts';
import { runTool } from '../shared/runTool.ts';
import { parseIoregGpus, parseIoregReadings } from './ioreg.ts';

const args = ['-r', '-d', '1', '-w', '0', '-c', 'IOAccelerator'] as const;
/** Takes some ten milliseconds. */
const intervalMs = 500;

export const appleSource: GpuSource = {
  name: 'ioreg',
  describe: async () => parseIoregGpus((await runTool('ioreg', args)) ?? ''),
  start: (nowMs) => Promise.resolve(startPollingSampler(async (signal) => parseIoregReadings((await runTool('ioreg', args, signal)) ?? '', nowMs()), intervalMs)),
};
