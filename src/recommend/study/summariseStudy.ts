/** A study's log and its runs as one summary: candidates side by side, differences on pairs, who to take for what. */
import type { StudyEvent, StudySummary } from '../../domain/study.ts';
import { checkConstraints, nearestMiss } from '../constraints.ts';
import { compareCandidates } from '../pairedDifference.ts';
import { labelRuns, type ReadRun } from '../labelCandidates.ts';
import { paretoFront } from '../paretoFront.ts';
import { recommendUses } from '../recommendUses.ts';
import { cellStates, fitsOf } from './foldStudy.ts';
import { studyEffects } from './studyEffects.ts';

/** One finished or half-finished cell, as its journal tells. */
export interface CellRun extends ReadRun {
  readonly cell: string;
}

export function summariseStudy(events: readonly StudyEvent[], runs: readonly CellRun[]): StudySummary | undefined {
  const started = events.find((event) => event.type === 'studyStarted');
  if (started === undefined) return undefined;
  const end = events.findLast((event) => event.type === 'studyEnded' || event.type === 'studyResumed');
  const ended = end?.type === 'studyEnded' ? end : undefined;
  const all = labelRuns(runs);
  const candidates = all.map((one) => one.candidate);
  const models = candidates.map((candidate) => candidate.model);
  const idOf = new Map(all.map((one) => [one.label, one.modelId]));
  const constraintVerdicts = checkConstraints(models, started.plan.constraints);
  const nearest = nearestMiss(constraintVerdicts);
  // who misses what the user must have is compared, but not recommended
  const eligible = models.filter((model) => constraintVerdicts.every((verdict) => verdict.label !== model.id || verdict.missed.length === 0));
  return {
    schema: 'plimsoll.study/v1',
    name: started.plan.name,
    startedAt: started.at,
    ...(ended === undefined ? {} : { endedAt: ended.at }),
    status: ended?.state ?? 'running',
    plan: started.plan,
    cells: cellStates(events),
    candidates: all.map(({ label, run }) => ({ label, run })),
    differences: compareCandidates(candidates),
    effects: studyEffects(candidates, (candidate) => idOf.get(candidate.label) ?? candidate.label),
    uses: recommendUses(eligible, candidates.flatMap((candidate) => candidate.samples)),
    standings: paretoFront(models),
    constraintVerdicts,
    ...(nearest === undefined ? {} : { nearest }),
    fits: fitsOf(events).filter((fit) => all.some(({ label }) => label === fit.label)),
  };
}
