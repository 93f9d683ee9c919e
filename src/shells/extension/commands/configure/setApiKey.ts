/** "Plimsoll: Set API key for server…": kept in VS Code's secret storage under the server's origin, written nowhere else. */
import { l10n, window } from 'vscode';
import type { Command, Shell } from '../../shell.ts';

export const setApiKey: Command = {
  id: 'plimsoll.setApiKey',
  run: async (shell) => {
    const known = [...new Set([...shell.servers.servers.map(({ url }) => url), ...shell.settings().servers.map(({ url }) => url)])];
    const url =
      known.length > 0
        ? await window.showQuickPick(known, { title: l10n.t('API key for which server?') })
        : await window.showInputBox({ title: l10n.t('Address of the server'), placeHolder: 'http://localhost:8000', validateInput: mustBeAddress });
    if (url !== undefined) await askForKey(shell, url);
  },
};

export async function askForKey(shell: Shell, url: string): Promise<void> {
  const { origin } = new URL(url);
  const apiKey = await window.showInputBox({ title: l10n.t('API key for {0}', origin), prompt: l10n.t('Leave empty to forget the key.'), password: true, ignoreFocusOut: true });
  if (apiKey === undefined) return;
  await shell.keys.store(url, apiKey);
  void window.showInformationMessage(apiKey === '' ? l10n.t('The key for {0} is forgotten.', origin) : l10n.t('The key for {0} is stored.', origin));
}

export function mustBeAddress(text: string): string | undefined {
  return /^https?:\/\//.test(text) && URL.canParse(text) ? undefined : l10n.t('An address starts with http:// or https://');
}
