/** "Plimsoll: Find local model servers": looks now, and shows what answered. */
import { sayFailure } from '../../sayFailure.ts';
import type { Command } from '../../shell.ts';

export const findServers: Command = {
  id: 'plimsoll.findServers',
  run: async (shell) => {
    const failure = await shell.servers.find();
    if (failure !== undefined) await sayFailure(failure);
  },
};
