/** Reads shares and times given on the command line, and says what is wrong with anything else. */
import { InvalidArgumentError } from 'commander';

/** `5%` or `5`: percent above 0. */
export function percent(text: string): number {
  const [, digits] = /^\s*(\d+(?:\.\d+)?)\s*%?\s*$/.exec(text) ?? [];
  const value = Number(digits);
  if (value > 0) return value;
  throw new InvalidArgumentError('A share like 5% is needed.');
}

const unitsMs: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };

/** `90s`, `10m`, `1h`: milliseconds. */
export function duration(text: string): number {
  const [, digits, unit = ''] = /^\s*(\d+(?:\.\d+)?)\s*(ms|s|m|h)\s*$/.exec(text) ?? [];
  const value = Number(digits) * (unitsMs[unit] ?? Number.NaN);
  if (value > 0) return value;
  throw new InvalidArgumentError('A time like 90s, 10m or 1h is needed.');
}
