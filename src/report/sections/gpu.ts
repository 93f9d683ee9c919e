/** Section 3: memory and load of every card, by kind of request. */
import type { Figure } from '../../domain/figure.ts';
import type { GpuFigures, RunSummary } from '../../domain/runSummary.ts';
import { type Block, chart, heading, paragraph } from '../document/block.ts';
import type { ReportWords } from '../words/english.ts';
import { type FigureRow, figureTable } from './figureTable.ts';

function rowsOf(model: string, use: GpuFigures, words: ReportWords): readonly FigureRow[] {
  const { rows } = words;
  const card = `${model}, GPU ${use.index}, ${words.phases[use.phase]}`;
  const row = (quantity: string, figure: Figure | undefined, scale = 1): readonly FigureRow[] => (figure === undefined ? [] : [{ model: card, quantity, figure, scale, absent: words.notMeasured }]);
  return [
    ...row(rows.memoryMax, use.memoryPercentMax),
    ...row(rows.memoryBytes, use.memoryBytesMax, 1 / 2 ** 30),
    ...row(rows.utilisationMax, use.utilisationPercentMax),
    ...row(rows.utilisationMean, use.utilisationPercentMean),
    ...row(rows.power, use.powerWattsMean),
  ];
}

export function gpuSection(summary: RunSummary, words: ReportWords): readonly Block[] {
  const rows = summary.models.flatMap((model) => (model.gpuFigures ?? []).flatMap((use) => rowsOf(model.id, use, words)));
  const { gpus, gpuNote } = summary.machine;
  const why = gpus.length > 0 ? words.noReadings : gpuNote === undefined ? words.noGpu : words.sentence(gpuNote).replace(/\.$/u, '');
  return [heading(2, words.headings.gpu), ...(rows.length === 0 ? [paragraph(words.noGpuFigures(why))] : [figureTable(rows, words), chart('gpu_memory_comparison')])];
}
