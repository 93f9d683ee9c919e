/** "Plimsoll: Check context budget": would the configured agent fit this model, before anything is sent. */
import { l10n, window } from 'vscode';
import { sayFailure } from '../../sayFailure.ts';
import type { Command, Shell } from '../../shell.ts';
import { modelOf } from '../../views/localModelsTree.ts';
import { chooseTarget } from '../run/chooseTarget.ts';

export const checkContextBudget: Command = {
  id: 'plimsoll.checkContextBudget',
  run: async (shell, argument) => {
    const clicked = modelOf(argument);
    const target = clicked === undefined ? await chooseTarget(shell, false) : { server: clicked.server, models: [clicked.model.id] };
    const model = target?.models[0];
    if (target !== undefined && model !== undefined) await showBudget(shell, target.server.url, model);
  },
};

export async function showBudget(shell: Shell, url: string, model: string): Promise<void> {
  const outcome = await shell.servers.checkBudget(url, model);
  if (outcome === undefined) return;
  if ('failure' in outcome) {
    await sayFailure(outcome.failure);
    return;
  }
  shell.panel.open('servers');
  const { verdict } = outcome;
  const first = verdict.advice[0]?.text ?? '';
  const say = verdict.fits ? window.showInformationMessage : window.showWarningMessage;
  void say(`${verdict.fits ? l10n.t('Fits.') : l10n.t('Does not fit.')} ${verdict.explanation} ${verdict.fits ? '' : first}`.trim());
}
