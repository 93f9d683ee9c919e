/** What nvidia-smi's CSV says, in our terms. */
import type { Gpu, GpuReading } from '../../../domain/machine.ts';

const readingFields = 'index,memory.used,memory.total,utilization.gpu,power.draw,temperature.gpu';
/**
 * Order of the columns in `parseNvidiaReading`, names as `nvidia-smi --help-query-gpu` lists them: newer drivers call the last one
 * "event reasons", older ones know only "throttle reasons", and very old ones neither.
 */
export const readingQueries = [`${readingFields},clocks_event_reasons.active`, `${readingFields},clocks_throttle_reasons.active`, readingFields] as const;
export const describeQuery = 'index,name,memory.total,memory.used,driver_version';

const mebibyte = 1024 * 1024;

/** `[N/A]`, `[Not Supported]` and empty fields are unknown, not zero. */
function numberIn(field: string | undefined): number | undefined {
  const value = Number.parseFloat(field ?? '');
  return Number.isFinite(value) ? value : undefined;
}

const bytesIn = (field: string | undefined): number | undefined => {
  const value = numberIn(field);
  return value === undefined ? undefined : value * mebibyte;
};

/** Bits of clocks_throttle_reasons that slow a card down. Source: NVML nvmlClocksThrottleReasons constants. */
const throttleBits: readonly (readonly [bigint, string])[] = [
  [0x4n, 'power cap'],
  [0x8n, 'hardware slowdown'],
  [0x20n, 'thermal (software)'],
  [0x40n, 'thermal (hardware)'],
  [0x80n, 'power brake'],
];

function throttleReasons(field: string | undefined): readonly string[] {
  const text = field?.trim() ?? '';
  if (!/^0x[0-9a-f]+$/i.test(text)) return [];
  const mask = BigInt(text);
  return throttleBits.filter(([bit]) => (mask & bit) !== 0n).map(([, name]) => name);
}

const fieldsOf = (line: string): readonly string[] => line.split(',').map((field) => field.trim());

/** undefined for a line that is not a reading. */
export function parseNvidiaReading(line: string, atMs: number): GpuReading | undefined {
  const [index, used, total, use, power, heat, throttle] = fieldsOf(line);
  if (index === undefined || !/^\d+$/.test(index)) return undefined;
  const optional = {
    memoryUsedBytes: bytesIn(used),
    memoryTotalBytes: bytesIn(total),
    utilisationPercent: numberIn(use),
    powerWatts: numberIn(power),
    temperatureCelsius: numberIn(heat),
  };
  const known = Object.fromEntries(Object.entries(optional).filter(([, value]) => value !== undefined));
  const reasons = throttleReasons(throttle);
  return { atMs, index: Number(index), ...known, ...(reasons.length > 0 ? { throttleReasons: reasons } : {}) };
}

export function parseNvidiaGpus(csv: string): readonly Gpu[] {
  return csv
    .split(/\r?\n/)
    .map(fieldsOf)
    .filter(([index]) => index !== undefined && /^\d+$/.test(index))
    .map(([index, name, total, used, driver]) => {
      const vramTotalBytes = bytesIn(total);
      const vramUsedBytes = bytesIn(used);
      return {
        index: Number(index),
        name: name ?? 'unknown',
        ...(vramTotalBytes === undefined ? {} : { vramTotalBytes }),
        ...(vramUsedBytes === undefined ? {} : { vramUsedBytes }),
        ...(driver === undefined ? {} : { driver }),
      };
    });
}
