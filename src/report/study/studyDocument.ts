/** The selection study as blocks: environment, candidates, method, comparison, analysis, conclusions, settings. */
import { serverNames } from '../../domain/server.ts';
import type { RunSummary } from '../../domain/runSummary.ts';
import type { StudySummary } from '../../domain/study.ts';
import { memoryUse } from '../../recommend/candidateFigures.ts';
import { type Block, heading, list, paragraph, table, warning } from '../document/block.ts';
import { characteristicsOf } from '../sections/characteristics.ts';
import { settingsBlocks, usesTable } from '../sections/conclusions.ts';
import { environmentRows, modelTable } from '../sections/environment.ts';
import { gapSection, type PlotList } from '../sections/gaps.ts';
import { gpuSection } from '../sections/gpu.ts';
import { performanceSection } from '../sections/performance.ts';
import { scenarioSection } from '../sections/scenarios.ts';
import { sweepSection } from '../sections/sweep.ts';
import { gib, whole } from '../words/numbers.ts';
import type { ReportWords } from '../words/english.ts';
import { asRun } from './asRun.ts';
import { differenceBlocks } from './comparisonBlocks.ts';
import { scoreMatrix } from './scoreMatrix.ts';
import type { StudyWords } from './studyEnglish.ts';
import { cellBlocks, constraintBlocks, fitBlocks, paretoBlocks, studyAttachments } from './verdictBlocks.ts';

export interface StudyLanguage {
  readonly study: StudyWords;
  readonly run: ReportWords;
}

function warnings(study: StudySummary, merged: RunSummary | undefined, { study: words, run }: StudyLanguage): readonly Block[] {
  const failed = study.cells.filter((cell) => cell.state === 'failed').length;
  const done = study.cells.filter((cell) => cell.state === 'done').length;
  return [
    ...(study.status === 'done' ? [] : [warning(words.status.paused(done, study.cells.length))]),
    ...(failed === 0 ? [] : [warning(words.status.failed(failed))]),
    ...(merged?.client?.verdict === 'flagged' ? [warning(run.status.flagged(merged.client.reasons.map(run.sentence).join('; ')))] : []),
    ...(study.candidates.length === 0 ? [warning(words.status.nothing)] : []),
  ];
}

function environment(study: StudySummary, merged: RunSummary, { study: words, run }: StudyLanguage): readonly Block[] {
  const { columns } = words;
  // each candidate has its own; the table of servers and the runs' own reports say them
  const ofOneRun = new Set([run.rows.run, run.rows.server, run.rows.plan, run.rows.client]);
  const servers = study.candidates.map(({ label, run: one }) => [label, serverNames[one.server?.kind ?? one.plan.serverKind], one.server?.version ?? run.unknown, one.server?.url ?? one.plan.serverUrl]);
  return [
    heading(2, words.headings.environment),
    table([run.columns.item, run.columns.value], environmentRows(merged, run).filter(([item]) => !ofOneRun.has(item)), { leftColumns: 2 }),
    heading(2, words.headings.candidates),
    table([columns.candidate, columns.server, columns.version, columns.address], servers, { leftColumns: 4 }),
    modelTable(merged.models, run),
  ];
}

function method(merged: RunSummary, words: StudyWords, run: ReportWords): readonly Block[] {
  const { plan } = merged;
  const text = (values: readonly string[]): string => (values.length === 0 ? run.none : values.join(' / '));
  const sent = merged.models.map((model) => model.continuous.samples + model.continuous.voided);
  const [fewest, most] = [Math.min(...sent), Math.max(...sent)];
  const until = plan.untilVariationPercent === undefined ? [] : [words.until(String(plan.untilVariationPercent), plan.timeBudgetMs === undefined ? undefined : String(plan.timeBudgetMs / 1000))];
  return [heading(2, words.headings.method), ...list([...words.methodLines(fewest === most ? String(most) : `${fewest}–${most}`, text(plan.contexts.map(whole)), text(plan.scenarios), whole(plan.promptTokens)), ...until])];
}

function memory(merged: RunSummary, words: StudyWords, run: ReportWords): readonly Block[] {
  const rows = merged.models.map((model) => {
    const use = memoryUse(model);
    return use === undefined ? [model.id, run.notMeasured, '–'] : [model.id, words.memorySources[use.source], gib(use.bytes)];
  });
  return [heading(2, words.headings.memory), paragraph(words.memoryIntro), table([words.columns.candidate, words.columns.source, words.constraintNames.vramBytes], rows, { leftColumns: 2 })];
}

function conclusions(study: StudySummary, merged: RunSummary, { study: words, run }: StudyLanguage): readonly Block[] {
  return [
    heading(2, words.headings.conclusions),
    ...list(characteristicsOf(merged.models, run)),
    ...constraintBlocks(study, words, run),
    ...paretoBlocks(study, words),
    heading(3, words.headings.uses),
    ...(merged.models.length === 1 ? [paragraph(run.status.onlyOne)] : []),
    ...usesTable(study.uses, run),
    ...settingsBlocks(merged.models, run),
  ];
}

/** Sections of a run carry its numbering; a study numbers its own. */
export function numbered(blocks: readonly Block[]): readonly Block[] {
  let [chapter, section] = [0, 0];
  return blocks.map((block) => {
    if (block.kind !== 'heading' || block.level === 4) return block;
    const bare = block.text.replace(/^\d+(?:\.\d+)?\.?\s+/u, '');
    if (block.level === 2) {
      [chapter, section] = [chapter + 1, 0];
      return { ...block, text: `${chapter}. ${bare}` };
    }
    section += 1;
    return { ...block, text: `${chapter}.${section} ${bare}` };
  });
}

/** Side by side, only initial load and continuous use are of interest; each run's own report has the rest. */
function withoutMinorPhases(merged: RunSummary): RunSummary {
  return { ...merged, models: merged.models.map((model) => ({ ...model, gpuFigures: (model.gpuFigures ?? []).filter((use) => use.phase === 'cold' || use.phase === 'continuous') })) };
}

function withoutAnswers(blocks: readonly Block[], words: StudyWords, run: ReportWords): readonly Block[] {
  const kept = blocks.filter((block) => block.kind !== 'answer' && !(block.kind === 'heading' && block.text === run.headings.answers));
  return kept.length === blocks.length ? kept : [...kept, paragraph(words.answersElsewhere)];
}

export function studyDocument(study: StudySummary, language: StudyLanguage, plots: PlotList): readonly Block[] {
  const { study: words, run } = language;
  const merged = asRun(study);
  if (merged === undefined) return numbered([...warnings(study, merged, language), ...cellBlocks(study, words, run)]);
  return numbered([
    ...warnings(study, merged, language),
    ...environment(study, merged, language),
    ...method(merged, words, run),
    ...performanceSection(merged, run),
    ...sweepSection(merged, run),
    ...differenceBlocks(study, words),
    ...gpuSection(withoutMinorPhases(merged), run),
    ...memory(merged, words, run),
    ...fitBlocks(study, words, run),
    ...scoreMatrix(merged, run),
    ...withoutAnswers(scenarioSection(merged, run), words, run),
    ...conclusions(study, merged, language),
    ...gapSection(merged, run),
    ...cellBlocks(study, words, run),
    ...studyAttachments(plots, words, run),
  ]);
}
