/** Keeps a day's readings and drops the oldest beyond that. */
import type { GpuReading } from '../../../domain/machine.ts';

/** Two cards at five a second give 864,000 a day; no request is older than a part of that. */
const mostReadings = 200_000;

export interface KeptReadings {
  readonly add: (reading: GpuReading) => void;
  readonly all: () => readonly GpuReading[];
}

export function keepReadings(): KeptReadings {
  const readings: GpuReading[] = [];
  return {
    all: () => readings,
    add: (reading) => {
      readings.push(reading);
      if (readings.length > mostReadings) readings.splice(0, mostReadings / 2);
    },
  };
}
