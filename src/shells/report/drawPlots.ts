/** Draws a run's charts as pictures: which were drawn, and which are missing and why. */
import type { RunSummary } from '../../domain/runSummary.ts';
import type { Plotter } from '../../ports/plotter.ts';
import { type ChartId, chartsOf } from '../../report/charts.ts';
import type { MissingPlot } from '../../report/renderMarkdown.ts';
import { type ReportLanguage, wordsOf } from '../../report/words/wordsOf.ts';

export interface Plot {
  readonly id: ChartId;
  readonly png: Uint8Array;
}

export interface Plots {
  readonly drawn: readonly Plot[];
  readonly missing: readonly MissingPlot[];
}

export async function drawPlots(summary: RunSummary, language: ReportLanguage, plotter: Plotter): Promise<Plots> {
  const drawn: Plot[] = [];
  const missing: MissingPlot[] = [];
  for (const { id, title, config, absent } of chartsOf(summary.models, wordsOf(language).charts)) {
    if (config === undefined) {
      missing.push({ id, why: absent ?? '' });
      continue;
    }
    const picture = await plotter.draw(title, config);
    if (picture.ok) drawn.push({ id, png: picture.value });
    else missing.push({ id, why: picture.failure.detail });
  }
  return { drawn, missing };
}
