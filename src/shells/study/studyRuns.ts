/** The runs of a study as their journals tell, and whether each candidate would fit the memory asked about. */
import path from 'node:path';
import { readJournal } from '../../adapters/storage/fileJournal.ts';
import { journalPath } from '../../adapters/storage/runFolder.ts';
import { decideFit } from '../../budget/fit/decideFit.ts';
import type { StudyCellState, StudyFit, StudySummary } from '../../domain/study.ts';
import type { CellRun } from '../../recommend/study/summariseStudy.ts';
import { foldRun } from '../../run/summary/foldRun.ts';
import { findShape } from '../fit/findShape.ts';

/** Asked about when the plan names no memory: the card most people have in mind. */
const usualVramBytes = 24 * 2 ** 30;
const usualContext = 32_768;

/** Runs whose journal cannot be read are left out: their cell says so. */
export async function readCellRuns(folder: string, states: readonly StudyCellState[]): Promise<readonly CellRun[]> {
  const runs: CellRun[] = [];
  for (const { cell, runFolder } of states) {
    if (runFolder === undefined) continue;
    const journal = await readJournal(journalPath(path.join(folder, runFolder)));
    const summary = journal.ok ? foldRun(journal.value.events) : undefined;
    if (journal.ok && summary !== undefined) runs.push({ cell: cell.id, summary, events: journal.value.events });
  }
  return runs;
}

/** Servers that say nothing about a model's layers, or are gone by now, give a reason instead of a verdict. */
export async function fitCandidates(study: StudySummary, runs: readonly CellRun[], signal: AbortSignal): Promise<readonly StudyFit[]> {
  const vramBytes = study.plan.constraints.vramBytes ?? usualVramBytes;
  return Promise.all(
    study.candidates.map(async ({ label, run }, index): Promise<StudyFit> => {
      const model = runs.flatMap((one) => one.summary.models)[index]?.id;
      const found = await findShape({ access: { url: run.plan.serverUrl }, ...(model === undefined ? {} : { model }) }, signal);
      if (!found.ok) return { label, vramBytes, why: found.failure.detail };
      const contextWindow = study.plan.constraints.minContextTokens ?? Math.min(usualContext, found.value.shape.trainedContextWindow ?? usualContext);
      return { label, vramBytes, verdict: decideFit({ shape: found.value.shape, contextWindow, kvType: 'f16', cardsBytes: [vramBytes], place: 'gpu', microBatch: 512 }) };
    }),
  );
}
