/** How numbers are written in reports: enough digits to compare by, never six decimals, the same in every language. */
import type { Figure, Interval } from '../../domain/figure.ts';

const fixed = (value: number, digits: number): string => value.toLocaleString('en-US', { minimumFractionDigits: digits, maximumFractionDigits: digits });

/** Three to four significant digits: 1,234 · 123.4 · 12.34 · 0.123. */
export function number(value: number): string {
  const size = Math.abs(value);
  if (value === 0) return '0';
  if (value < 0) return `−${number(size)}`;
  if (size >= 1000) return fixed(value, 0);
  if (size >= 100) return fixed(value, 1);
  return fixed(value, size >= 1 ? 2 : 3);
}

export const whole = (value: number): string => fixed(Math.round(value), 0);

export const percent = (value: number): string => `${fixed(value, Math.abs(value) >= 10 ? 1 : 2)} %`;

/** With its sign, for changes: "+4.20 %", "−45.2 %". */
export const signedPercent = (value: number): string => `${value > 0 ? '+' : value < 0 ? '−' : '±'}${percent(Math.abs(value))}`;

export const gib = (bytes: number): string => fixed(bytes / 2 ** 30, 2);

/** "11.80–18.11 (75 %)": the confidence is part of it, because small n cannot reach 95 %. */
export function interval(range: Interval, scale = 1): string {
  // a dash between negative numbers reads as one more minus
  const to = range.low < 0 ? ' … ' : '–';
  return `${number(range.low * scale)}${to}${number(range.high * scale)} (${fixed(range.confidence * 100, 0)} %)`;
}

/** Median with its interval and n: "13.02 [11.80–18.11 (75 %), n 3]". */
export function figure(value: Figure, scale = 1): string {
  const range = value.interval === undefined ? '' : `${interval(value.interval, scale)}, `;
  return `${number(value.median * scale)} [${range}n ${value.n}]`;
}

/** UTC, to the second: two reports of one run are the same wherever they are made. */
export const moment = (iso: string): string => `${iso.slice(0, 10)} ${iso.slice(11, 19)} UTC`;

/** "1.5B", "135M": the way model names say it. */
export function parameters(count: number): string {
  return count >= 1e9 ? `${(count / 1e9).toFixed(count >= 1e10 ? 0 : 1)}B` : `${(count / 1e6).toFixed(0)}M`;
}

/** A probability is never certain: "> 99 %" instead of a rounded "100 %". */
export const certainty = (probability: number): string => (probability > 0.99 ? '> 99 %' : `${fixed(probability * 100, 0)} %`);
