/** Draws one chart as a picture. */
import type { ChartConfiguration } from 'chart.js';
import type { Result } from '../domain/failure.ts';

export interface Plotter {
  /** PNG bytes on white; `unsupported` where no canvas can be loaded. */
  readonly draw: (title: string, config: ChartConfiguration) => Promise<Result<Uint8Array>>;
}
