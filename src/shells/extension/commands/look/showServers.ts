/** "Plimsoll: Show servers": the panel's first page, with a fresh search. */
import type { Command } from '../../shell.ts';
import { findServers } from './findServers.ts';

export const showServers: Command = {
  id: 'plimsoll.showServers',
  run: (shell) => {
    shell.panel.open('servers');
    return findServers.run(shell);
  },
};
