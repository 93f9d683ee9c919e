/** A study seen as one run with a model per candidate, so that the sections of a run's report serve both. */
import type { RunSummary } from '../../domain/runSummary.ts';
import type { StudySummary } from '../../domain/study.ts';

const named = (label: string, text: string): string => `${label}: ${text}`;

/** Notices of a run begin with the model's own name; here the label stands for it. */
function relabelled(label: string, run: RunSummary, text: string): string {
  const model = run.plan.models.find((id) => text.startsWith(`${id}: `));
  return model === undefined ? named(label, text) : `${label}${text.slice(model.length)}`;
}

/** Flagged when one run was: its reasons say in which. */
function worstClient({ candidates }: StudySummary): RunSummary['client'] {
  const all = candidates.flatMap(({ label, run }) => (run.client === undefined ? [] : [{ label, client: run.client }]));
  const flagged = all.filter(({ client }) => client.verdict === 'flagged');
  const [worst] = [...flagged, ...all];
  return worst === undefined ? undefined : { ...worst.client, reasons: flagged.flatMap(({ label, client }) => client.reasons.map((reason) => named(label, reason))) };
}

function sandboxesOf({ candidates }: StudySummary): Pick<RunSummary, 'sandboxes'> {
  const used = new Map(candidates.flatMap(({ run }) => run.sandboxes ?? []).map((one) => [one.language, one]));
  return used.size === 0 ? {} : { sandboxes: [...used.values()] };
}

/** undefined when nothing was measured yet. The plan and machine are those of the first run: they are the same for all. */
export function asRun(study: StudySummary): RunSummary | undefined {
  const [first] = study.candidates;
  if (first === undefined) return undefined;
  const runs = study.candidates;
  const { server: _, pausedBecause: __, client: ___, endedAt: ____, ...base } = first.run;
  const client = worstClient(study);
  return {
    ...base,
    runId: study.name,
    status: study.status,
    startedAt: study.startedAt,
    ...(study.endedAt === undefined ? {} : { endedAt: study.endedAt }),
    ...(client === undefined ? {} : { client }),
    ...sandboxesOf(study),
    plan: { ...first.run.plan, models: runs.map(({ label }) => label), contexts: [...new Set(runs.flatMap(({ run }) => run.plan.contexts))] },
    models: runs.flatMap(({ run }) => run.models),
    uses: study.uses,
    voids: runs.flatMap(({ label, run }) => run.voids.map((entry) => ({ ...entry, key: named(label, entry.key) }))),
    notMeasured: runs.flatMap(({ label, run }) => run.notMeasured.map((entry) => ({ ...entry, model: label }))),
    notices: runs.flatMap(({ label, run }) => run.notices.map((text) => relabelled(label, run, text))),
    progress: { done: study.cells.filter((cell) => cell.state === 'done').length, total: study.cells.length },
  };
}
