/** "Plimsoll: Show study over several machines": how far the newest study of a queue is, in the panel. */
import { l10n, window } from 'vscode';
import type { Command, Shell } from '../../shell.ts';

export const showFleetStudy: Command = {
  id: 'plimsoll.showFleetStudy',
  run: async (shell) => {
    const address = (await shell.fleet.address()) ?? (await askForAddress(shell));
    if (address !== undefined) await watch(shell, address);
  },
};

async function askForAddress(shell: Shell): Promise<string | undefined> {
  const address = await window.showInputBox({ title: l10n.t('Address of the queue'), placeHolder: 'postgres://user:password@host/database', prompt: l10n.t('It is kept in VS Code’s secret storage. Leave empty to forget it.'), password: true, ignoreFocusOut: true });
  if (address !== undefined) await shell.fleet.keepAddress(address);
  return address === '' ? undefined : address;
}

async function watch(shell: Shell, address: string): Promise<void> {
  const failure = await shell.fleet.start(address);
  if (failure === undefined) {
    shell.panel.open('fleet');
    return;
  }
  const change = l10n.t('Change the address');
  const chosen = await window.showErrorMessage(`${failure.detail} ${failure.advice}`, change);
  const other = chosen === change ? await askForAddress(shell) : undefined;
  if (other !== undefined) await watch(shell, other);
}
