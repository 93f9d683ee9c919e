/** The charts of a report as plain chart.js configurations: one definition for HTML, PNG and the panel. Imports types only. */
import type { ChartConfiguration, ChartDataset } from 'chart.js';
import type { Figure, Interval } from '../domain/figure.ts';
import type { ModelSummary, SweepPoint } from '../domain/runSummary.ts';

export const chartIds = [
  'response_time_comparison',
  'tokens_per_second_comparison',
  'gpu_memory_comparison',
  'context_sweep',
  'prefill_curve',
  'inter_token_latency',
  'scenario_scores',
] as const;

/** Also the name of the picture's file. */
export type ChartId = (typeof chartIds)[number];

export interface ChartWords {
  readonly titles: Readonly<Record<ChartId, string>>;
  readonly initialLoad: string;
  readonly continuousUse: string;
  readonly totalTimeSeconds: string;
  readonly decodeTokensPerSecond: string;
  readonly gpuMemoryPercent: string;
  readonly contextTokens: string;
  readonly prefillMsPerToken: string;
  readonly latencyMs: string;
  readonly scoreOfTen: string;
  /** Said in place of a chart that has nothing to show. */
  readonly nothingMeasured: string;
}

export type BarOrLine = ChartConfiguration<'bar'> | ChartConfiguration<'line'>;

export interface ReportChart {
  readonly id: ChartId;
  readonly title: string;
  /** undefined: nothing was measured that this chart could show; `absent` says so. */
  readonly config?: BarOrLine;
  readonly absent?: string;
}

/** Okabe–Ito, without yellow: told apart by colour-blind readers, on white and on black. */
const palette = ['#0072b2', '#e69f00', '#009e73', '#d55e00', '#cc79a7', '#56b4e9'];
const colour = (index: number): string => palette[index % palette.length] ?? '#0072b2';

type Whisker = { readonly low: number; readonly high: number } | undefined;
type BarData = ChartDataset<'bar'> & { readonly whiskers?: readonly Whisker[] };
type LineData = ChartDataset<'line', { x: number; y: number }[]>;

interface Mark {
  readonly value: number;
  readonly interval?: Interval | undefined;
}

function bars(label: string, index: number, marks: readonly (Mark | undefined)[], scale = 1): BarData {
  return {
    label,
    data: marks.map((mark) => (mark === undefined ? null : mark.value * scale)),
    backgroundColor: colour(index),
    whiskers: marks.map((mark) => (mark?.interval === undefined ? undefined : { low: mark.interval.low * scale, high: mark.interval.high * scale })),
  };
}

const medianOf = (figure: Figure | undefined): Mark | undefined => (figure === undefined ? undefined : { value: figure.median, interval: figure.interval });

function barChart(labels: readonly string[], datasets: readonly BarData[], unit: string, max?: number): ChartConfiguration<'bar'> | undefined {
  const drawn = datasets.filter((dataset) => dataset.data.some((value) => value !== null));
  if (drawn.length === 0) return undefined;
  // chart.js scales to the bars; the whiskers have to fit as well
  const highest = Math.max(0, ...drawn.flatMap((dataset) => dataset.whiskers ?? []).map((whisker) => whisker?.high ?? 0));
  return {
    type: 'bar',
    data: { labels: [...labels], datasets: [...drawn] },
    options: { animation: false, maintainAspectRatio: false, scales: { y: { beginAtZero: true, title: { display: true, text: unit }, ...(max === undefined ? { suggestedMax: highest } : { max }) } } },
  };
}

function lineChart(datasets: readonly LineData[], xUnit: string, yUnit: string, rightUnit?: string): ChartConfiguration<'line', { x: number; y: number }[]> | undefined {
  const drawn = datasets.filter((dataset) => dataset.data.length > 0);
  if (drawn.length === 0) return undefined;
  const right = rightUnit === undefined ? {} : { right: { position: 'right' as const, beginAtZero: true, title: { display: true, text: rightUnit }, grid: { drawOnChartArea: false } } };
  return {
    type: 'line',
    data: { datasets: [...drawn] },
    options: {
      animation: false,
      maintainAspectRatio: false,
      scales: { x: { type: 'linear', title: { display: true, text: xUnit } }, y: { beginAtZero: true, title: { display: true, text: yUnit } }, ...right },
    },
  };
}

