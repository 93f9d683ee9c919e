/** "Run this scenario": the lens on a scenario file. Runs model-written code, so only in a trusted workspace. */
import { Uri, l10n, window, workspace } from 'vscode';
import type { Command } from '../../shell.ts';
import { chooseTarget } from './chooseTarget.ts';
import { startRun } from './startRun.ts';

export const runScenario: Command = {
  id: 'plimsoll.runScenario',
  run: async (shell, argument) => {
    const uri = typeof argument === 'string' ? Uri.parse(argument) : window.activeTextEditor?.document.uri;
    if (uri === undefined) return;
    const document = await workspace.openTextDocument(uri);
    await document.save(); // what runs is the file, not what is still unsaved
    const id = /^id:\s*["']?([a-z0-9-]+)/m.exec(document.getText())?.[1];
    if (id === undefined) {
      void window.showWarningMessage(l10n.t('This file has no scenario id.'));
      return;
    }
    const target = await chooseTarget(shell, false);
    if (target !== undefined) await startRun(shell, target.server.url, target.models, 'quick', { id, file: uri.fsPath });
  },
};
