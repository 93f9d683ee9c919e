/** NVIDIA cards through nvidia-smi: described once, then sampled by one long-lived process. */
import { execFile, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import readline from 'node:readline';
import { promisify } from 'node:util';
import type { Gpu, GpuReading } from '../../../domain/machine.ts';
import type { GpuSampler } from '../../../ports/hardware.ts';
import { describeQuery, parseNvidiaGpus, parseNvidiaReading, readingQuery } from './nvidiaSmi.ts';

const run = promisify(execFile);
const intervalMs = 200;
/** A day of readings of two cards at five a second would be 864,000; older ones are dropped. */
const mostReadings = 200_000;

/** On Windows it is in System32, on older drivers in NVSMI; elsewhere on the PATH. */
export function nvidiaSmiPath(platform: NodeJS.Platform, env: NodeJS.ProcessEnv, exists: (file: string) => boolean = existsSync): string {
  if (platform !== 'win32') return 'nvidia-smi';
  const candidates = [
    path.win32.join(env['SystemRoot'] ?? String.raw`C:\Windows`, 'System32', 'nvidia-smi.exe'),
    path.win32.join(env['ProgramFiles'] ?? String.raw`C:\Program Files`, 'NVIDIA Corporation', 'NVSMI', 'nvidia-smi.exe'),
  ];
  return candidates.find(exists) ?? 'nvidia-smi.exe';
}

/** Empty when nvidia-smi is missing or finds no card. */
export async function describeNvidia(command: string): Promise<readonly Gpu[]> {
  try {
    const { stdout } = await run(command, [`--query-gpu=${describeQuery}`, '--format=csv,noheader,nounits'], { timeout: 5000, windowsHide: true });
    return parseNvidiaGpus(stdout);
  } catch {
    return [];
  }
}

export function startNvidiaSampler(command: string, nowMs: () => number): GpuSampler {
  const readings: GpuReading[] = [];
  const child = spawn(command, [`--query-gpu=${readingQuery}`, '--format=csv,noheader,nounits', '-lms', String(intervalMs)], { stdio: ['ignore', 'pipe', 'ignore'], windowsHide: true });
  const ended = new Promise<void>((resolve) => {
    child.once('close', () => resolve());
    child.once('error', () => resolve());
  });
  readline.createInterface({ input: child.stdout }).on('line', (line) => {
    const reading = parseNvidiaReading(line, nowMs());
    if (reading !== undefined) readings.push(reading);
    if (readings.length > mostReadings) readings.splice(0, mostReadings / 2);
  });
  const killWithUs = (): void => void child.kill();
  process.once('exit', killWithUs);
  return {
    readings: () => readings,
    stop: async () => {
      process.off('exit', killWithUs);
      child.kill();
      await ended;
    },
  };
}
