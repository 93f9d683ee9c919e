/** `plimsoll compare-runs`: models of several runs side by side on paired samples, with other tools' results beside them. */
import path from 'node:path';
import type { Command } from 'commander';
import { readForeign } from '../../../adapters/foreign/readForeign.ts';
import type { PairedDifference } from '../../../domain/candidates.ts';
import { ok, type Result } from '../../../domain/failure.ts';
import type { ForeignResult } from '../../../domain/foreign.ts';
import { labelRuns, type ReadRun } from '../../../recommend/labelCandidates.ts';
import { compareCandidates } from '../../../recommend/pairedDifference.ts';
import { paretoFront } from '../../../recommend/paretoFront.ts';
import { recommendUses } from '../../../recommend/recommendUses.ts';
import { textTable } from '../../../report/document/textTable.ts';
import { studyEnglish } from '../../../report/study/studyEnglish.ts';
import { certainty, number, signedPercent } from '../../../report/words/numbers.ts';
import { type CliCommand, type CliContext, type CommandOutcome, failureOutcome } from '../command.ts';
import { readRun } from '../../report/reportSource.ts';

async function readAll<T, R>(items: readonly T[], read: (item: T) => Promise<Result<R>>): Promise<Result<readonly R[]>> {
  const found: R[] = [];
  for (const item of items) {
    const one = await read(item);
    if (!one.ok) return one;
    found.push(one.value);
  }
  return ok(found);
}

const medianText = (value: { readonly median: number } | undefined, scale = 1): string => (value === undefined ? '–' : number(value.median * scale));

function candidateTable(runs: ReturnType<typeof labelRuns>): string {
  const head = ['', 'TTFT (s)', 'total (s)', 'decode (tokens/s)', 'prefill (tokens/s)', 'mean score'];
  const rows = runs.map(({ label, candidate: { model } }) => [label, medianText(model.continuous.ttftMs, 0.001), medianText(model.continuous.totalMs, 0.001), medianText(model.continuous.decodeTokensPerSecond), medianText(model.continuous.prefillTokensPerSecond), model.meanScore === undefined ? '–' : number(model.meanScore)]);
  return textTable([head, ...rows]);
}

function differenceText({ quantity, first, second, percent, probabilityFirstBetter, pairs, verdict, winner }: PairedDifference): string {
  const probability = `${certainty(Math.max(probabilityFirstBetter, 1 - probabilityFirstBetter))} from ${pairs} pair${pairs === 1 ? '' : 's'}`;
  const judged = verdict === 'better' || verdict === 'probably' ? studyEnglish.verdicts[verdict](winner ?? '') : studyEnglish.verdicts[verdict];
  return `${studyEnglish.quantities[quantity]}: ${judged} (${second} against ${first} ${signedPercent(percent)}, ${probability})`;
}

/** Foreign figures stand apart: each tool means its own thing by the same word. */
function foreignTable(results: readonly ForeignResult[]): string {
  const text = (value: number | undefined, scale = 1): string => (value === undefined ? '–' : number(value * scale));
  const rows = results.map((one) => [`${one.tool}: ${one.model}, ${one.label}`, text(one.ttftMs, 0.001), text(one.totalMs, 0.001), text(one.decodeTokensPerSecond), text(one.prefillTokensPerSecond)]);
  return `Measured by other tools, not compared with the above:\n${textTable([['', 'TTFT (s)', 'total (s)', 'decode (tokens/s)', 'prefill (tokens/s)'], ...rows])}`;
}

export async function compareRuns(folders: readonly string[], foreignFiles: readonly string[]): Promise<CommandOutcome> {
  const runs = await readAll<string, ReadRun>(folders, (folder) => readRun(path.resolve(folder)));
  if (!runs.ok) return failureOutcome(runs.failure);
  const foreign = await readAll(foreignFiles, readForeign);
  if (!foreign.ok) return failureOutcome(foreign.failure);
  const labelled = labelRuns(runs.value);
  const candidates = labelled.map(({ candidate }) => candidate);
  const models = candidates.map(({ model }) => model);
  const differences = compareCandidates(candidates);
  const uses = recommendUses(models, candidates.flatMap(({ samples }) => samples));
  const json = { schema: 'plimsoll.comparison/v1', candidates: candidates.map(({ label, runId, server, model }) => ({ label, runId, server, continuous: model.continuous, cold: model.cold, meanScore: model.meanScore })), differences, standings: paretoFront(models), uses, foreign: foreign.value.flat() };
  const text = [
    candidateTable(labelled),
    '',
    ...(differences.length === 0 ? ['Nothing to compare: no two candidates have samples that pair up.'] : differences.map(differenceText)),
    ...(foreign.value.length === 0 ? [] : ['', foreignTable(foreign.value.flat())]),
  ].join('\n');
  return { exitCode: 0, json, text };
}

const collect = (file: string, files: readonly string[] | undefined): readonly string[] => [...(files ?? []), file];

export const compareRunsCommand: CliCommand = {
  id: 'compare-runs',
  register: (program: Command, context: CliContext) => {
    program
      .command('compare-runs')
      .description('hold the models of one or several runs against each other, pair by pair')
      .argument('<run...>', 'run folders')
      .option('--foreign <file>', 'a JSON result of llama-bench, vllm bench serve, GuideLLM or llama-benchy, shown beside; may be given several times', collect)
      .option('--json', 'print one JSON document')
      .action(async (runs: readonly string[], options: { readonly foreign?: readonly string[]; readonly json?: boolean }) => context.finish(options, () => compareRuns(runs, options.foreign ?? [])));
  },
};
