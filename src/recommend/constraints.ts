/** Who meets what the user must have, and when nobody does, who comes nearest. */
import type { Constraints, ConstraintVerdict, MissedConstraint } from '../domain/candidates.ts';
import type { ModelSummary } from '../domain/runSummary.ts';
import { memoryBytes } from './candidateFigures.ts';

interface Requirement {
  readonly better: 'lower' | 'higher';
  readonly has: (model: ModelSummary) => number | undefined;
}

const requirements: Readonly<Record<keyof Constraints, Requirement>> = {
  vramBytes: { better: 'lower', has: memoryBytes },
  minTokensPerSecond: { better: 'higher', has: (model) => model.continuous.decodeTokensPerSecond?.median },
  minScore: { better: 'higher', has: (model) => model.meanScore },
  minContextTokens: { better: 'higher', has: (model) => model.contextWindow },
};

function missOf(model: ModelSummary, constraint: keyof Constraints, needed: number): MissedConstraint | undefined {
  const { better, has } = requirements[constraint];
  const value = has(model);
  if (value === undefined) return { constraint, needed, shortfallPercent: Infinity };
  const short = better === 'lower' ? value - needed : needed - value;
  return short <= 0 ? undefined : { constraint, needed, has: value, shortfallPercent: (short / needed) * 100 };
}

export function checkConstraints(models: readonly ModelSummary[], constraints: Constraints): readonly ConstraintVerdict[] {
  const asked = Object.entries(constraints).filter((entry): entry is [keyof Constraints, number] => entry[1] !== undefined);
  return models.map((model) => ({ label: model.id, missed: asked.map(([constraint, needed]) => missOf(model, constraint, needed)).filter((miss) => miss !== undefined) }));
}

/** The one whose worst shortfall is smallest; undefined when somebody meets everything or nobody was measured. */
export function nearestMiss(verdicts: readonly ConstraintVerdict[]): ConstraintVerdict | undefined {
  if (verdicts.some((verdict) => verdict.missed.length === 0)) return undefined;
  const worst = (verdict: ConstraintVerdict): number => Math.max(...verdict.missed.map((miss) => miss.shortfallPercent));
  return verdicts.filter((verdict) => Number.isFinite(worst(verdict))).toSorted((a, b) => worst(a) - worst(b))[0];
}
