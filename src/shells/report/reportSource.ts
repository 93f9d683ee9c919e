/** What a report is made of: one run, or a study over several; both are read from what lies in their folder. */
import path from 'node:path';
import { readJournal } from '../../adapters/storage/fileJournal.ts';
import { journalPath } from '../../adapters/storage/runFolder.ts';
import { fail, ok, type Result } from '../../domain/failure.ts';
import type { RunEvent } from '../../domain/runEvent.ts';
import type { RunSummary } from '../../domain/runSummary.ts';
import type { Sample } from '../../domain/sample.ts';
import type { StudySummary } from '../../domain/study.ts';
import { labelRuns } from '../../recommend/labelCandidates.ts';
import type { HtmlAssets } from '../../report/document/htmlPage.ts';
import { renderHtml } from '../../report/renderHtml.ts';
import { renderMarkdown } from '../../report/renderMarkdown.ts';
import { renderTable } from '../../report/renderTable.ts';
import { samplesOf } from '../../report/samplesOf.ts';
import { asRun } from '../../report/study/asRun.ts';
import { renderStudyHtml, renderStudyMarkdown, renderStudyTable } from '../../report/study/renderStudy.ts';
import type { ReportLanguage } from '../../report/words/wordsOf.ts';
import { foldRun } from '../../run/foldRun.ts';
import { readStudy } from '../study/readStudy.ts';

export interface ReportSource {
  readonly json: RunSummary | StudySummary;
  /** What charts show; undefined for a study whose first cell has not begun. */
  readonly figures: RunSummary | undefined;
  /** For a terminal. */
  readonly table: (language: ReportLanguage) => string | undefined;
  readonly samples: readonly Sample[];
  readonly markdown: (language: ReportLanguage) => string;
  readonly html: (language: ReportLanguage, assets: HtmlAssets) => string;
}

export interface ReadRun {
  readonly events: readonly RunEvent[];
  readonly summary: RunSummary;
}

export async function readRun(folder: string): Promise<Result<ReadRun>> {
  const journal = await readJournal(journalPath(folder));
  if (!journal.ok) return journal;
  const { events } = journal.value;
  const summary = foldRun(events);
  return summary === undefined ? fail('fileUnreadable', `${folder} holds no started run.`, 'Give the folder that plimsoll bench made.') : ok({ events, summary });
}

/** A folder with a study's log is a study, every other one a run. */
export async function readReportSource(folder: string): Promise<Result<ReportSource>> {
  const resolved = path.resolve(folder);
  const found = await readStudy(resolved);
  if (!found.ok) return found;
  if (found.value !== undefined) {
    const { study, runs } = found.value;
    return ok({
      json: study,
      figures: asRun(study),
      table: (language) => renderStudyTable(study, language),
      samples: labelRuns(runs).flatMap(({ candidate }) => candidate.samples),
      markdown: (language) => renderStudyMarkdown(study, language),
      html: (language, assets) => renderStudyHtml(study, language, assets),
    });
  }
  const run = await readRun(resolved);
  if (!run.ok) return run;
  const { events, summary } = run.value;
  return ok({ json: summary, figures: summary, table: (language) => renderTable(summary, language), samples: samplesOf(events), markdown: (language) => renderMarkdown(summary, language), html: (language, assets) => renderHtml(summary, language, assets) });
}
