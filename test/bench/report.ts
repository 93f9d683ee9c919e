/** A run of 10,000 samples: how long its summary, each of its reports and its pictures take, and how much the panel is sent. */
import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { renderCsv } from '../../src/report/renderCsv.ts';
import { renderHtml } from '../../src/report/renderHtml.ts';
import { renderMarkdown } from '../../src/report/renderMarkdown.ts';
import { samplesOf } from '../../src/report/samplesOf.ts';
import { foldRun } from '../../src/run/summary/foldRun.ts';
import { writeReports } from '../../src/shells/engine/writeReports.ts';
import { readChartLibrary } from '../../src/shells/report/reportTools.ts';
import { twoModels } from '../fakes/runs/playedRuns.ts';
import { recordRun } from '../fakes/runs/recordRun.ts';

/** What issue 9 asks for. */
const limitSeconds = 5;
/** Two models: per repeat a warm request, sizes that fit, and three scenarios each. */
const repeats = 750;

const events = recordRun({ ...twoModels, plan: { ...twoModels.plan, repeats } });
const samples = samplesOf(events);

async function timed<T>(name: string, work: () => T | Promise<T>): Promise<readonly [T, number]> {
  const started = performance.now();
  const result = await work();
  const seconds = (performance.now() - started) / 1000;
  process.stdout.write(`${name.padEnd(28)} ${seconds.toFixed(3)} s\n`);
  return [result, seconds];
}

process.stdout.write(`${samples.length.toLocaleString('en-US')} samples, ${events.length.toLocaleString('en-US')} events\n`);
const [summary] = await timed('summary from the events', () => foldRun(events));
if (summary === undefined) throw new Error('the played run has no start');
const chartJs = await readChartLibrary();
if (!chartJs.ok) throw new Error(chartJs.failure.detail);
await timed('report.md', () => renderMarkdown(summary, 'en'));
await timed('report.ko.md', () => renderMarkdown(summary, 'ko'));
await timed('report.html', () => renderHtml(summary, 'en', { chartJs: chartJs.value }));
await timed('samples.csv', () => renderCsv(samples));

const folder = await mkdtemp(path.join(tmpdir(), 'plimsoll-report-bench-'));
try {
  const [, seconds] = await timed('all of it, with pictures', async () => {
    const again = foldRun(events);
    const written = again === undefined ? undefined : await writeReports(folder, again, events);
    if (written?.ok !== true) throw new Error('the reports could not be written');
  });
  for (const name of await readdir(folder)) {
    const { size } = await stat(path.join(folder, name));
    if (!name.startsWith('plots')) process.stdout.write(`  ${name.padEnd(26)} ${(size / 2 ** 20).toFixed(2)} MiB\n`);
  }
  process.stdout.write(`${seconds <= limitSeconds ? 'within' : 'OVER'} the ${limitSeconds} s that are asked for\n`);
} finally {
  await rm(folder, { recursive: true, force: true });
}
