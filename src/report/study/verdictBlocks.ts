/** What a study concludes: constraints, Pareto front, fit, and the cells that made it. */
import type { ConstraintVerdict, MissedConstraint } from '../../domain/candidates.ts';
import type { StudySummary } from '../../domain/study.ts';
import { type Block, heading, list, paragraph, table } from '../document/block.ts';
import { gib, number, whole } from '../words/numbers.ts';
import type { PlotList } from '../sections/gaps.ts';
import type { ReportWords } from '../words/english.ts';
import type { StudyWords } from './studyEnglish.ts';

const inUnit = (miss: MissedConstraint, value: number): string => (miss.constraint === 'vramBytes' ? gib(value) : miss.constraint === 'minContextTokens' ? whole(value) : number(value));

function missesText(verdict: ConstraintVerdict, words: StudyWords, run: ReportWords): string {
  return verdict.missed.map((miss) => words.misses(words.constraintNames[miss.constraint], miss.has === undefined ? run.notMeasured : inUnit(miss, miss.has), inUnit(miss, miss.needed))).join('; ');
}

export function constraintBlocks(study: StudySummary, words: StudyWords, run: ReportWords): readonly Block[] {
  const { constraintVerdicts: verdicts, nearest } = study;
  const asked = Object.values(study.plan.constraints).some((value) => value !== undefined);
  if (!asked) return [heading(3, words.headings.constraints), paragraph(words.noConstraints)];
  const rows = verdicts.map((verdict) => [verdict.label, verdict.missed.length === 0 ? words.met : missesText(verdict, words, run)]);
  const nobody = verdicts.length > 0 && verdicts.every((verdict) => verdict.missed.length > 0);
  const conclusion = nearest === undefined ? words.nobodyNear : words.nobody(nearest.label, missesText(nearest, words, run));
  return [heading(3, words.headings.constraints), table([words.columns.candidate, words.columns.missing], rows, { leftColumns: 2 }), ...(nobody ? [paragraph(conclusion)] : [])];
}

export function paretoBlocks(study: StudySummary, words: StudyWords): readonly Block[] {
  const rows = study.standings.map((standing) => [standing.id, standing.dominatedBy ?? words.onFront]);
  return [heading(3, words.headings.pareto), table([words.columns.candidate, words.columns.dominatedBy], rows, { leftColumns: 2 })];
}

export function fitBlocks(study: StudySummary, words: StudyWords, run: ReportWords): readonly Block[] {
  const [first] = study.fits;
  if (first === undefined) return [];
  const rows = study.fits.map(({ label, verdict, why }) =>
    verdict === undefined
      ? [label, run.sentence(why ?? ''), '–', '–']
      : [label, verdict.fits === true ? words.fits : words.doesNotFit, gib(verdict.totalBytes), verdict.largestContext === undefined ? '–' : whole(verdict.largestContext)],
  );
  return [heading(2, words.headings.feasibility), paragraph(words.feasibilityIntro(gib(first.vramBytes))), table([words.columns.candidate, words.columns.verdict, words.columns.need, words.columns.context], rows, { leftColumns: 2 })];
}

export function cellBlocks(study: StudySummary, words: StudyWords, run: ReportWords): readonly Block[] {
  const rows = study.cells.map(({ cell, state, runFolder, seconds, failure }) => [
    `${cell.model} @ ${cell.url}`,
    failure === undefined ? words.cellStates[state] : `${words.cellStates[state]}: ${run.sentence(failure.detail)} ${run.sentence(failure.advice)}`.trim(),
    runFolder ?? '–',
    seconds === undefined ? '–' : number(seconds),
  ]);
  return [heading(2, words.headings.cells), table([words.columns.cell, words.columns.state, run.rows.run, words.columns.duration], rows, { leftColumns: 3 })];
}

export function studyAttachments(plots: PlotList, words: StudyWords, run: ReportWords): readonly Block[] {
  const { log, plan, runs, results, summary } = words.attachments;
  const missing = (plots?.missing ?? []).map(({ id, why }) => run.missingPlot(`${id}.png`, run.sentence(why)));
  return [heading(2, words.headings.attachments), ...list([summary, log, plan, runs, results, ...(plots?.drawn ?? []), ...missing])];
}
