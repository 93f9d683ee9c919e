/** "Plimsoll: Benchmark local model": choose a server, models and how thorough, then watch. */
import { l10n, window } from 'vscode';
import type { Command } from '../../shell.ts';
import { chooseTarget } from './chooseTarget.ts';
import { startRun } from './startRun.ts';

export const benchmarkLocalModel: Command = {
  id: 'plimsoll.benchmarkLocalModel',
  run: async (shell) => {
    const target = await chooseTarget(shell, true);
    if (target === undefined) return;
    const suites = [
      { label: l10n.t('Quick'), detail: l10n.t('Speed and three small scenarios: a few minutes'), suite: 'quick' },
      { label: l10n.t('Full'), detail: l10n.t('Cold start, context sweep and every scenario'), suite: 'full' },
    ] as const;
    const chosen = await window.showQuickPick(suites, { title: l10n.t('How thorough?') });
    if (chosen !== undefined) await startRun(shell, target.server.url, target.models, chosen.suite);
  },
};
