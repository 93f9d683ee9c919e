/** "Plimsoll: Check context budget": would the configured agent fit this model, before anything is sent. */
import { l10n, window } from 'vscode';
import type { BudgetVerdict } from '../../../../domain/budget.ts';
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

/** Asked from the palette or the tree, the answer is also a notification; in the panel it stands beside the model. */
async function showBudget(shell: Shell, url: string, model: string): Promise<void> {
  const verdict = await checkBudget(shell, url, model);
  if (verdict === undefined) return;
  shell.panel.open('servers');
  const first = verdict.advice[0]?.text ?? '';
  const say = verdict.fits ? window.showInformationMessage : window.showWarningMessage;
  void say(`${verdict.fits ? l10n.t('Fits.') : l10n.t('Does not fit.')} ${verdict.explanation} ${verdict.fits ? '' : first}`.trim());
}

/** undefined when it could not be decided; the user has been told why. */
export async function checkBudget(shell: Shell, url: string, model: string): Promise<BudgetVerdict | undefined> {
  const outcome = await shell.servers.checkBudget(url, model);
  if (outcome !== undefined && 'failure' in outcome) await sayFailure(outcome.failure);
  return outcome !== undefined && 'verdict' in outcome ? outcome.verdict : undefined;
}
