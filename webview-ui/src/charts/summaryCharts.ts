/** The charts of a run, each made from its summary; undefined where nothing was measured that it could show. */
import type { Figure } from '../../../src/domain/figure.ts';
import type { ModelSummary, SweepPoint } from '../../../src/domain/runSummary.ts';
import { bytes, count, milliseconds, precise, t } from '../sentences.ts';
import { chartColour } from './chartColours.ts';
import type { ChartPicture } from './chartElement.ts';
import type { Intervals } from './whiskers.ts';

type Models = readonly ModelSummary[];

export interface NamedChart {
  readonly id: string;
  readonly picture: ChartPicture;
}

export function summaryCharts(models: Models): readonly NamedChart[] {
  const charts: readonly (readonly [id: string, picture: ChartPicture | undefined])[] = [
    ['tokensPerSecond', tokensPerSecond(models)],
    ['responseTime', responseTime(models)],
    ['contextSweep', contextSweep(models)],
    ['prefill', prefillCurve(models)],
    ['interTokenLatency', interTokenLatency(models)],
    ['gpuMemory', gpuMemory(models)],
    ['scenarioScores', scenarioScores(models)],
  ];
  return charts.flatMap(([id, picture]) => (picture === undefined ? [] : [{ id, picture }]));
}

export function tokensPerSecond(models: Models): ChartPicture | undefined {
  return figureBars(t('Tokens per second'), models, (model) => model.continuous.decodeTokensPerSecond, precise);
}

/** Cold beside warm, because their difference is what a user feels after a pause. */
export function responseTime(models: Models): ChartPicture | undefined {
  const warm = figureBars(t('Response time (ms)'), models, (model) => model.continuous.totalMs, milliseconds);
  if (warm === undefined || !models.some(({ cold }) => cold !== undefined)) return warm;
  const cold = { label: t('cold start'), data: models.map((model) => model.cold?.totalMs ?? Number.NaN), backgroundColor: chartColour(1) };
  const { data, ...rest } = warm.configuration;
  return { ...warm, configuration: { ...rest, options: { ...rest.options, plugins: withLegend.plugins }, data: { ...data, datasets: [...data.datasets, cold] } } };
}

const withLegend = { plugins: { legend: { display: true, position: 'bottom' } }, scales: { y: { beginAtZero: true } } } as const;
const withoutLegend = { plugins: { legend: { display: false } }, scales: { y: { beginAtZero: true } } } as const;

/** Long model names are broken at their hyphens, or chart.js would tilt them. */
function inLines(name: string): string[] {
  return name.split(/(?<=[-:/_])/).reduce<string[]>((lines, part) => {
    const last = lines.at(-1);
    return last !== undefined && last.length + part.length <= 18 ? [...lines.slice(0, -1), last + part] : [...lines, part];
  }, []);
}

function figureBars(title: string, models: Models, pick: (model: ModelSummary) => Figure | undefined, show: (value: number) => string): ChartPicture | undefined {
  const rows = models.flatMap((model) => {
    const figure = pick(model);
    return figure === undefined ? [] : [{ id: model.id, figure }];
  });
  if (rows.length === 0) return undefined;
  const intervals: Intervals = rows.map(({ figure: { interval } }) => (interval === undefined ? undefined : [interval.low, interval.high]));
  const top = Math.max(...rows.map(({ figure: { interval, median } }) => interval?.high ?? median));
  const bars = { label: t('continuous use'), data: rows.map(({ figure }) => figure.median), backgroundColor: chartColour(0), intervals, maxBarThickness: 90 };
  return {
    title,
    description: rows.map(({ id, figure }) => `${id} ${show(figure.median)} (n=${figure.n})`).join(', '),
    configuration: { type: 'bar', options: { ...withoutLegend, scales: { y: { beginAtZero: true, suggestedMax: top } } }, data: { labels: rows.map(({ id }) => inLines(id)), datasets: [bars] } },
  };
}

function contextSweep(models: Models): ChartPicture | undefined {
  return sweepLines(t('Tokens per second over context size'), models, (point) => point.decodeTokensPerSecond?.median, precise);
}

/** Time to the first token is, but for a small rest, the time to read the prompt. */
function prefillCurve(models: Models): ChartPicture | undefined {
  return sweepLines(t('Time to first token over prompt size (ms)'), models, (point) => point.ttftMs?.median, milliseconds);
}

