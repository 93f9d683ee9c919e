/** A study's log and its runs as one summary: candidates side by side, differences on pairs, who to take for what. */
import type { Candidate } from '../../domain/candidates.ts';
import type { RunEvent } from '../../domain/runEvent.ts';
import type { RunSummary } from '../../domain/runSummary.ts';
import { serverNames } from '../../domain/server.ts';
import type { StudyEvent, StudyFit, StudySummary } from '../../domain/study.ts';
import { checkConstraints, nearestMiss } from '../constraints.ts';
import { compareCandidates } from '../pairedDifference.ts';
import { paretoFront } from '../paretoFront.ts';
import { recommendUses } from '../recommendUses.ts';
import { cellStates } from './foldStudy.ts';
import { studyEffects } from './studyEffects.ts';

/** One finished or half-finished cell, as its journal tells. */
export interface CellRun {
  readonly cell: string;
  readonly summary: RunSummary;
  readonly events: readonly RunEvent[];
}

interface Labelled {
  readonly label: string;
  readonly modelId: string;
  readonly run: RunSummary;
  readonly candidate: Candidate;
}

function labelOf(run: RunSummary, modelId: string, all: readonly CellRun[]): string {
  const kind = run.server?.kind ?? run.plan.serverKind;
  const twins = all.filter(({ summary }) => (summary.server?.kind ?? summary.plan.serverKind) === kind && summary.plan.models.includes(modelId));
  const place = twins.length > 1 ? ` (${new URL(run.plan.serverUrl).host})` : '';
  return `${modelId} · ${serverNames[kind]}${place}`;
}

function labelled(cell: CellRun, all: readonly CellRun[]): readonly Labelled[] {
  const { summary, events } = cell;
  return summary.models.map((model) => {
    const label = labelOf(summary, model.id, all);
    const renamed = { ...model, id: label };
    const samples = events.flatMap((event) => (event.type === 'sampleDone' && event.sample.model === model.id ? [event.sample] : []));
    // keys carry the model's own name; under one label for both, steps of two candidates pair up
    const relabelled = samples.map((sample) => ({ ...sample, model: label, key: sample.key.startsWith(`${model.id}/`) ? `${label}${sample.key.slice(model.id.length)}` : sample.key }));
    const candidate = { label, runId: summary.runId, ...(summary.server === undefined ? {} : { server: summary.server }), model: renamed, samples: relabelled };
    return { label, modelId: model.id, run: { ...summary, models: [renamed] }, candidate };
  });
}

export function summariseStudy(events: readonly StudyEvent[], runs: readonly CellRun[], fits: readonly StudyFit[] = []): StudySummary | undefined {
  const started = events.find((event) => event.type === 'studyStarted');
  if (started === undefined) return undefined;
  const end = events.findLast((event) => event.type === 'studyEnded' || event.type === 'studyResumed');
  const ended = end?.type === 'studyEnded' ? end : undefined;
  const all = runs.flatMap((run) => labelled(run, runs));
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
    fits,
  };
}
