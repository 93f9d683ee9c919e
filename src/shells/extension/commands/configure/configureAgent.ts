/** "Plimsoll: Configure agent…": which agent, then its plan in the panel. */
import { l10n, window } from 'vscode';
import type { Command } from '../../shell.ts';
import { planFor } from '../../configuration/planFor.ts';

export const configureAgent: Command = {
  id: 'plimsoll.configureAgent',
  run: async (shell) => {
    const targets = [
      { label: 'Cline', target: 'cline' },
      { label: 'Kilo Code', target: 'kilo' },
      { label: 'Continue', target: 'continue' },
      { label: 'Roo Code', target: 'roo' },
      { label: l10n.t('This workspace'), detail: l10n.t('Writes the recommendation to plimsoll.recommendedProvider'), target: 'workspace' },
    ] as const;
    const chosen = await window.showQuickPick(targets, { title: l10n.t('Configure which agent?') });
    if (chosen !== undefined) await planFor(shell, chosen.target);
  },
};
