/** "Plimsoll: Add server address…": goes into the user's settings, where no workspace can reach it. */
import { ConfigurationTarget, l10n, window, workspace } from 'vscode';
import type { Command } from '../../shell.ts';
import { findServers } from '../look/findServers.ts';
import { mustBeAddress } from './setApiKey.ts';

export const addServer: Command = {
  id: 'plimsoll.addServer',
  run: async (shell) => {
    const url = await window.showInputBox({ title: l10n.t('Address of the server'), placeHolder: 'http://localhost:8000', validateInput: mustBeAddress });
    if (url === undefined) return;
    const { servers } = shell.settings();
    const others = servers.filter((server) => server.url !== url);
    await workspace.getConfiguration('plimsoll').update('servers', [...others, { url }], ConfigurationTarget.Global);
    await findServers.run(shell);
  },
};
