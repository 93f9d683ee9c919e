/** "Plimsoll: Cancel the run": what was measured stays and can be resumed. */
import type { Command } from '../../shell.ts';

export const cancelRun: Command = { id: 'plimsoll.cancelRun', run: (shell) => shell.session.stop() };
