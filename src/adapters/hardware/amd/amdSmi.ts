/** What amd-smi and its older sister rocm-smi print as JSON, in our terms. */
import { z } from 'zod';
import type { Gpu, GpuReading } from '../../../domain/machine.ts';

const mebibyte = 1024 * 1024;

/** `{ "value": 100, "unit": "%" }`, a bare number, or "N/A". */
const quantity = z
  .union([z.number(), z.looseObject({ value: z.number() }).transform(({ value }) => value)])
  .optional()
  .catch(undefined);

const metric = z.looseObject({
  gpu: z.number().int(),
  usage: z.looseObject({ gfx_activity: quantity }).optional().catch(undefined),
  power: z.looseObject({ socket_power: quantity, current_socket_power: quantity }).optional().catch(undefined),
  temperature: z.looseObject({ hotspot: quantity, edge: quantity }).optional().catch(undefined),
  mem_usage: z.looseObject({ total_vram: quantity, used_vram: quantity }).optional().catch(undefined),
});

const described = z.looseObject({
  gpu: z.number().int(),
  asic: z.looseObject({ market_name: z.string() }).optional().catch(undefined),
  driver: z.looseObject({ version: z.string() }).optional().catch(undefined),
  vram: z.looseObject({ size: quantity }).optional().catch(undefined),
});

/** Newer versions wrap the list of cards in `gpu_data`. */
const listOf = <T extends z.ZodType>(item: T): z.ZodType<z.infer<T>[]> => z.union([z.array(item), z.looseObject({ gpu_data: z.array(item) }).transform(({ gpu_data: cards }) => cards)]);

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const known = (fields: Readonly<Record<string, unknown>>): object => Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
const inMebibytes = (value: number | undefined): number | undefined => (value === undefined ? undefined : value * mebibyte);

/** `amd-smi metric --usage --power --temperature --mem-usage --json`; empty for anything else. Megabytes are binary there. */
export function parseAmdReadings(json: string, atMs: number): readonly GpuReading[] {
  const parsed = listOf(metric).safeParse(parseJson(json));
  if (!parsed.success) return [];
  return parsed.data.map(({ gpu, usage, power, temperature, mem_usage: memory }) => ({
    atMs,
    index: gpu,
    ...known({
      memoryUsedBytes: inMebibytes(memory?.used_vram),
      memoryTotalBytes: inMebibytes(memory?.total_vram),
      utilisationPercent: usage?.gfx_activity,
      powerWatts: power?.socket_power ?? power?.current_socket_power,
      temperatureCelsius: temperature?.hotspot ?? temperature?.edge,
    }),
  }));
}

/** `amd-smi static --asic --driver --vram --json`. */
export function parseAmdGpus(json: string): readonly Gpu[] {
  const parsed = listOf(described).safeParse(parseJson(json));
  if (!parsed.success) return [];
  return parsed.data.map(({ gpu, asic, driver, vram }) => ({ index: gpu, name: asic?.market_name ?? 'AMD GPU', ...known({ vramTotalBytes: inMebibytes(vram?.size), driver: driver?.version }) }));
}

/** Values are text in older versions and numbers in newer ones. */
const rocmCard = z.record(z.string(), z.unknown());

function rocmNumber(card: Readonly<Record<string, unknown>>, ...names: readonly string[]): number | undefined {
  const values = names.map((name) => (card[name] === undefined || card[name] === '' ? Number.NaN : Number(card[name])));
  return values.find(Number.isFinite);
}

const rocmName = (card: Readonly<Record<string, unknown>>): string => ['Card Series', 'Card series', 'Card Model', 'Card model'].map((name) => card[name]).find((name) => typeof name === 'string' && name !== 'N/A' && name !== '')?.toString() ?? 'AMD GPU';

/** `card0`, `card1` … and `system`, which is no card. */
function rocmCards(json: string): readonly (readonly [number, Readonly<Record<string, unknown>>])[] {
  const parsed = z.record(z.string(), rocmCard).safeParse(parseJson(json));
  if (!parsed.success) return [];
  return Object.entries(parsed.data).flatMap(([name, card]) => (/^card\d+$/.test(name) ? [[Number(name.slice(4)), card] as const] : []));
}

/** `rocm-smi --showuse --showmeminfo vram --showpower --showtemp --json`. */
export function parseRocmReadings(json: string, atMs: number): readonly GpuReading[] {
  return rocmCards(json).map(([index, card]) => ({
    atMs,
    index,
    ...known({
      memoryUsedBytes: rocmNumber(card, 'VRAM Total Used Memory (B)'),
      memoryTotalBytes: rocmNumber(card, 'VRAM Total Memory (B)'),
      utilisationPercent: rocmNumber(card, 'GPU use (%)'),
      powerWatts: rocmNumber(card, 'Current Socket Graphics Package Power (W)', 'Average Graphics Package Power (W)'),
      temperatureCelsius: rocmNumber(card, 'Temperature (Sensor junction) (C)', 'Temperature (Sensor edge) (C)'),
    }),
  }));
}

/** `rocm-smi --showproductname --showmeminfo vram --showdriverversion --json`. */
export function parseRocmGpus(json: string): readonly Gpu[] {
  const system = z.looseObject({ system: z.looseObject({ 'Driver version': z.string() }) }).safeParse(parseJson(json));
  const driver = system.success ? system.data.system['Driver version'] : undefined;
  return rocmCards(json).map(([index, card]) => ({ index, name: rocmName(card), ...known({ vramTotalBytes: rocmNumber(card, 'VRAM Total Memory (B)'), vramUsedBytes: rocmNumber(card, 'VRAM Total Used Memory (B)'), driver }) }));
}
