/** Runs on disk: one of them whole, or all of them as headlines. */
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { readJournal } from '../../../adapters/storage/fileJournal.ts';
import { journalPath } from '../../../adapters/storage/runFolder.ts';
import { fail, ok, type Result } from '../../../domain/failure.ts';
import type { RunSummary } from '../../../domain/runSummary.ts';
import { serverNames } from '../../../domain/server.ts';
import type { RunHeadline } from '../../../protocol/engine.ts';
import { foldRun } from '../../../run/summary/foldRun.ts';
import { type CallOf, type Say, sayFailed } from '../say.ts';

/** From the journal, which is the truth; summary.json may be missing after a crash. */
export async function summaryOf(runFolder: string): Promise<Result<RunSummary>> {
  const journal = await readJournal(journalPath(runFolder));
  if (!journal.ok) return journal;
  const summary = foldRun(journal.value.events);
  return summary === undefined ? fail('fileUnreadable', `${runFolder} holds no started run.`, 'Choose another folder.') : ok(summary);
}

export async function summarise({ runFolder }: CallOf<'summarise'>, say: Say): Promise<void> {
  const summary = await summaryOf(runFolder);
  if (!summary.ok) { sayFailed(say, summary.failure, runFolder); return; }
  say({ say: 'summary', summary: summary.value, runFolder });
  say({ say: 'done', summary: summary.value, runFolder });
}

function headline(summary: RunSummary, runFolder: string): RunHeadline {
  return {
    runId: summary.runId,
    runFolder,
    status: summary.status,
    startedAt: summary.startedAt,
    serverUrl: summary.plan.serverUrl,
    serverName: serverNames[summary.plan.serverKind],
    suite: summary.plan.suite,
    models: summary.models.map((model) => ({
      id: model.id,
      ...(model.continuous.decodeTokensPerSecond === undefined ? {} : { decodeTokensPerSecond: model.continuous.decodeTokensPerSecond.median }),
      ...(model.continuous.ttftMs === undefined ? {} : { ttftMs: model.continuous.ttftMs.median }),
      ...(model.meanScore === undefined ? {} : { meanScore: model.meanScore }),
    })),
  };
}

/** Newest first; folders that hold no readable run are left out. */
export async function history({ folder }: CallOf<'history'>, say: Say): Promise<void> {
  const names = await readdir(folder).catch(() => []);
  const runs: RunHeadline[] = [];
  for (const name of names.toSorted().reverse()) {
    const runFolder = path.join(folder, name);
    const summary = await summaryOf(runFolder);
    if (summary.ok) runs.push(headline(summary.value, runFolder));
  }
  say({ say: 'history', runs });
}
