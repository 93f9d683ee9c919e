/** `node test/fakes/runs/writeRunFixtures.ts`: writes the played runs as journals. Only when a new kind of run is needed: old journals must stay readable. */
import { existsSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { journalLine } from '../../../src/adapters/storage/journalLines.ts';
import { playedRuns } from './playedRuns.ts';
import { recordRun } from './recordRun.ts';

const folder = path.join(import.meta.dirname, '../../fixtures/runs');

for (const run of playedRuns) {
  const file = path.join(folder, `${run.runId}.jsonl`);
  if (existsSync(file) && !process.argv.includes('--again')) continue;
  writeFileSync(file, recordRun(run).map((event, index) => journalLine(index, event)).join(''));
}
