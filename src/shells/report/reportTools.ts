/** What rendering a report needs from outside: chart.js's text for the HTML page, and a plotter for pictures. */
import { readFile } from 'node:fs/promises';
import { canvasPlotter } from '../../adapters/plots/canvasPlotter.ts';
import { fileFailure } from '../../adapters/storage/fileFailure.ts';
import { ok, type Result } from '../../domain/failure.ts';
import type { Plotter } from '../../ports/plotter.ts';
import { drawWhiskers, type WhiskerChart } from '../../report/whiskers.ts';

// from source the library lies in node_modules, in the build beside the bundle
const chartLibrary = new URL(import.meta.url.endsWith('.ts') ? '../../../node_modules/chart.js/dist/chart.umd.min.js' : './report/chart.umd.js', import.meta.url);

export async function readChartLibrary(): Promise<Result<string>> {
  try {
    return ok(await readFile(chartLibrary, 'utf8'));
  } catch (thrown) {
    return fileFailure(thrown, chartLibrary.pathname, 'read');
  }
}

export const reportPlotter = (): Plotter => canvasPlotter([{ id: 'whiskers', afterDatasetsDraw: (chart) => drawWhiskers(chart as unknown as WhiskerChart) }]);
