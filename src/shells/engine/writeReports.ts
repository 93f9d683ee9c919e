/** Writes what people and scripts read of a run: pictures and reports first, summary.json last, so that its presence means "complete". */
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { fileFailure } from '../../adapters/storage/fileFailure.ts';
import { writeRunFile } from '../../adapters/storage/runFolder.ts';
import { ok, type Result } from '../../domain/failure.ts';
import type { RunEvent } from '../../domain/runEvent.ts';
import type { RunSummary } from '../../domain/runSummary.ts';
import { renderCsv } from '../../report/renderCsv.ts';
import { renderHtml } from '../../report/renderHtml.ts';
import { type MarkdownOptions, renderMarkdown } from '../../report/renderMarkdown.ts';
import { samplesOf } from '../../report/samplesOf.ts';
import { drawPlots } from '../report/drawPlots.ts';
import { readChartLibrary, reportPlotter } from '../report/reportTools.ts';

const plotFolder = 'plots';

/** A picture that cannot be drawn is no reason to lose the report: it says which is missing and why. */
async function writePlots(folder: string, summary: RunSummary): Promise<Result<MarkdownOptions>> {
  const { drawn, missing } = await drawPlots(summary, 'en', reportPlotter());
  try {
    if (drawn.length > 0) await mkdir(path.join(folder, plotFolder), { recursive: true });
  } catch (thrown) {
    return fileFailure(thrown, path.join(folder, plotFolder), 'write');
  }
  for (const { id, png } of drawn) {
    const written = await writeRunFile(path.join(folder, plotFolder), `${id}.png`, png);
    if (!written.ok) return written;
  }
  return ok({ plots: drawn.map(({ id }) => `${plotFolder}/${id}.png`), missingPlots: missing });
}

export async function writeReports(folder: string, summary: RunSummary, events: readonly RunEvent[]): Promise<Result<undefined>> {
  const chartJs = await readChartLibrary();
  if (!chartJs.ok) return chartJs;
  const plots = await writePlots(folder, summary);
  if (!plots.ok) return plots;
  const files: readonly (readonly [string, () => string])[] = [
    ['samples.csv', () => renderCsv(samplesOf(events))],
    ['report.md', () => renderMarkdown(summary, 'en', plots.value)],
    ['report.ko.md', () => renderMarkdown(summary, 'ko', plots.value)],
    ['report.html', () => renderHtml(summary, 'en', { chartJs: chartJs.value })],
    ['summary.json', () => `${JSON.stringify(summary, undefined, 2)}\n`],
  ];
  for (const [name, render] of files) {
    const written = await writeRunFile(folder, name, render());
    if (!written.ok) return written;
  }
  return ok(undefined);
}
