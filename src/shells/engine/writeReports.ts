/** Writes what people and scripts read of a run: reports first, summary.json last, so that its presence means "complete". */
import { readFile } from 'node:fs/promises';
import { writeRunFile } from '../../adapters/storage/runFolder.ts';
import { ok, type Result } from '../../domain/failure.ts';
import type { RunEvent } from '../../domain/runEvent.ts';
import type { RunSummary } from '../../domain/runSummary.ts';
import { renderCsv } from '../../report/renderCsv.ts';
import { renderHtml } from '../../report/renderHtml.ts';
import { renderMarkdown } from '../../report/renderMarkdown.ts';
import { samplesOf } from '../../report/samplesOf.ts';

// from source the library lies in node_modules, in the build beside the bundle
const chartLibrary = new URL(import.meta.url.endsWith('.ts') ? '../../../node_modules/chart.js/dist/chart.umd.min.js' : './report/chart.umd.js', import.meta.url);

export async function writeReports(folder: string, summary: RunSummary, events: readonly RunEvent[]): Promise<Result<undefined>> {
  const chartJs = await readFile(chartLibrary, 'utf8');
  const files: readonly (readonly [string, () => string])[] = [
    ['samples.csv', () => renderCsv(samplesOf(events))],
    ['report.md', () => renderMarkdown(summary, 'en')],
    ['report.ko.md', () => renderMarkdown(summary, 'ko')],
    ['report.html', () => renderHtml(summary, 'en', { chartJs })],
    ['summary.json', () => `${JSON.stringify(summary, undefined, 2)}\n`],
  ];
  for (const [name, render] of files) {
    const written = await writeRunFile(folder, name, render());
    if (!written.ok) return written;
  }
  return ok(undefined);
}
