/** The selection study as Markdown and as one self-contained HTML file, in English or Korean. */
import type { StudySummary } from '../../domain/study.ts';
import { chartsOf } from '../charts.ts';
import type { MarkdownOptions } from '../renderMarkdown.ts';
import { renderTable } from '../renderTable.ts';
import { markdownOf } from '../document/markdownOf.ts';
import { type HtmlAssets, htmlPage } from '../document/htmlPage.ts';
import { type ReportLanguage, wordsOf } from '../words/wordsOf.ts';
import { asRun } from './asRun.ts';
import { studyDocument, type StudyLanguage } from './studyDocument.ts';
import { studyEnglish } from './studyEnglish.ts';
import { studyKorean } from './studyKorean.ts';

const languageOf = (language: ReportLanguage): StudyLanguage => ({ study: language === 'ko' ? studyKorean : studyEnglish, run: wordsOf(language) });

export function renderStudyMarkdown(study: StudySummary, language: ReportLanguage, options: MarkdownOptions = {}): string {
  const words = languageOf(language);
  const drawn = options.plots ?? [];
  return markdownOf(words.study.title(study.name), studyDocument(study, words, { drawn, missing: options.missingPlots ?? [] }), words.run, drawn);
}

export function renderStudyHtml(study: StudySummary, language: ReportLanguage, assets: HtmlAssets): string {
  const words = languageOf(language);
  const charts = chartsOf(asRun(study)?.models ?? [], words.run.charts);
  return htmlPage({ title: words.study.title(study.name), blocks: studyDocument(study, words, undefined), words: words.run, charts, assets });
}

/** For a terminal; undefined when nothing was measured yet. */
export function renderStudyTable(study: StudySummary, language: ReportLanguage): string | undefined {
  const merged = asRun(study);
  if (merged === undefined) return undefined;
  const { status } = languageOf(language).study;
  const done = study.cells.filter((cell) => cell.state === 'done').length;
  // steps are a run's; a study is as far as its cells
  const table = renderTable({ ...merged, status: 'done' }, language);
  return study.status === 'done' ? table : `${table}\n\n${status.paused(done, study.cells.length)}`;
}