function sweepLines(title: string, models: Models, pick: (point: SweepPoint) => number | undefined, show: (value: number) => string): ChartPicture | undefined {
  const datasets = models.flatMap((model, index) => {
    const data = model.sweep.flatMap((point) => {
      const y = pick(point);
      return y === undefined ? [] : [{ x: point.contextTokens, y }];
    });
    return data.length === 0 ? [] : [{ label: model.id, data, borderColor: chartColour(index), backgroundColor: chartColour(index) }];
  });
  if (datasets.length === 0) return undefined;
  const axis = { type: 'linear', title: { display: true, text: t('tokens in the prompt') } } as const;
  return {
    title,
    description: datasets.map(({ label, data }) => `${label}: ${data.map(({ x, y }) => `${count(x)} → ${show(y)}`).join(', ')}`).join('; '),
    configuration: { type: 'line', options: { plugins: { legend: { display: datasets.length > 1, position: 'bottom' } }, scales: { x: axis, y: { beginAtZero: true } } }, data: { datasets } },
  };
}

function interTokenLatency(models: Models): ChartPicture | undefined {
  const measured = models.filter(({ continuous }) => continuous.interTokenLatencyMs !== undefined);
  if (measured.length === 0) return undefined;
  const labels = ['p50', 'p90', 'p99'] as const;
  const datasets = measured.map((model, index) => ({ label: model.id, data: labels.map((label) => model.continuous.interTokenLatencyMs?.[label].median ?? Number.NaN), backgroundColor: chartColour(index), maxBarThickness: 60 }));
  return {
    title: t('Time between tokens (ms)'),
    description: datasets.map(({ label, data }) => `${label}: ${data.map((value, index) => `${labels[index] ?? ''} ${precise(value)} ms`).join(', ')}`).join('; '),
    configuration: { type: 'bar', options: datasets.length > 1 ? withLegend : withoutLegend, data: { labels: [...labels], datasets } },
  };
}

function gpuMemory(models: Models): ChartPicture | undefined {
  const readings = models.flatMap((model) => model.gpu.flatMap((use) => (use.memoryUsedBytesMax === undefined ? [] : [{ model: model.id, card: use.index, used: use.memoryUsedBytesMax }])));
  if (readings.length === 0) return undefined;
  const cards = [...new Set(readings.map(({ card }) => card))].toSorted((a, b) => a - b);
  const names = [...new Set(readings.map(({ model }) => model))];
  const most = (model: string, card: number): number => Math.max(0, ...readings.filter((one) => one.model === model && one.card === card).map(({ used }) => used));
  const datasets = cards.map((card, index) => ({ label: t('GPU {0}', card), data: names.map((name) => most(name, card) / 1024 ** 3), backgroundColor: chartColour(index), maxBarThickness: 60 }));
  return {
    title: t('Most GPU memory used (GiB)'),
    description: names.map((name) => `${name}: ${cards.map((card) => `${t('GPU {0}', card)} ${bytes(most(name, card))}`).join(', ')}`).join('; '),
    configuration: { type: 'bar', options: withLegend, data: { labels: names.map(inLines), datasets } },
  };
}

/** A radar needs three axes to be a shape; with fewer, bars say the same. */
function scenarioScores(models: Models): ChartPicture | undefined {
  const scored = models.filter((model) => model.scenarios.some(({ score }) => score !== undefined));
  if (scored.length === 0) return undefined;
  const ids = [...new Set(scored.flatMap((model) => model.scenarios.map(({ id }) => id)))];
  const isRadar = ids.length >= 3;
  const datasets = scored.map((model, index) => ({
    label: model.id,
    data: ids.map((id) => model.scenarios.find((one) => one.id === id)?.score ?? Number.NaN),
    borderColor: chartColour(index),
    backgroundColor: chartColour(index),
    fill: false,
    maxBarThickness: 60,
  }));
  const legend = { display: scored.length > 1, position: 'bottom' } as const;
  const options = isRadar ? { plugins: { legend }, scales: { r: { min: 0, max: 10, ticks: { backdropColor: 'transparent', stepSize: 2 } } } } : { plugins: { legend }, scales: { y: { min: 0, max: 10 } } };
  return {
    title: t('Scenario scores (0–10)'),
    description: datasets.map(({ label, data }) => `${label}: ${ids.map((id, index) => `${id} ${precise(data[index] ?? Number.NaN)}`).join(', ')}`).join('; '),
    configuration: { type: isRadar ? 'radar' : 'bar', options, data: { labels: ids, datasets } },
  };
}
