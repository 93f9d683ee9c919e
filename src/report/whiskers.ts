/** Draws the intervals that `charts.ts` puts beside its bars. One self-contained function: the HTML report carries its source. */

interface Pen {
  strokeStyle: unknown;
  lineWidth: number;
  readonly save: () => void;
  readonly restore: () => void;
  readonly beginPath: () => void;
  readonly moveTo: (x: number, y: number) => void;
  readonly lineTo: (x: number, y: number) => void;
  readonly stroke: () => void;
}

/** The part of chart.js's Chart that is used. */
export interface WhiskerChart {
  readonly ctx: Pen;
  readonly options: { readonly color?: unknown };
  readonly scales: Readonly<Record<string, { readonly getPixelForValue: (value: number) => number }>>;
  readonly data: { readonly datasets: readonly { readonly whiskers?: readonly ({ readonly low: number; readonly high: number } | null | undefined)[] }[] };
  readonly isDatasetVisible: (index: number) => boolean;
  readonly getDatasetMeta: (index: number) => { readonly data: readonly { readonly x: number }[] };
}

/** For chart.js `afterDatasetsDraw`. Refers to nothing outside itself. */
export function drawWhiskers(chart: WhiskerChart): void {
  const scale = chart.scales['y'];
  if (scale === undefined) return;
  const ctx = chart.ctx;
  ctx.save();
  ctx.strokeStyle = typeof chart.options.color === 'string' ? chart.options.color : '#666';
  ctx.lineWidth = 1.5;
  for (let d = 0; d < chart.data.datasets.length; d++) {
    const whiskers = chart.data.datasets[d]?.whiskers;
    if (whiskers === undefined || !chart.isDatasetVisible(d)) continue;
    const elements = chart.getDatasetMeta(d).data;
    for (let i = 0; i < whiskers.length; i++) {
      const range = whiskers[i];
      const x = elements[i]?.x;
      if (range === undefined || range === null || x === undefined) continue;
      const low = scale.getPixelForValue(range.low);
      const high = scale.getPixelForValue(range.high);
      ctx.beginPath();
      ctx.moveTo(x, low);
      ctx.lineTo(x, high);
      ctx.moveTo(x - 4, low);
      ctx.lineTo(x + 4, low);
      ctx.moveTo(x - 4, high);
      ctx.lineTo(x + 4, high);
      ctx.stroke();
    }
  }
  ctx.restore();
}