function line(label: string, index: number, points: readonly SweepPoint[], take: (point: SweepPoint) => number | undefined, dashed = false): LineData {
  const data = points.flatMap((point) => {
    const y = take(point);
    return y === undefined ? [] : [{ x: point.contextTokens, y }];
  });
  // dashed lines have a hollow box in the legend: a filled one would hide their dashes
  return { label, data, borderColor: colour(index), backgroundColor: dashed ? 'transparent' : colour(index), pointBackgroundColor: colour(index), tension: 0, pointRadius: 4, ...(dashed ? { borderDash: [6, 4], yAxisID: 'right' } : {}) };
}

function gpuMemory(model: ModelSummary, phase: 'cold' | 'continuous'): Mark | undefined {
  const cards = (model.gpuFigures ?? []).filter((use) => use.phase === phase).map((use) => use.memoryPercentMax?.mean);
  const known = cards.filter((value) => value !== undefined);
  return known.length === 0 ? undefined : { value: known.reduce((sum, value) => sum + value, 0) / known.length };
}

function scenarioChart(models: readonly ModelSummary[], words: ChartWords): ChartConfiguration<'bar'> | undefined {
  const ids = [...new Set(models.flatMap((model) => model.scenarios.map((scenario) => scenario.id)))];
  const marks = (model: ModelSummary): readonly (Mark | undefined)[] =>
    ids.map((id) => {
      const found = model.scenarios.find((scenario) => scenario.id === id);
      return found?.score === undefined ? undefined : { value: found.score, interval: found.interval };
    });
  return barChart(ids, models.map((model, index) => bars(model.id, index, marks(model))), words.scoreOfTen, 10);
}

function configOf(id: ChartId, models: readonly ModelSummary[], words: ChartWords): BarOrLine | undefined {
  const labels = models.map((model) => model.id);
  switch (id) {
    case 'response_time_comparison': {
      const cold = models.map((model): Mark | undefined => (model.cold === undefined ? undefined : (medianOf(model.cold.figures?.totalMs) ?? { value: model.cold.totalMs })));
      const warm = models.map((model) => medianOf(model.continuous.totalMs));
      return barChart(labels, [bars(words.initialLoad, 1, cold, 0.001), bars(words.continuousUse, 0, warm, 0.001)], words.totalTimeSeconds);
    }
    case 'tokens_per_second_comparison': {
      const cold = models.map((model): Mark | undefined => (model.cold?.decodeTokensPerSecond === undefined ? undefined : { value: model.cold.decodeTokensPerSecond }));
      const warm = models.map((model) => medianOf(model.continuous.decodeTokensPerSecond));
      return barChart(labels, [bars(words.initialLoad, 1, cold), bars(words.continuousUse, 0, warm)], words.decodeTokensPerSecond);
    }
    case 'gpu_memory_comparison':
      return barChart(
        labels,
        [bars(words.initialLoad, 1, models.map((model) => gpuMemory(model, 'cold'))), bars(words.continuousUse, 0, models.map((model) => gpuMemory(model, 'continuous')))],
        words.gpuMemoryPercent,
        100,
      );
    case 'context_sweep': {
      const times = models.map((model, index) => line(`${model.id}: ${words.totalTimeSeconds}`, index, model.sweep, (point) => scaled(point.totalMs?.median, 0.001)));
      const rates = models.map((model, index) => line(`${model.id}: ${words.decodeTokensPerSecond}`, index, model.sweep, (point) => point.decodeTokensPerSecond?.median, true));
      return lineChart([...times, ...rates], words.contextTokens, words.totalTimeSeconds, words.decodeTokensPerSecond);
    }
    case 'prefill_curve':
      return lineChart(
        models.map((model, index) => line(model.id, index, model.sweep, (point) => (point.prefillTokensPerSecond === undefined ? undefined : 1000 / point.prefillTokensPerSecond.median))),
        words.contextTokens,
        words.prefillMsPerToken,
      );
    case 'inter_token_latency': {
      const of = (part: 'p50' | 'p90' | 'p99'): readonly (Mark | undefined)[] => models.map((model) => medianOf(model.continuous.interTokenLatencyMs?.[part]));
      return barChart(labels, [bars('p50', 0, of('p50')), bars('p90', 1, of('p90')), bars('p99', 3, of('p99'))], words.latencyMs);
    }
    case 'scenario_scores':
      return scenarioChart(models, words);
  }
}

const scaled = (value: number | undefined, scale: number): number | undefined => (value === undefined ? undefined : value * scale);

/** Every chart of the list, in its order; a chart without data says so instead of standing empty. */
export function chartsOf(models: readonly ModelSummary[], words: ChartWords): readonly ReportChart[] {
  return chartIds.map((id) => {
    const title = words.titles[id];
    const config = configOf(id, models, words);
    return config === undefined ? { id, title, absent: words.nothingMeasured } : { id, title, config };
  });
}
