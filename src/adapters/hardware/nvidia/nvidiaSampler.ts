/** NVIDIA cards through nvidia-smi: described once, then sampled by one long-lived process. */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import readline from 'node:readline';
import type { Gpu } from '../../../domain/machine.ts';
import type { GpuSampler } from '../../../ports/hardware.ts';
import type { GpuSource } from '../shared/gpuSource.ts';
import { keepReadings } from '../shared/keepReadings.ts';
import { runTool } from '../shared/runTool.ts';
import { describeQuery, parseNvidiaGpus, parseNvidiaReading, readingQueries } from './nvidiaSmi.ts';

const intervalMs = 200;
const format = '--format=csv,noheader,nounits';

/** On Windows it is in System32, on older drivers in NVSMI; elsewhere on the PATH. */
export function nvidiaSmiPath(platform: NodeJS.Platform, env: NodeJS.ProcessEnv, exists: (file: string) => boolean = existsSync): string {
  if (platform !== 'win32') return 'nvidia-smi';
  const candidates = [
    path.win32.join(env['SystemRoot'] ?? String.raw`C:\Windows`, 'System32', 'nvidia-smi.exe'),
    path.win32.join(env['ProgramFiles'] ?? String.raw`C:\Program Files`, 'NVIDIA Corporation', 'NVSMI', 'nvidia-smi.exe'),
  ];
  return candidates.find(exists) ?? 'nvidia-smi.exe';
}

async function describe(command: string): Promise<readonly Gpu[]> {
  const printed = await runTool(command, [`--query-gpu=${describeQuery}`, format]);
  return printed === undefined ? [] : parseNvidiaGpus(printed);
}

/** The first list of fields that this driver knows: one unknown name and nvidia-smi prints nothing but a complaint. */
async function knownQuery(command: string): Promise<string | undefined> {
  for (const query of readingQueries) {
    const printed = await runTool(command, [`--query-gpu=${query}`, format]);
    if (printed !== undefined && parseNvidiaReading(printed.split(/\r?\n/)[0] ?? '', 0) !== undefined) return query;
  }
  return undefined;
}

function startProcess(command: string, query: string, nowMs: () => number): GpuSampler {
  const kept = keepReadings();
  const child = spawn(command, [`--query-gpu=${query}`, format, '-lms', String(intervalMs)], { stdio: ['ignore', 'pipe', 'ignore'], windowsHide: true });
  const ended = new Promise<void>((resolve) => {
    child.once('close', () => resolve());
    child.once('error', () => resolve());
  });
  readline.createInterface({ input: child.stdout }).on('line', (line) => {
    const reading = parseNvidiaReading(line, nowMs());
    if (reading !== undefined) kept.add(reading);
  });
  // should this process be killed, the closed pipe ends the other one at its next line
  const killWithUs = (): void => void child.kill();
  process.once('exit', killWithUs);
  return {
    readings: kept.all,
    stop: async () => {
      process.off('exit', killWithUs);
      child.kill();
      await ended;
    },
  };
}

export function nvidiaSource(command: string): GpuSource {
  return {
    name: 'nvidia-smi',
    describe: () => describe(command),
    start: async (nowMs) => {
      const query = await knownQuery(command);
      return query === undefined ? { readings: () => [], stop: () => Promise.resolve() } : startProcess(command, query, nowMs);
    },
  };
}
