/** The whole report of one run as blocks, in the order it is read. */
import type { RunSummary } from '../../domain/runSummary.ts';
import { conclusionSection } from '../sections/conclusions.ts';
import { environmentSection } from '../sections/environment.ts';
import { attachmentSection, gapSection, type PlotList } from '../sections/gaps.ts';
import { gpuSection } from '../sections/gpu.ts';
import { performanceSection } from '../sections/performance.ts';
import { readinessSection } from '../sections/readiness.ts';
import { scenarioSection } from '../sections/scenarios.ts';
import { sweepSection } from '../sections/sweep.ts';
import type { ReportWords } from '../words/english.ts';
import { type Block, warning } from './block.ts';

const measuredAnything = (summary: RunSummary): boolean => summary.models.some((model) => model.cold !== undefined || model.continuous.samples > 0 || model.sweep.some((point) => point.samples > 0));

/** What a reader must know before the first figure. */
function warnings(summary: RunSummary, words: ReportWords): readonly Block[] {
  const { done, total } = summary.progress;
  const { status } = words;
  return [
    ...(summary.status === 'running' ? [warning(status.running(done, total))] : []),
    ...(summary.status === 'paused' ? [warning(status.paused(done, total, summary.pausedBecause === undefined ? words.unknown : words.sentence(summary.pausedBecause.detail)))] : []),
    ...(measuredAnything(summary) ? [] : [warning(status.allVoid)]),
    ...(summary.client?.verdict === 'flagged' ? [warning(status.flagged(summary.client.reasons.map(words.sentence).join('; ')))] : []),
  ];
}

export function reportDocument(summary: RunSummary, words: ReportWords, plots: PlotList): readonly Block[] {
  return [
    ...warnings(summary, words),
    ...environmentSection(summary, words),
    ...performanceSection(summary, words),
    ...sweepSection(summary, words),
    ...gpuSection(summary, words),
    ...scenarioSection(summary, words),
    ...readinessSection(summary, words),
    ...conclusionSection(summary, words),
    ...gapSection(summary, words),
    ...attachmentSection(plots, words),
  ];
}
