/** Section 2: initial load, continuous use, both side by side, and what changed over time. */
import type { Figure } from '../../domain/figure.ts';
import type { ContinuousFigures, GpuFigures, ModelSummary, RunSummary } from '../../domain/runSummary.ts';
import { clearBest } from '../../recommend/clearBest.ts';
import { type Block, chart, heading, list, paragraph, table } from '../document/block.ts';
import { number, signedPercent, whole } from '../words/numbers.ts';
import type { ReportWords } from '../words/english.ts';
import { type FigureRow, figureTable, marked } from './figureTable.ts';

export const gpuOf = (model: ModelSummary, phase: GpuFigures['phase']): readonly GpuFigures[] => (model.gpuFigures ?? []).filter((use) => use.phase === phase);

/** Mean over the cards of the mean of the requests' highest values. */
export function meanGpu(model: ModelSummary, phase: GpuFigures['phase'], reading: 'memoryPercentMax' | 'utilisationPercentMax'): number | undefined {
  const values = gpuOf(model, phase).map((use) => use[reading]?.mean).filter((value) => value !== undefined);
  return values.length === 0 ? undefined : values.reduce((sum, value) => sum + value, 0) / values.length;
}

function speedRows(model: ModelSummary, figures: ContinuousFigures | undefined, words: ReportWords): readonly FigureRow[] {
  const absent = words.noFigures(figures?.voided ?? 0);
  const row = (quantity: string, figure: Figure | undefined, scale = 1): FigureRow => ({ model: model.id, quantity, figure, scale, absent });
  const { rows } = words;
  const server = figures?.serverDecodeTokensPerSecond;
  return [
    row(rows.totalTime, figures?.totalMs, 0.001),
    row(rows.ttft, figures?.ttftMs, 0.001),
    row(rows.decode, figures?.decodeTokensPerSecond),
    ...(server === undefined ? [] : [row(rows.serverDecode, server)]),
    row(rows.prefill, figures?.prefillTokensPerSecond),
  ];
}

function memoryRows(model: ModelSummary, phase: 'cold' | 'continuous', words: ReportWords): readonly FigureRow[] {
  return gpuOf(model, phase).map((use) => ({ model: model.id, quantity: `GPU ${use.index} ${words.rows.memoryMax}`, figure: use.memoryPercentMax, absent: words.notMeasured }));
}

function initialLoad(models: readonly ModelSummary[], words: ReportWords): readonly Block[] {
  const rows = models.flatMap((model) => [
    { model: model.id, quantity: words.rows.load, figure: model.cold?.loadFigure, scale: 0.001, absent: words.loadUnknown },
    ...speedRows(model, model.cold?.figures, words),
    ...memoryRows(model, 'cold', words),
  ]);
  const how = models.flatMap((model) => (model.cold === undefined ? [] : [`${model.id}: ${words.howCold(words.sentence(model.cold.how))}`]));
  return [heading(3, words.headings.initial), ...list(how), figureTable(rows, words)];
}

function continuousUse(models: readonly ModelSummary[], words: ReportWords): readonly Block[] {
  const rows = models.flatMap((model) => [...speedRows(model, model.continuous, words), ...memoryRows(model, 'continuous', words)]);
  return [heading(3, words.headings.continuous), figureTable(rows, words), chart('response_time_comparison'), chart('tokens_per_second_comparison')];
}

function sideBySide(models: readonly ModelSummary[], words: ReportWords): Block {
  const { columns } = words;
  const text = (value: number | undefined, scale = 1): string => (value === undefined ? words.notMeasured : number(value * scale));
  const column = (figures: readonly (Figure | undefined)[], better: 'lower' | 'higher', scale = 1): readonly ReturnType<typeof marked>[number][] =>
    marked(figures.map((figure) => text(figure?.mean, scale)), clearBest(figures, better));
  const plain = (values: readonly (number | undefined)[]): ReturnType<typeof marked> => marked(values.map((value) => text(value)), undefined);
  const filled = [
    column(models.map((model) => model.cold?.figures?.totalMs), 'lower', 0.001),
    column(models.map((model) => model.cold?.figures?.decodeTokensPerSecond), 'higher'),
    plain(models.map((model) => meanGpu(model, 'cold', 'memoryPercentMax'))),
    plain(models.map((model) => meanGpu(model, 'cold', 'utilisationPercentMax'))),
    column(models.map((model) => model.continuous.totalMs), 'lower', 0.001),
    column(models.map((model) => model.continuous.decodeTokensPerSecond), 'higher'),
    plain(models.map((model) => meanGpu(model, 'continuous', 'memoryPercentMax'))),
    plain(models.map((model) => meanGpu(model, 'continuous', 'utilisationPercentMax'))),
  ];
  const titles = [columns.initialTime, columns.initialRate, columns.gpuMemory, columns.gpuLoad, columns.time, columns.rate, columns.gpuMemory, columns.gpuLoad];
  // on a machine without a GPU four columns would say nothing; chapter 3 says why
  const hasGpu = models.some((model) => (model.gpuFigures ?? []).length > 0);
  const shown = titles.map((_, index) => hasGpu || index % 4 < 2);
  const rows = models.map((model, row) => [model.id, ...filled.filter((_, index) => shown[index]).map((cells) => cells[row] ?? '')]);
  return table([columns.model, ...titles.filter((_, index) => shown[index])], rows, { caption: words.meansNote });
}

type Change = readonly [string, number | undefined, number | undefined, number];

function changesOf(model: ModelSummary, words: ReportWords): readonly Change[] {
  const { cold, continuous } = model;
  const { drift } = continuous;
  const measured = model.sweep.filter((point) => point.decodeTokensPerSecond !== undefined);
  const [shortest, longest] = [measured[0], measured.at(-1)];
  const initial = cold?.figures;
  return [
    [words.changes.warmTime(model.id), initial?.totalMs?.median, continuous.totalMs?.median, 0.001],
    [words.changes.warmRate(model.id), initial?.decodeTokensPerSecond?.median, continuous.decodeTokensPerSecond?.median, 1],
    ...(drift === undefined ? [] : [[words.changes.drift(model.id, drift.n), drift.firstHalfMs, drift.secondHalfMs, 0.001] as const]),
    ...(shortest === undefined || longest === undefined || shortest === longest
      ? []
      : [[words.changes.longest(model.id, whole(shortest.contextTokens), whole(longest.contextTokens)), shortest.decodeTokensPerSecond?.median, longest.decodeTokensPerSecond?.median, 1] as const]),
  ];
}

/** Each change says of what it is one, from which value to which. */
function changeTable(models: readonly ModelSummary[], words: ReportWords): readonly Block[] {
  const { columns } = words;
  const rows = models.flatMap((model) => changesOf(model, words)).map(([what, before, after, scale]) => {
    const known = before !== undefined && after !== undefined && before > 0;
    const text = (value: number | undefined): string => (value === undefined ? words.notMeasured : number(value * scale));
    return [what, text(before), text(after), known ? signedPercent(((after - before) / before) * 100) : '–'];
  });
  return [table([columns.quantity, columns.before, columns.after, columns.change], rows), paragraph(words.changes.note)];
}

export function performanceSection(summary: RunSummary, words: ReportWords): readonly Block[] {
  const { models } = summary;
  return [
    heading(2, words.headings.summary),
    ...initialLoad(models, words),
    ...continuousUse(models, words),
    heading(3, words.headings.perModel),
    sideBySide(models, words),
    ...changeTable(models, words),
  ];
}
