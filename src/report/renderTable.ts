/** The result of a run as a plain-text table for a terminal: one column a model, one row a figure. */
import type { Figure } from '../domain/figure.ts';
import type { ModelSummary, RunSummary } from '../domain/runSummary.ts';
import { textTable } from './document/textTable.ts';
import { meanGpu } from './sections/performance.ts';
import { figure, number, whole } from './words/numbers.ts';
import type { ReportWords } from './words/english.ts';
import { type ReportLanguage, wordsOf } from './words/wordsOf.ts';

type Line = readonly [string, (model: ModelSummary) => string];

function readinessLine(words: ReportWords): Line {
  return [words.phases.readiness, ({ readiness }) => (readiness === undefined ? words.notMeasured : `${words.readinessVerdicts[readiness.verdict]}, ${readiness.overall.successes}/${readiness.overall.n}`)];
}

function linesOf(summary: RunSummary, words: ReportWords): readonly Line[] {
  const { rows, phases } = words;
  const of = (take: (model: ModelSummary) => Figure | undefined, scale = 1) => (model: ModelSummary): string => {
    const value = take(model);
    return value === undefined ? words.notMeasured : figure(value, scale);
  };
  const scenarios = [...new Set(summary.models.flatMap((model) => model.scenarios.map((scenario) => scenario.id)))];
  const sizes = [...new Set(summary.models.flatMap((model) => model.sweep.map((point) => point.contextTokens)))].toSorted((a, b) => a - b);
  const point = (model: ModelSummary, size: number): ModelSummary['sweep'][number] | undefined => model.sweep.find((candidate) => candidate.contextTokens === size);
  return [
    [words.columns.served, (model) => (model.contextWindow === undefined ? words.unknown : whole(model.contextWindow))],
    [`${phases.cold}: ${rows.ttft}`, of((model) => model.cold?.figures?.ttftMs, 0.001)],
    [`${phases.cold}: ${rows.totalTime}`, of((model) => model.cold?.figures?.totalMs, 0.001)],
    [`${phases.continuous}: ${rows.ttft}`, of((model) => model.continuous.ttftMs, 0.001)],
    [`${phases.continuous}: ${rows.totalTime}`, of((model) => model.continuous.totalMs, 0.001)],
    [`${phases.continuous}: ${rows.decode}`, of((model) => model.continuous.decodeTokensPerSecond)],
    [`${phases.continuous}: ${rows.prefill}`, of((model) => model.continuous.prefillTokensPerSecond)],
    [rows.memoryMax, (model) => { const value = meanGpu(model, 'continuous', 'memoryPercentMax'); return value === undefined ? words.noGpu : number(value); }],
    ...sizes.map((size): Line => [`${words.tokens(whole(size))}: ${rows.decode}`, (model) => (point(model, size)?.status === 'cannotFit' ? words.sweepStatus.cannotFit : of(() => point(model, size)?.decodeTokensPerSecond)(model))]),
    ...scenarios.map((id): Line => [`${words.columns.score}: ${id}`, (model) => { const score = model.scenarios.find((scenario) => scenario.id === id)?.score; return score === undefined ? words.notMeasured : number(score); }]),
    ...(summary.models.some((model) => model.readiness !== undefined) ? [readinessLine(words)] : []),
    [words.columns.mean10, (model) => (model.meanScore === undefined ? words.notMeasured : number(model.meanScore))],
  ];
}

/** Ends without a newline. Medians with their interval and n; voids and warnings below the table. */
export function renderTable(summary: RunSummary, language: ReportLanguage): string {
  const words = wordsOf(language);
  const cells = [['', ...summary.models.map((model) => model.id)], ...linesOf(summary, words).map(([title, take]) => [title, ...summary.models.map(take)])];
  const { done, total } = summary.progress;
  const after = [
    ...(summary.status === 'paused' ? [words.status.paused(done, total, summary.pausedBecause === undefined ? words.unknown : words.sentence(summary.pausedBecause.detail))] : []),
    ...(summary.status === 'running' ? [words.status.running(done, total)] : []),
    ...(summary.client?.verdict === 'flagged' ? [words.status.flagged(summary.client.reasons.map(words.sentence).join('; '))] : []),
    ...summary.voids.map((entry) => `${words.sweepStatus.void}: ${entry.key}: ${words.sentence(entry.failure.detail)}`),
    ...summary.uses.filter((use) => use.verdict === 'recommended' && use.model !== undefined).map((use) => `${words.uses[use.use]}: ${use.model ?? ''}`),
  ];
  return [textTable(cells), ...(after.length > 0 ? ['', ...after] : [])].join('\n');
}
