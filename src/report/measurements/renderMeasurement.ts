/** A single measurement (local against remote, prefill) as Markdown or HTML, in English or Korean. */
import type { EndpointComparison } from '../../domain/comparison.ts';
import type { PrefillReport } from '../../domain/prefill.ts';
import type { Block } from '../document/block.ts';
import { type HtmlAssets, htmlPage } from '../document/htmlPage.ts';
import { markdownOf } from '../document/markdownOf.ts';
import { type ReportLanguage, wordsOf } from '../words/wordsOf.ts';
import { comparisonDocument } from './comparisonDocument.ts';
import { measurementEnglish } from './measurementEnglish.ts';
import { measurementKorean } from './measurementKorean.ts';
import { prefillDocument } from './prefillDocument.ts';

export type Measurement = EndpointComparison | PrefillReport;

interface Titled {
  readonly title: string;
  readonly blocks: readonly Block[];
}

function documentOf(measurement: Measurement, language: ReportLanguage): Titled {
  const { comparison, prefill } = language === 'ko' ? measurementKorean : measurementEnglish;
  const run = wordsOf(language);
  if (measurement.schema === 'plimsoll.compare/v1') return { title: comparison.title, blocks: comparisonDocument(measurement, comparison, run) };
  return { title: prefill.title(measurement.model), blocks: prefillDocument(measurement, prefill, run) };
}

export function renderMeasurementMarkdown(measurement: Measurement, language: ReportLanguage): string {
  const { title, blocks } = documentOf(measurement, language);
  return markdownOf(title, blocks, wordsOf(language), []);
}

export function renderMeasurementHtml(measurement: Measurement, language: ReportLanguage, assets: HtmlAssets): string {
  return htmlPage({ ...documentOf(measurement, language), words: wordsOf(language), charts: [], assets });
}
