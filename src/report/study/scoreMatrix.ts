/** Scores with a row a scenario and a column a candidate, and their means: the table of the user's own study. */
import type { RunSummary } from '../../domain/runSummary.ts';
import { type Block, heading, table } from '../document/block.ts';
import { number } from '../words/numbers.ts';
import type { ReportWords } from '../words/english.ts';

/** Nothing when no scenario was scored. */
export function scoreMatrix(merged: RunSummary, words: ReportWords): readonly Block[] {
  const ids = [...new Set(merged.models.flatMap((model) => model.scenarios.map((scenario) => scenario.id)))];
  if (ids.length === 0) return [];
  const cell = (value: number | undefined): string => (value === undefined ? words.notMeasured : number(value));
  const rows = ids.map((id) => [id, ...merged.models.map((model) => cell(model.scenarios.find((scenario) => scenario.id === id)?.score))]);
  const means = [words.columns.mean10, ...merged.models.map((model) => cell(model.meanScore))];
  return [heading(2, words.headings.scores), table([words.columns.scenario, ...merged.models.map((model) => model.id)], [...rows, means])];
}
