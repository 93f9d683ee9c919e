/** Cells in columns for a terminal; Hangul and other wide characters take two cells. */

/** Terminal cells a text takes. */
export function cellWidth(text: string): number {
  return Array.from(text, (character) => (/[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]/u.test(character) ? 2 : 1)).reduce<number>((sum, width) => sum + width, 0);
}

const padded = (text: string, width: number): string => text + ' '.repeat(Math.max(0, width - cellWidth(text)));

/** The first row is the head; every row as long as it. */
export function textTable(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => cellWidth(row[column] ?? ''))));
  return rows.map((row) => row.map((cell, column) => padded(cell, widths[column] ?? 0)).join('  ').trimEnd()).join('\n');
}
