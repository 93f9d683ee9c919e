/** "Plimsoll: Stop guard": streams in flight are finished first. */
import type { Command } from '../../shell.ts';

export const stopGuard: Command = { id: 'plimsoll.stopGuard', run: (shell) => shell.guard.stop() };
