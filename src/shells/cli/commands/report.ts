/** `plimsoll report RUN`: a run's report in any format and language, from its journal, finished or not. */
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { type Command, Option } from 'commander';
import { readJournal } from '../../../adapters/storage/fileJournal.ts';
import { fileFailure } from '../../../adapters/storage/fileFailure.ts';
import { journalPath } from '../../../adapters/storage/runFolder.ts';
import { fail, ok, type Result } from '../../../domain/failure.ts';
import type { RunEvent } from '../../../domain/runEvent.ts';
import type { RunSummary } from '../../../domain/runSummary.ts';
import { renderCsv } from '../../../report/renderCsv.ts';
import { renderHtml } from '../../../report/renderHtml.ts';
import { renderMarkdown } from '../../../report/renderMarkdown.ts';
import { renderTable } from '../../../report/renderTable.ts';
import { samplesOf } from '../../../report/samplesOf.ts';
import type { ReportLanguage } from '../../../report/words/wordsOf.ts';
import { foldRun } from '../../../run/foldRun.ts';
import { drawPlots } from '../../report/drawPlots.ts';
import { readChartLibrary, reportPlotter } from '../../report/reportTools.ts';
import { type CliCommand, type CliContext, type CommandOutcome, failureOutcome } from '../command.ts';

type TextFormat = 'md' | 'html' | 'csv' | 'json' | 'table';

export interface ReportOptions {
  readonly format: TextFormat | 'png';
  readonly lang: ReportLanguage;
  readonly out?: string;
}

interface ReadRun {
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

async function render(format: TextFormat, language: ReportLanguage, { events, summary }: ReadRun): Promise<Result<string>> {
  switch (format) {
    case 'md':
      return ok(renderMarkdown(summary, language));
    case 'csv':
      return ok(renderCsv(samplesOf(events)));
    case 'json':
      return ok(`${JSON.stringify(summary, undefined, 2)}\n`);
    case 'table':
      return ok(`${renderTable(summary, language)}\n`);
    case 'html': {
      const chartJs = await readChartLibrary();
      return chartJs.ok ? ok(renderHtml(summary, language, { chartJs: chartJs.value })) : chartJs;
    }
  }
}

/** `out` is a folder for pictures; which could not be drawn is said, and is a failure only when none could. */
async function writePictures(run: ReadRun, options: ReportOptions): Promise<CommandOutcome> {
  if (options.out === undefined) return failureOutcome(fail('invalidInput', 'Pictures need a folder to be written to.', 'Add --out FOLDER.').failure);
  const { drawn, missing } = await drawPlots(run.summary, options.lang, reportPlotter());
  try {
    await mkdir(options.out, { recursive: true });
    for (const { id, png } of drawn) await writeFile(path.join(options.out, `${id}.png`), png);
  } catch (thrown) {
    return failureOutcome(fileFailure(thrown, options.out, 'write').failure);
  }
  const files = drawn.map(({ id }) => path.join(options.out ?? '', `${id}.png`));
  const words = missing.map(({ id, why }) => `${id}: ${why}`);
  return { exitCode: files.length > 0 ? 0 : 1, json: { schema: 'plimsoll.plots/v1', files, missing }, text: [...files, ...words].join('\n') };
}

export async function runReport(folder: string, options: ReportOptions): Promise<CommandOutcome> {
  const run = await readRun(path.resolve(folder));
  if (!run.ok) return failureOutcome(run.failure);
  if (options.format === 'png') return writePictures(run.value, options);
  const text = await render(options.format, options.lang, run.value);
  if (!text.ok) return failureOutcome(text.failure);
  if (options.out === undefined) return { exitCode: 0, json: run.value.summary, text: text.value.replace(/\n$/u, '') };
  try {
    await writeFile(options.out, text.value);
  } catch (thrown) {
    return failureOutcome(fileFailure(thrown, options.out, 'write').failure);
  }
  return { exitCode: 0, json: { schema: 'plimsoll.written/v1', file: options.out }, text: `Written: ${options.out}` };
}

export const reportCommand: CliCommand = {
  id: 'report',
  register: (program: Command, context: CliContext) => {
    program
      .command('report')
      .description('write a run’s report; the document goes to stdout, or to --out')
      .argument('<run>', 'the run folder, finished or not')
      .addOption(new Option('--format <name>', 'format of the report').choices(['md', 'html', 'csv', 'json', 'table', 'png']).default('md'))
      .addOption(new Option('--lang <code>', 'language of the report').choices(['en', 'ko']).default('en'))
      .option('--out <path>', 'file to write; a folder for png')
      .action(async (folder: string, options: ReportOptions) => context.finish({ json: false }, () => runReport(folder, options)));
  },
};
