/** Error bars for bar charts: a dataset's `intervals` are drawn over its bars. */
import type { Chart, Plugin } from 'chart.js';
import { themeColour } from './themeColour.ts';

/** Lower and upper end for each bar; undefined where there are too few samples for an interval. */
export type Intervals = readonly (readonly [low: number, high: number] | undefined)[];

const halfCapWidth = 5;

export const whiskers: Plugin = {
  id: 'whiskers',
  afterDatasetsDraw: (chart) => {
    chart.data.datasets.forEach((dataset, index) => {
      if ('intervals' in dataset && chart.isDatasetVisible(index)) drawIntervals(chart, index, dataset.intervals as Intervals);
    });
  },
};

function drawIntervals(chart: Chart, datasetIndex: number, intervals: Intervals): void {
  const scale = chart.scales['y'];
  if (scale === undefined) return;
  const { ctx } = chart;
  ctx.save();
  ctx.strokeStyle = themeColour('--vscode-foreground');
  ctx.lineWidth = 1.5;
  chart.getDatasetMeta(datasetIndex).data.forEach((bar, index) => {
    const interval = intervals[index];
    if (interval === undefined) return;
    const [low, high] = [scale.getPixelForValue(interval[0]), scale.getPixelForValue(interval[1])];
    ctx.beginPath();
    ctx.moveTo(bar.x, low);
    ctx.lineTo(bar.x, high);
    for (const end of [low, high]) {
      ctx.moveTo(bar.x - halfCapWidth, end);
      ctx.lineTo(bar.x + halfCapWidth, end);
    }
    ctx.stroke();
  });
  ctx.restore();
}
