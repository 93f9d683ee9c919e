/** "Plimsoll: Resume the last run": goes on where a cancelled or interrupted run stopped. */
import { l10n, window } from 'vscode';
import type { Command } from '../../shell.ts';
import { resumeRun } from './startRun.ts';

export const resumeLastRun: Command = {
  id: 'plimsoll.resumeLastRun',
  run: async (shell) => {
    await shell.runs.load();
    const unfinished = shell.runs.runs.find((run) => run.status !== 'done');
    if (unfinished === undefined) void window.showInformationMessage(l10n.t('There is no unfinished run.'));
    else await resumeRun(shell, unfinished.runFolder);
  },
};
