/** The report of a run as one HTML file that needs nothing else. */
import type { RunSummary } from '../domain/runSummary.ts';
import { chartsOf } from './charts.ts';
import { type HtmlAssets, htmlPage } from './document/htmlPage.ts';
import { reportDocument } from './document/reportDocument.ts';
import { type ReportLanguage, wordsOf } from './words/wordsOf.ts';

export function renderHtml(summary: RunSummary, language: ReportLanguage, assets: HtmlAssets): string {
  const words = wordsOf(language);
  const title = `${words.title}: ${summary.plan.models.join(', ')}`;
  return htmlPage({ title, blocks: reportDocument(summary, words, undefined), words, charts: chartsOf(summary.models, words.charts), assets });
}
