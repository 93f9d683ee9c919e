/** Recorded journals for tests, read through the journal's own reader. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { readJournalText } from '../../../src/adapters/storage/journalLines.ts';
import type { RunEvent } from '../../../src/domain/runEvent.ts';
import type { RunSummary } from '../../../src/domain/runSummary.ts';
import { foldRun } from '../../../src/run/summary/foldRun.ts';

export interface RunFixture {
  readonly events: readonly RunEvent[];
  readonly summary: RunSummary;
}

export function readRunFixture(name: string): RunFixture {
  const file = path.join(import.meta.dirname, '../../fixtures/runs', `${name}.jsonl`);
  const journal = readJournalText(readFileSync(file, 'utf8'), file);
  if (!journal.ok) throw new Error(journal.failure.detail);
  const summary = foldRun(journal.value.events);
  if (summary === undefined) throw new Error(`${file} holds no started run`);
  return { events: journal.value.events, summary };
}
