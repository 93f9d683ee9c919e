/** The selection study as Markdown and as one self-contained HTML file, in English or Korean. */
import type { StudySummary } from '../../domain/study.ts';
import { chartsOf } from '../charts.ts';
import { markdownOf } from '../document/markdownOf.ts';
import { type HtmlAssets, htmlPage } from '../document/htmlPage.ts';
import { type ReportLanguage, wordsOf } from '../words/wordsOf.ts';
import { asRun } from './asRun.ts';
import { studyDocument, type StudyLanguage } from './studyDocument.ts';
import { studyEnglish } from './studyEnglish.ts';
import { studyKorean } from './studyKorean.ts';

const languageOf = (language: ReportLanguage): StudyLanguage => ({ study: language === 'ko' ? studyKorean : studyEnglish, run: wordsOf(language) });

export function renderStudyMarkdown(study: StudySummary, language: ReportLanguage, plots: readonly string[] = []): string {
  const words = languageOf(language);
  return markdownOf(words.study.title(study.name), studyDocument(study, words, plots), words.run, plots);
}

export function renderStudyHtml(study: StudySummary, language: ReportLanguage, assets: HtmlAssets): string {
  const words = languageOf(language);
  const charts = chartsOf(asRun(study)?.models ?? [], words.run.charts);
  return htmlPage({ title: words.study.title(study.name), blocks: studyDocument(study, words, []), words: words.run, charts, assets });
}
