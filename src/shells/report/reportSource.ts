/** What a report is made of: one run, a study over several, or a single measurement; read from what lies in their folder or file. */
import { stat } from 'node:fs/promises';
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
import { type Measurement, renderMeasurementHtml, renderMeasurementMarkdown } from '../../report/measurements/renderMeasurement.ts';
import { renderMarkdown } from '../../report/renderMarkdown.ts';
import { renderTable } from '../../report/renderTable.ts';
import { samplesOf } from '../../report/samplesOf.ts';
import { asRun } from '../../report/study/asRun.ts';
import { renderStudyHtml, renderStudyMarkdown, renderStudyTable } from '../../report/study/renderStudy.ts';
import type { ReportLanguage } from '../../report/words/wordsOf.ts';
import { foldRun } from '../../run/summary/foldRun.ts';
import { readStudy } from '../study/readStudy.ts';
import { readMeasurement } from './measurementFile.ts';

export interface ReportSource {
  readonly json: RunSummary | StudySummary | Measurement;
  /** What charts show; undefined for a study whose first cell has not begun. */
  readonly figures: RunSummary | undefined;
  /** For a terminal. */
  readonly table: (language: ReportLanguage) => string | undefined;
  /** undefined for what was not sampled request by request. */
  readonly samples: readonly Sample[] | undefined;
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

async function studySource(folder: string): Promise<Result<ReportSource | undefined>> {
  const found = await readStudy(folder);
  if (!found.ok || found.value === undefined) return found.ok ? ok(undefined) : found;
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

async function runSource(folder: string): Promise<Result<ReportSource>> {
  const run = await readRun(folder);
  if (!run.ok) return run;
  const { events, summary } = run.value;
  return ok({
    json: summary,
    figures: summary,
    table: (language) => renderTable(summary, language),
    samples: samplesOf(events),
    markdown: (language) => renderMarkdown(summary, language),
    html: (language, assets) => renderHtml(summary, language, assets),
  });
}

async function measurementSource(file: string): Promise<Result<ReportSource>> {
  const read = await readMeasurement(file);
  if (!read.ok) return read;
  const measurement = read.value;
  return ok({
    json: measurement,
    figures: undefined,
    table: () => undefined,
    samples: undefined,
    markdown: (language) => renderMeasurementMarkdown(measurement, language),
    html: (language, assets) => renderMeasurementHtml(measurement, language, assets),
  });
}

/** A file is a measurement, a folder with a study's log a study, every other one a run. */
export async function readReportSource(place: string): Promise<Result<ReportSource>> {
  const resolved = path.resolve(place);
  const isFile = await stat(resolved).then((found) => found.isFile(), () => false);
  if (isFile) return measurementSource(resolved);
  const study = await studySource(resolved);
  if (!study.ok) return study;
  return study.value === undefined ? runSource(resolved) : ok(study.value);
}
