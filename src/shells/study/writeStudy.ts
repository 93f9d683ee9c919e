/** Writes what people and scripts read of a study: pictures and reports, one JSON a model and context, study.json last. */
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { fileFailure } from '../../adapters/storage/fileFailure.ts';
import { writeRunFile } from '../../adapters/storage/runFolder.ts';
import { ok, type Result } from '../../domain/failure.ts';
import type { StudySummary } from '../../domain/study.ts';
import { asRun } from '../../report/study/asRun.ts';
import { renderStudyHtml, renderStudyMarkdown } from '../../report/study/renderStudy.ts';
import { drawPlots } from '../report/drawPlots.ts';
import { readChartLibrary, reportPlotter } from '../report/reportTools.ts';

type Files = readonly (readonly [string, string | Uint8Array])[];

const fileName = (text: string): string => text.replace(/[^\p{L}\p{N}._-]+/gu, '-').replace(/^-+|-+$/gu, '');

/** `[model]_ctx[size]_[time].json`; a candidate without a sweep has one file for continuous use, with its prompt size. */
export function resultFiles(study: StudySummary): Files {
  return study.candidates.flatMap(({ label, run }) => {
    const [model] = run.models;
    if (model === undefined) return [];
    const time = run.startedAt.slice(0, 19).replaceAll(':', '-');
    const common = { schema: 'plimsoll.result/v1', study: study.name, candidate: label, runId: run.runId, server: run.server, startedAt: run.startedAt };
    const name = (size: number): string => `${fileName(label)}_ctx${size}_${time}.json`;
    const points = model.sweep.map((point) => [name(point.contextTokens), { ...common, contextTokens: point.contextTokens, figures: point }] as const);
    // a sweep may have a size as large as the prompt of continuous use: one file tells both
    const same = model.sweep.find((point) => point.contextTokens === run.plan.promptTokens);
    const warm = [name(run.plan.promptTokens), { ...common, contextTokens: run.plan.promptTokens, figures: model.continuous, ...(same === undefined ? {} : { sweep: same }), cold: model.cold, scenarios: model.scenarios.map(({ replies: _, ...score }) => score) }] as const;
    return [warm, ...points.filter(([file]) => file !== warm[0])].map(([file, content]) => [file, `${JSON.stringify(content, undefined, 2)}\n`] as const);
  });
}

async function writeAll(folder: string, files: Files): Promise<Result<undefined>> {
  if (files.length === 0) return ok(undefined);
  try {
    await mkdir(folder, { recursive: true });
  } catch (thrown) {
    return fileFailure(thrown, folder, 'write');
  }
  for (const [name, content] of files) {
    const written = await writeRunFile(folder, name, content);
    if (!written.ok) return written;
  }
  return ok(undefined);
}

export async function writeStudy(folder: string, study: StudySummary): Promise<Result<undefined>> {
  const chartJs = await readChartLibrary();
  if (!chartJs.ok) return chartJs;
  const merged = asRun(study);
  const { drawn, missing } = merged === undefined ? { drawn: [], missing: [] } : await drawPlots(merged, 'en', reportPlotter());
  const pictures = await writeAll(path.join(folder, 'plots'), drawn.map(({ id, png }) => [`${id}.png`, png]));
  if (!pictures.ok) return pictures;
  const results = await writeAll(path.join(folder, 'results'), resultFiles(study));
  if (!results.ok) return results;
  const plots = { plots: drawn.map(({ id }) => `plots/${id}.png`), missingPlots: missing };
  return writeAll(folder, [
    ['report.md', renderStudyMarkdown(study, 'en', plots)],
    ['report.ko.md', renderStudyMarkdown(study, 'ko', plots)],
    ['report.html', renderStudyHtml(study, 'en', { chartJs: chartJs.value })],
    ['study.json', `${JSON.stringify(study, undefined, 2)}\n`],
  ]);
}
