/** Joins GPU readings to the phases of a request: prefill until the first token, decode after it. */
import { max, mean } from 'simple-statistics';
import type { GpuPhaseUse, GpuReading } from '../domain/machine.ts';

export interface PhaseTimes {
  readonly startMs: number;
  readonly firstTokenMs: number;
  readonly endMs: number;
}

function summarise(readings: readonly GpuReading[], index: number, phase: GpuPhaseUse['phase']): GpuPhaseUse {
  const numbers = (take: (reading: GpuReading) => number | undefined): number[] => readings.map(take).filter((value) => value !== undefined);
  const memory = numbers((reading) => reading.memoryUsedBytes);
  const percent = numbers((reading) => (reading.memoryUsedBytes !== undefined && reading.memoryTotalBytes ? (reading.memoryUsedBytes / reading.memoryTotalBytes) * 100 : undefined));
  const use = numbers((reading) => reading.utilisationPercent);
  const power = numbers((reading) => reading.powerWatts);
  const heat = numbers((reading) => reading.temperatureCelsius);
  const throttle = [...new Set(readings.flatMap((reading) => reading.throttleReasons ?? []))];
  return {
    index,
    phase,
    readings: readings.length,
    ...(memory.length > 0 ? { memoryUsedBytesMax: max(memory) } : {}),
    ...(percent.length > 0 ? { memoryPercentMax: max(percent) } : {}),
    ...(use.length > 0 ? { utilisationPercentMax: max(use), utilisationPercentMean: mean(use) } : {}),
    ...(power.length > 0 ? { powerWattsMean: mean(power) } : {}),
    ...(heat.length > 0 ? { temperatureCelsiusMax: max(heat) } : {}),
    ...(throttle.length > 0 ? { throttleReasons: throttle } : {}),
  };
}

/** One entry per card and phase that had at least one reading; times on the clock the readings carry. */
export function gpuPhases(readings: readonly GpuReading[], times: PhaseTimes): readonly GpuPhaseUse[] {
  const phases: readonly (readonly [GpuPhaseUse['phase'], number, number])[] = [
    ['prefill', times.startMs, times.firstTokenMs],
    ['decode', times.firstTokenMs, times.endMs],
  ];
  return [...new Set(readings.map((reading) => reading.index))].flatMap((index) =>
    phases.flatMap(([phase, from, to]) => {
      const inside = readings.filter((reading) => reading.index === index && reading.atMs >= from && reading.atMs < to);
      return inside.length === 0 ? [] : [summarise(inside, index, phase)];
    }),
  );
}
