/** One figure of one model on one server over runs, with what changed between them. */
import type { ModelSummary, RunSummary } from '../../domain/runSummary.ts';
import { type Improvement, improvementOf } from './improvement.ts';
import { type TrackedFigure, trackedFigures } from './trackedFigures.ts';

export interface TrendPoint {
  readonly runId: string;
  readonly startedAt: string;
  readonly value: number;
  /** What differs from the run before: server version, served window, quantisation, Plimsoll's version, machine, plan. */
  readonly changed: readonly string[];
  /** Against the run before. */
  readonly improvement?: Improvement;
}

export interface Trend {
  readonly serverUrl: string;
  readonly model: string;
  readonly figure: TrackedFigure;
  readonly points: readonly TrendPoint[];
  /** Last against first. */
  readonly overall?: Improvement;
}

interface Kept {
  readonly run: RunSummary;
  readonly model: ModelSummary;
  readonly value: number;
}

/** What a difference in the figure could come from. */
function circumstances({ run, model }: Kept): Readonly<Record<string, string>> {
  const { plan, machine } = run;
  return {
    server: `${run.server?.kind ?? plan.serverKind} ${run.server?.version ?? 'unknown'}`,
    'served window': String(model.contextWindow ?? 'unknown'),
    quantisation: model.info?.quantization ?? 'unknown',
    digest: (model.info?.digest ?? 'unknown').slice(0, 12),
    'prompt tokens': String(plan.promptTokens),
    'output tokens': String(plan.maxOutputTokens),
    machine: `${machine.cpu}, ${machine.gpus.map((gpu) => `${gpu.name} ${gpu.driver ?? ''}`.trim()).join(' + ') || 'no GPU'}`,
    plimsoll: run.clientVersion,
  };
}

function changes(before: Kept, now: Kept): readonly string[] {
  const [was, is] = [circumstances(before), circumstances(now)];
  return Object.keys(is).filter((name) => was[name] !== is[name]).map((name) => `${name}: ${was[name] ?? ''} → ${is[name] ?? ''}`);
}

export function trendOf(runs: readonly RunSummary[], serverUrl: string, modelId: string, figure: TrackedFigure): Trend {
  const { better, value } = trackedFigures[figure];
  const kept = runs
    .filter((run) => run.plan.serverUrl === serverUrl)
    .toSorted((a, b) => a.startedAt.localeCompare(b.startedAt))
    .flatMap((run): readonly Kept[] => run.models.flatMap((model) => {
      const measured = model.id === modelId ? value(model) : undefined;
      return measured === undefined ? [] : [{ run, model, value: measured }];
    }));
  const points = kept.map((one, index): TrendPoint => {
    const before = kept[index - 1];
    const base = { runId: one.run.runId, startedAt: one.run.startedAt, value: one.value };
    return before === undefined ? { ...base, changed: [] } : { ...base, changed: changes(before, one), improvement: improvementOf(before.value, one.value, better) };
  });
  const [first, last] = [kept[0], kept.at(-1)];
  return { serverUrl, model: modelId, figure, points, ...(first === undefined || last === undefined || first === last ? {} : { overall: improvementOf(first.value, last.value, better) }) };
}
