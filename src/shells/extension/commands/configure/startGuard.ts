/** "Plimsoll: Start guard": checks the budget of every real request of the agent before the server sees it. */
import { env, l10n, window } from 'vscode';
import { sayFailure } from '../../sayFailure.ts';
import type { Command } from '../../shell.ts';
import { chooseServer } from '../run/chooseTarget.ts';

export const startGuard: Command = {
  id: 'plimsoll.startGuard',
  run: async (shell) => {
    const server = await chooseServer(shell);
    if (server === undefined) return;
    const started = await shell.guard.start(await shell.keys.accessTo(server.url));
    if ('kind' in started) {
      await sayFailure(started);
      return;
    }
    const address = server.kind === 'ollama' ? started.ollamaUrl : started.url;
    const copy = l10n.t('Copy the address');
    const chosen = await window.showInformationMessage(l10n.t('The guard listens until this window closes. Give its address to your agent in place of {0}.', server.url), copy);
    // the address holds the guard's token, so it is shown nowhere
    if (chosen === copy) await env.clipboard.writeText(address);
  },
};
