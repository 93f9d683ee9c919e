/** Runs as candidates: one a model, each under a name that says which server, and which run when that is not enough. */
import type { Candidate } from '../domain/candidates.ts';
import type { RunEvent } from '../domain/runEvent.ts';
import type { RunSummary } from '../domain/runSummary.ts';
import { serverNames } from '../domain/server.ts';

export interface ReadRun {
  readonly summary: RunSummary;
  readonly events: readonly RunEvent[];
}

export interface LabelledRun {
  readonly label: string;
  readonly modelId: string;
  /** The run with this model only, under its label. */
  readonly run: RunSummary;
  readonly candidate: Candidate;
}

const kindOf = (run: RunSummary): string => serverNames[run.server?.kind ?? run.plan.serverKind];

/** Server's product; then its address when two of a kind serve the model; then the run when it is the same server. */
function labelOf(run: RunSummary, modelId: string, all: readonly RunSummary[]): string {
  const twins = all.filter((other) => kindOf(other) === kindOf(run) && other.plan.models.includes(modelId));
  const sameServer = twins.filter((other) => other.plan.serverUrl === run.plan.serverUrl);
  const place = twins.length > sameServer.length ? ` (${new URL(run.plan.serverUrl).host})` : '';
  const time = sameServer.length > 1 ? ` (${run.runId})` : '';
  return `${modelId} · ${kindOf(run)}${place}${time}`;
}

export function labelRuns(runs: readonly ReadRun[]): readonly LabelledRun[] {
  const all = runs.map(({ summary }) => summary);
  return runs.flatMap(({ summary, events }) =>
    summary.models.map((model): LabelledRun => {
      const label = labelOf(summary, model.id, all);
      const renamed = { ...model, id: label };
      const samples = events.flatMap((event) => (event.type === 'sampleDone' && event.sample.model === model.id ? [event.sample] : []));
      // keys carry the model's own name; each under its label, steps of two candidates pair up
      const relabelled = samples.map((sample) => ({ ...sample, model: label, key: sample.key.startsWith(`${model.id}/`) ? `${label}${sample.key.slice(model.id.length)}` : sample.key }));
      const candidate = { label, runId: summary.runId, ...(summary.server === undefined ? {} : { server: summary.server }), model: renamed, samples: relabelled };
      return { label, modelId: model.id, run: { ...summary, models: [renamed] }, candidate };
    }),
  );
}
