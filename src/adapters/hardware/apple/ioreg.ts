/** What macOS's ioreg prints about accelerators, in our terms. Power and temperature would need an administrator. */
import type { Gpu, GpuReading } from '../../../domain/machine.ts';

/** One entry per accelerator begins with `+-o Name`. */
function entries(printed: string): readonly string[] {
  return printed.split(/^[\s|]*\+-o /m).slice(1).filter((entry) => entry.includes('"PerformanceStatistics"'));
}

/** The key with its closing quote and a value: "In use system memory" has a neighbour "… (driver)", and a legend lists the names alone. */
function numberIn(entry: string, key: string): number | undefined {
  const [, digits] = new RegExp(`"${key.replaceAll(/[()]/g, String.raw`\$&`)}"\\s*=\\s*(\\d+)`).exec(entry) ?? [];
  return digits === undefined ? undefined : Number(digits);
}

function nameOf(entry: string): string {
  const [, model] = /"model"\s*=\s*<?"([^"]+)"/.exec(entry) ?? [];
  return model ?? /^\S+/.exec(entry)?.[0] ?? 'GPU';
}

/**
 * Apple's memory is the machine's own, so there is no total that belongs to the GPU. "Alloc system memory" holds a loaded model;
 * "In use" falls to nothing as soon as the GPU idles.
 */
export function parseIoregReadings(printed: string, atMs: number): readonly GpuReading[] {
  return entries(printed).map((entry, index) => {
    const memoryUsedBytes = numberIn(entry, 'Alloc system memory') ?? numberIn(entry, 'vramUsedBytes');
    const utilisationPercent = numberIn(entry, 'Device Utilization %');
    return { atMs, index, ...(memoryUsedBytes === undefined ? {} : { memoryUsedBytes }), ...(utilisationPercent === undefined || utilisationPercent > 100 ? {} : { utilisationPercent }) };
  });
}

export function parseIoregGpus(printed: string): readonly Gpu[] {
  return entries(printed).map((entry, index) => {
    const vramUsedBytes = numberIn(entry, 'Alloc system memory') ?? numberIn(entry, 'vramUsedBytes');
    return { index, name: nameOf(entry), ...(vramUsedBytes === undefined ? {} : { vramUsedBytes }) };
  });
}
