/** The report as Markdown, in English or Korean. */
import type { RunSummary } from '../domain/runSummary.ts';
import type { ChartId } from './charts.ts';
import { markdownOf } from './document/markdownOf.ts';
import { reportDocument } from './document/reportDocument.ts';
import { type ReportLanguage, wordsOf } from './words/wordsOf.ts';

export interface MissingPlot {
  readonly id: ChartId;
  readonly why: string;
}

export interface MarkdownOptions {
  /** Pictures beside the report, as paths relative to it: `plots/response_time_comparison.png`. */
  readonly plots?: readonly string[];
  /** Pictures that could not be drawn, each with its reason. */
  readonly missingPlots?: readonly MissingPlot[];
}

export function renderMarkdown(summary: RunSummary, language: ReportLanguage, options: MarkdownOptions = {}): string {
  const words = wordsOf(language);
  const plots = options.plots ?? [];
  return markdownOf(`${words.title}: ${summary.plan.models.join(', ')}`, reportDocument(summary, words, { drawn: plots, missing: options.missingPlots ?? [] }), words, plots);
}
