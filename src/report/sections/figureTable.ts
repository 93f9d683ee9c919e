/** Rows of figures: n, mean, median, interval, min, max, deviation, p95 — or why there are none. */
import type { Figure } from '../../domain/figure.ts';
import { type Cell, table, type Table } from '../document/block.ts';
import { interval, number } from '../words/numbers.ts';
import type { ReportWords } from '../words/english.ts';

export interface FigureRow {
  readonly model: string;
  readonly quantity: string;
  readonly figure: Figure | undefined;
  /** Factor from the figure's unit to the row's, e.g. 0.001 from ms to s. */
  readonly scale?: number;
  /** Said when the figure is undefined. */
  readonly absent: string;
}

function cellsOf(row: FigureRow): readonly (string | Cell)[] {
  const { figure, scale = 1 } = row;
  if (figure === undefined) return [row.model, row.quantity, '0', row.absent, '–', '–', '–', '–', '–', '–'];
  const write = (value: number): string => number(value * scale);
  return [
    row.model,
    row.quantity,
    String(figure.n),
    write(figure.mean),
    write(figure.median),
    figure.interval === undefined ? '–' : interval(figure.interval, scale),
    write(figure.min),
    write(figure.max),
    figure.n > 1 ? write(figure.standardDeviation) : '–',
    write(figure.p95),
  ];
}

export function figureTable(rows: readonly FigureRow[], words: ReportWords): Table {
  const { columns } = words;
  return table(
    [columns.model, columns.quantity, columns.n, columns.mean, columns.median, columns.interval, columns.min, columns.max, columns.deviation, columns.p95],
    rows.map(cellsOf),
    { leftColumns: 2 },
  );
}

/** Cells with the clear winner marked. */
export function marked(texts: readonly string[], winner: number | undefined): readonly Cell[] {
  return texts.map((text, index) => (index === winner ? { text, strong: true } : { text }));
}
