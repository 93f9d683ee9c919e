/** Predictions held against measured loads, and what they teach about an architecture. */
import { median } from 'simple-statistics';
import type { FitResidual, LearnedResidual } from '../../domain/fit.ts';

/** One load that was measured. */
export interface FitObservation {
  readonly architecture: string;
  /** Without any learned correction. */
  readonly predictedBytes: number;
  readonly measuredBytes: number;
}

export function residualOf(predictedBytes: number, measuredBytes: number): FitResidual {
  return { predictedBytes, measuredBytes, percent: ((measuredBytes - predictedBytes) / measuredBytes) * 100 };
}

/** Half or double is no residual but another thing measured (a model half on the CPU, a card with other tenants). */
const plausible = (observation: FitObservation): boolean => {
  const ratio = observation.measuredBytes / observation.predictedBytes;
  return ratio > 0.5 && ratio < 2;
};

/** undefined until a load of this architecture was measured. */
export function learnResidual(architecture: string, observations: readonly FitObservation[]): LearnedResidual | undefined {
  const mine = observations.filter((observation) => observation.architecture === architecture && plausible(observation));
  if (mine.length === 0) return undefined;
  return { architecture, loads: mine.length, ratio: median(mine.map((observation) => observation.measuredBytes / observation.predictedBytes)) };
}
