/** Columns of text for a terminal: the first to the left, figures to the right. */

export function plainTable(rows: readonly (readonly string[])[], indent = '  '): string {
  const columns = Math.max(0, ...rows.map((row) => row.length));
  const widths = Array.from({ length: columns }, (_, column) => Math.max(...rows.map((row) => (row[column] ?? '').length)));
  return rows.map((row) => indent + row.map((cell, column) => (column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0))).join('  ').trimEnd()).join('\n');
}

export const ms = (value: number): string => (Math.abs(value) >= 10_000 ? `${(value / 1000).toFixed(1)} s` : `${value.toFixed(value < 10 ? 1 : 0)} ms`);
export const whole = (value: number): string => Math.round(value).toLocaleString('en-US');
export const seconds = (value: number): string => `${value.toFixed(value < 10 ? 2 : 1)} s`;
