/** Makes INSERT statements for a table from a seed: the same seed always gives the same database. */
import type { GeneratedColumn, SqlGenerator } from '../../domain/scenario.ts';
import { seededRandom } from '../../measure/statistics/random.ts';

/** Tables in the order given, so that references find their rows. */
export function generateInserts(generator: SqlGenerator, seed: number): string {
  const random = seededRandom(seed);
  const rowCounts = new Map<string, number>();
  const statements: string[] = [];
  for (const { name, rows: [min, max], columns } of generator.tables) {
    const count = min + Math.floor(random() * (max - min + 1));
    rowCounts.set(name, count);
    for (let row = 1; row <= count; row++) {
      const values = columns.map((column) => sqlLiteral(drawValue(column, row, rowCounts, random)));
      statements.push(`INSERT INTO ${name} (${columns.map((column) => column.name).join(', ')}) VALUES (${values.join(', ')});`);
    }
  }
  return statements.join('\n');
}

type SqlValue = string | number | null;

function drawValue(column: GeneratedColumn, row: number, rowCounts: ReadonlyMap<string, number>, random: () => number): SqlValue {
  if (column.nullShare !== undefined && random() < column.nullShare) return null;
  const { min = 0, max = 100 } = column;
  const whole = min + Math.floor(random() * (max - min + 1));
  switch (column.type) {
    case 'id':
      return row;
    case 'integer':
      return whole;
    case 'decimal':
      return Math.round((min + random() * (max - min)) * 4) / 4;
    case 'date':
      return new Date(Date.UTC(2024, 0, 1 + (whole % 366))).toISOString().slice(0, 10);
    case 'text':
    case 'choice':
      return column.values?.[Math.floor(random() * column.values.length)] ?? null;
    case 'reference': {
      const rows = rowCounts.get(column.table ?? '') ?? 0;
      return rows === 0 ? null : 1 + Math.floor(random() * rows);
    }
  }
}

function sqlLiteral(value: SqlValue): string {
  if (value === null) return 'NULL';
  return typeof value === 'number' ? String(value) : `'${value.replaceAll("'", "''")}'`;
}
