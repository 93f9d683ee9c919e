/** Reads the chosen runs through the engine and shows them side by side. */
import type { RunSummary } from '../../domain/runSummary.ts';
import { sayFailure } from './sayFailure.ts';
import type { Shell } from './shell.ts';

export async function showComparison(shell: Shell, runFolders: readonly string[]): Promise<void> {
  const answers = await Promise.all(runFolders.map((runFolder) => summarise(shell, runFolder)));
  shell.panel.open('compare');
  shell.panel.tell('comparison', { summaries: answers.filter((summary) => summary !== undefined) });
}

async function summarise(shell: Shell, runFolder: string): Promise<RunSummary | undefined> {
  let latest: RunSummary | undefined;
  const answer = await shell.engine.call({ call: 'summarise', runFolder }, (message) => {
    if (message.say === 'summary') latest = message.summary;
  }).answer;
  if (answer.say === 'failed') void sayFailure(answer.failure);
  return answer.say === 'done' ? (answer.summary ?? latest) : undefined;
}
