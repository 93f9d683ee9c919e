/** Sections 6 and 7: what was not measured and why, void requests, notices; and what lies beside the report. */
import type { RunSummary } from '../../domain/runSummary.ts';
import { type Block, heading, list, paragraph, table } from '../document/block.ts';
import type { ChartId } from '../charts.ts';
import type { ReportWords } from '../words/english.ts';

export function gapSection(summary: RunSummary, words: ReportWords): readonly Block[] {
  const { columns } = words;
  const missing = summary.notMeasured.map((entry) => [entry.model ?? '–', words.sentence(entry.what), words.sentence(entry.why)]);
  const voids = summary.voids.map((entry) => [entry.key, words.sentence(entry.failure.detail), words.sentence(entry.failure.advice)]);
  const nothing = missing.length === 0 && voids.length === 0 && summary.status === 'done';
  return [
    heading(2, words.headings.gaps),
    ...(nothing ? [paragraph(words.nothingMissing)] : []),
    ...(missing.length === 0 ? [] : [table([columns.model, columns.what, columns.why], missing, { leftColumns: 3 })]),
    ...(voids.length === 0 ? [] : [paragraph(words.voids(voids.length)), table([columns.what, columns.why, columns.advice], voids, { leftColumns: 3 })]),
    ...(summary.notices.length === 0 ? [] : [paragraph(words.notices), ...list(summary.notices.map(words.sentence))]),
  ];
}

/** Pictures beside a report; undefined for a report that carries its own charts. */
export type PlotList = { readonly drawn: readonly string[]; readonly missing: readonly { readonly id: ChartId; readonly why: string }[] } | undefined;

export function attachmentSection(plots: PlotList, words: ReportWords): readonly Block[] {
  const missing = (plots?.missing ?? []).map(({ id, why }) => words.missingPlot(`${id}.png`, words.sentence(why)));
  const { journal, summary, samples, html } = words.attachmentsNote;
  return [
    heading(2, words.headings.attachments),
    ...list([html, samples, summary, journal, ...(plots?.drawn ?? []), ...missing]),
    ...(plots !== undefined && plots.drawn.length === 0 && missing.length === 0 ? [paragraph(words.noPlots)] : []),
    heading(2, words.headings.method),
    ...list(words.method),
  ];
}
