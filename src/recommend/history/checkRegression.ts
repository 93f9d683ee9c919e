/** Has a run become worse than a baseline by more than is allowed? For continuous integration. */
import type { Figure } from '../../domain/figure.ts';
import type { ModelSummary, RunSummary } from '../../domain/runSummary.ts';
import { improvementOf } from './improvement.ts';
import { type TrackedFigure, trackedFigureNames, trackedFigures } from './trackedFigures.ts';

/**
 * `worse`: beyond the limit, and not within the noise; `withinNoise`: beyond the limit, but the intervals of the two touch;
 * `missing`: measured in the baseline, not now.
 */
export type CheckVerdict = 'ok' | 'worse' | 'withinNoise' | 'missing';

export interface FigureCheck {
  readonly model: string;
  readonly figure: TrackedFigure;
  readonly baseline: number;
  readonly now?: number;
  /** More time for the same work, percent (for scores: points lost of what there was); negative when better. */
  readonly regressionPercent?: number;
  readonly verdict: CheckVerdict;
}

function intervalsTouch(a: Figure | undefined, b: Figure | undefined): boolean {
  const [first, second] = [a?.interval, b?.interval];
  return first !== undefined && second !== undefined && first.low <= second.high && second.low <= first.high;
}

const figureOf = (model: ModelSummary, figure: TrackedFigure): Figure | undefined => (figure === 'coldTtftMs' || figure === 'meanScore' ? undefined : model.continuous[figure]);

function regression(before: number, now: number, figure: TrackedFigure): number {
  if (figure === 'meanScore') return before === 0 ? 0 : ((before - now) / before) * 100;
  return (1 / improvementOf(before, now, trackedFigures[figure].better).speedUp - 1) * 100;
}

function checkFigure(before: ModelSummary, now: ModelSummary | undefined, figure: TrackedFigure, maxPercent: number): FigureCheck | undefined {
  const baseline = trackedFigures[figure].value(before);
  if (baseline === undefined) return undefined;
  const named = { model: before.id, figure, baseline };
  const value = now === undefined ? undefined : trackedFigures[figure].value(now);
  if (value === undefined || now === undefined) return { ...named, verdict: 'missing' };
  const regressionPercent = regression(baseline, value, figure);
  const touch = intervalsTouch(figureOf(before, figure), figureOf(now, figure));
  const verdict = regressionPercent <= maxPercent ? 'ok' : touch ? 'withinNoise' : 'worse';
  return { ...named, now: value, regressionPercent, verdict };
}

/** Models of the baseline by name; figures the baseline lacks are not checked. */
export function checkRegression(baseline: RunSummary, now: RunSummary, maxPercent: number, figures: readonly TrackedFigure[] = trackedFigureNames): readonly FigureCheck[] {
  return baseline.models.flatMap((before) => figures.map((figure) => checkFigure(before, now.models.find((model) => model.id === before.id), figure, maxPercent)).filter((check) => check !== undefined));
}
