/** "Plimsoll: Compare models": kept runs side by side, only real differences marked. */
import { l10n, window } from 'vscode';
import type { Command } from '../../shell.ts';
import { showComparison } from '../../showComparison.ts';

export const compareModels: Command = {
  id: 'plimsoll.compareModels',
  run: async (shell) => {
    const runs = await shell.runs.load();
    const items = runs.map((run) => ({
      label: run.models.map((model) => model.id).join(', '),
      description: `${run.serverName} · ${run.startedAt.slice(0, 16).replace('T', ' ')}`,
      runFolder: run.runFolder,
    }));
    if (items.length < 2) {
      shell.panel.open('compare');
      void window.showInformationMessage(l10n.t('There are fewer than two runs to compare. Benchmark a second model first.'));
      return;
    }
    const chosen = await window.showQuickPick(items, { title: l10n.t('Which runs?'), canPickMany: true });
    if (chosen !== undefined && chosen.length > 0) await showComparison(shell, chosen.map((item) => item.runFolder));
  },
};
