/** `plimsoll report PLACE`: the report of a run, a study or a single measurement, from what was written down, finished or not. */
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { type Command, Option } from 'commander';
import { fileFailure } from '../../../adapters/storage/fileFailure.ts';
import { fail, ok, type Result } from '../../../domain/failure.ts';
import { renderCsv } from '../../../report/renderCsv.ts';
import type { ReportLanguage } from '../../../report/words/wordsOf.ts';
import { drawPlots } from '../../report/drawPlots.ts';
import { readReportSource, type ReportSource } from '../../report/reportSource.ts';
import { readChartLibrary, reportPlotter } from '../../report/reportTools.ts';
import { type CliCommand, type CliContext, type CommandOutcome, failureOutcome } from '../command.ts';

type TextFormat = 'md' | 'html' | 'csv' | 'json' | 'table';

export interface ReportOptions {
  readonly format: TextFormat | 'png';
  readonly lang: ReportLanguage;
  readonly out?: string;
}

function notThere({ json }: ReportSource): ReturnType<typeof fail> {
  if (json.schema === 'plimsoll.study/v1') return fail('invalidInput', 'Nothing of this study was measured yet.', 'Go on with plimsoll resume; --format md says which cells are open.');
  return fail('invalidInput', 'A single measurement has no such format.', 'Use --format md, html or json.');
}

async function render(format: TextFormat, language: ReportLanguage, source: ReportSource): Promise<Result<string>> {
  switch (format) {
    case 'md':
      return ok(source.markdown(language));
    case 'csv':
      return source.samples === undefined ? notThere(source) : ok(renderCsv(source.samples));
    case 'json':
      return ok(`${JSON.stringify(source.json, undefined, 2)}\n`);
    case 'table': {
      const text = source.table(language);
      return text === undefined ? notThere(source) : ok(`${text}\n`);
    }
    case 'html': {
      const chartJs = await readChartLibrary();
      return chartJs.ok ? ok(source.html(language, { chartJs: chartJs.value })) : chartJs;
    }
  }
}

/** `out` is a folder for pictures; which could not be drawn is said, and is a failure only when none could. */
async function writePictures(source: ReportSource, { lang, out }: ReportOptions): Promise<CommandOutcome> {
  const { figures } = source;
  if (out === undefined) return failureOutcome(fail('invalidInput', 'Pictures need a folder to be written to.', 'Add --out FOLDER.').failure);
  if (figures === undefined) return failureOutcome(notThere(source).failure);
  const { drawn, missing } = await drawPlots(figures, lang, reportPlotter());
  try {
    await mkdir(out, { recursive: true });
    for (const { id, png } of drawn) await writeFile(path.join(out, `${id}.png`), png);
  } catch (thrown) {
    return failureOutcome(fileFailure(thrown, out, 'write').failure);
  }
  const files = drawn.map(({ id }) => path.join(out, `${id}.png`));
  const words = missing.map(({ id, why }) => `${id}: ${why}`);
  return { exitCode: files.length > 0 ? 0 : 1, json: { schema: 'plimsoll.plots/v1', files, missing }, text: [...files, ...words].join('\n') };
}

export async function runReport(place: string, options: ReportOptions): Promise<CommandOutcome> {
  const source = await readReportSource(place);
  if (!source.ok) return failureOutcome(source.failure);
  if (options.format === 'png') return writePictures(source.value, options);
  const text = await render(options.format, options.lang, source.value);
  if (!text.ok) return failureOutcome(text.failure);
  if (options.out === undefined) return { exitCode: 0, json: source.value.json, text: text.value.replace(/\n$/u, '') };
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
      .description('write the report of a run, a study, a comparison or a prefill analysis; the document goes to stdout, or to --out')
      .argument('<place>', 'the folder of a run or study, finished or not, or the JSON file of compare or prefill')
      .addOption(new Option('--format <name>', 'format of the report').choices(['md', 'html', 'csv', 'json', 'table', 'png']).default('md'))
      .addOption(new Option('--lang <code>', 'language of the report').choices(['en', 'ko']).default('en'))
      .option('--out <path>', 'file to write; a folder for png')
      .action(async (place: string, options: ReportOptions) => context.finish({ json: false }, () => runReport(place, options)));
  },
};
