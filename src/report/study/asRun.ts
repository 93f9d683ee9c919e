/** A study seen as one run with a model per candidate, so that the sections of a run's report serve both. */
import type { RunSummary } from '../../domain/runSummary.ts';
import type { StudySummary } from '../../domain/study.ts';

/** undefined when nothing was measured yet. The plan and machine are those of the first run: they are the same for all. */
export function asRun(study: StudySummary): RunSummary | undefined {
  const [first] = study.candidates;
  if (first === undefined) return undefined;
  const runs = study.candidates;
  const named = (label: string, text: string): string => `${label}: ${text}`;
  const { server: _, pausedBecause: __, ...base } = first.run;
  return {
    ...base,
    runId: study.name,
    status: study.status,
    startedAt: study.startedAt,
    plan: { ...first.run.plan, models: runs.map(({ label }) => label), contexts: [...new Set(runs.flatMap(({ run }) => run.plan.contexts))] },
    models: runs.flatMap(({ run }) => run.models),
    uses: study.uses,
    voids: runs.flatMap(({ label, run }) => run.voids.map((entry) => ({ ...entry, key: named(label, entry.key) }))),
    notMeasured: runs.flatMap(({ label, run }) => run.notMeasured.map((entry) => ({ ...entry, model: label }))),
    notices: runs.flatMap(({ label, run }) => run.notices.map((text) => named(label, text))),
    progress: { done: study.cells.filter((cell) => cell.state === 'done').length, total: study.cells.length },
  };
}
