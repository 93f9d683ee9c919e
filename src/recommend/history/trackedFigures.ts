/** The figures a history follows and a check guards, and which direction is better. */
import type { ModelSummary } from '../../domain/runSummary.ts';

export const trackedFigures = {
  ttftMs: { better: 'lower', value: (model: ModelSummary) => model.continuous.ttftMs?.median },
  totalMs: { better: 'lower', value: (model: ModelSummary) => model.continuous.totalMs?.median },
  decodeTokensPerSecond: { better: 'higher', value: (model: ModelSummary) => model.continuous.decodeTokensPerSecond?.median },
  prefillTokensPerSecond: { better: 'higher', value: (model: ModelSummary) => model.continuous.prefillTokensPerSecond?.median },
  coldTtftMs: { better: 'lower', value: (model: ModelSummary) => model.cold?.ttftMs },
  meanScore: { better: 'higher', value: (model: ModelSummary) => model.meanScore },
} as const satisfies Readonly<Record<string, { readonly better: 'lower' | 'higher'; readonly value: (model: ModelSummary) => number | undefined }>>;

export type TrackedFigure = keyof typeof trackedFigures;

export const trackedFigureNames = Object.keys(trackedFigures) as readonly TrackedFigure[];
