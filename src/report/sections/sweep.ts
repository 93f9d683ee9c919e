/** Sections 2.4 and 2.5: each context size by itself, prefill cost and inter-token latency. */
import type { ModelSummary, RunSummary, SweepPoint } from '../../domain/runSummary.ts';
import { type Block, chart, heading, paragraph, table } from '../document/block.ts';
import { figure, number, whole } from '../words/numbers.ts';
import type { ReportWords } from '../words/english.ts';

function statusText(point: SweepPoint, model: ModelSummary, words: ReportWords): string {
  switch (point.status) {
    case 'measured':
      return point.voided === 0 ? words.sweepStatus.measured : `${words.sweepStatus.measured} (${words.sweepStatus.void}: ${point.voided})`;
    case 'cannotFit':
      return words.cannotFit(whole(point.contextTokens), model.contextWindow === undefined ? undefined : whole(model.contextWindow));
    case 'void':
      return `${words.sweepStatus.void}: ${point.why === undefined ? words.unknown : words.sentence(point.why)}`;
  }
}

function sweepRow(point: SweepPoint, model: ModelSummary, words: ReportWords): readonly string[] {
  const of = (value: SweepPoint['totalMs'], scale = 1): string => (value === undefined ? '–' : figure(value, scale));
  return [model.id, statusText(point, model, words), whole(point.contextTokens), of(point.totalMs, 0.001), of(point.ttftMs, 0.001), of(point.decodeTokensPerSecond), of(point.prefillTokensPerSecond)];
}

/** Claimed against proven window; nothing when no proof was planned. */
function effectiveContext(models: readonly ModelSummary[], words: ReportWords): readonly Block[] {
  const { columns } = words;
  const tokens = (value: number | undefined): string => (value === undefined ? words.unknown : whole(value));
  const rows = models.flatMap(({ id, effectiveContext: proven }) => (proven === undefined ? [] : [[id, words.contextVerdicts[proven.verdict], tokens(proven.claimedWindow), tokens(proven.effectiveTokens)]]));
  return rows.length === 0 ? [] : [table([columns.model, columns.status, columns.claimed, columns.effective], rows, { leftColumns: 2, caption: words.effectiveNote })];
}

function prefillRows(model: ModelSummary): readonly (readonly string[])[] {
  return model.sweep.flatMap((point) => {
    const rate = point.prefillTokensPerSecond;
    if (rate === undefined) return [];
    const tokens = point.promptTokens === undefined ? '–' : whole(point.promptTokens.median);
    return [[model.id, whole(point.contextTokens), tokens, number(rate.median), number(1000 / rate.median), point.ttftMs === undefined ? '–' : number(point.ttftMs.median / 1000)]];
  });
}

function latencyRows(models: readonly ModelSummary[], words: ReportWords): readonly (readonly string[])[] {
  return models.map((model) => {
    const latency = model.continuous.interTokenLatencyMs;
    if (latency === undefined) return [model.id, words.noFigures(model.continuous.voided), '–', '–'];
    return [model.id, number(latency.p50.median), number(latency.p90.median), number(latency.p99.median)];
  });
}

export function sweepSection(summary: RunSummary, words: ReportWords): readonly Block[] {
  const { columns, headings } = words;
  const { models } = summary;
  const points = models.flatMap((model) => model.sweep.map((point) => sweepRow(point, model, words)));
  const sweep: readonly Block[] =
    points.length === 0
      ? [paragraph(summary.plan.contexts.length === 0 ? words.notPlanned : words.notMeasured)]
      : [table([columns.model, columns.status, columns.context, columns.total, columns.ttft, columns.decode, columns.prefill], points, { leftColumns: 2 }), chart('context_sweep')];
  const prefill = models.flatMap(prefillRows);
  return [
    heading(3, headings.sweep),
    ...sweep,
    ...effectiveContext(models, words),
    heading(3, headings.prefill),
    ...(prefill.length === 0 ? [] : [table([columns.model, columns.context, columns.promptTokens, columns.prefill, columns.prefillMs, columns.ttft], prefill), chart('prefill_curve')]),
    table([columns.model, columns.latency50, columns.latency90, columns.latency99], latencyRows(models, words)),
    chart('inter_token_latency'),
  ];
}
