/** A report as a list of blocks: what is said, before it becomes Markdown or HTML. All text is plain; renderers escape it. */
import type { TestOutcome } from '../../domain/score.ts';
import type { ChartId } from '../charts.ts';

export interface Cell {
  readonly text: string;
  /** Marked as the clear winner of its column. */
  readonly strong?: boolean;
}

export interface Column {
  readonly title: string;
  readonly align: 'left' | 'right';
}

export interface Table {
  readonly kind: 'table';
  readonly caption?: string;
  readonly columns: readonly Column[];
  readonly rows: readonly (readonly Cell[])[];
}

/** One reply of a model beside what its tests said. */
export interface Answer {
  readonly kind: 'answer';
  readonly title: string;
  readonly text: string;
  readonly tests: readonly TestOutcome[];
  readonly notes: readonly string[];
}

export type Block =
  | { readonly kind: 'heading'; readonly level: 2 | 3 | 4; readonly text: string }
  | { readonly kind: 'paragraph'; readonly text: string }
  | { readonly kind: 'warning'; readonly text: string }
  | { readonly kind: 'list'; readonly items: readonly string[] }
  | { readonly kind: 'code'; readonly text: string }
  | { readonly kind: 'chart'; readonly id: ChartId }
  | Table
  | Answer;

export const heading = (level: 2 | 3 | 4, text: string): Block => ({ kind: 'heading', level, text });
export const paragraph = (text: string): Block => ({ kind: 'paragraph', text });
export const warning = (text: string): Block => ({ kind: 'warning', text });
export const code = (text: string): Block => ({ kind: 'code', text });
export const chart = (id: ChartId): Block => ({ kind: 'chart', id });

/** Nothing at all for an empty list. */
export const list = (items: readonly string[]): readonly Block[] => (items.length === 0 ? [] : [{ kind: 'list', items }]);

const cellOf = (content: string | Cell): Cell => (typeof content === 'string' ? { text: content } : content);

/** The first column is text, the others are figures; `leftColumns` says how many are text. */
export function table(titles: readonly string[], rows: readonly (readonly (string | Cell)[])[], options: { readonly caption?: string; readonly leftColumns?: number } = {}): Table {
  const { caption, leftColumns = 1 } = options;
  return {
    kind: 'table',
    ...(caption === undefined ? {} : { caption }),
    columns: titles.map((title, index) => ({ title, align: index < leftColumns ? 'left' : 'right' })),
    rows: rows.map((row) => row.map(cellOf)),
  };
}
