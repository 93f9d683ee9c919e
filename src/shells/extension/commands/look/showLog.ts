/** "Plimsoll: Show log": what Plimsoll and its engine had to say. */
import type { Command } from '../../shell.ts';

export const showLog: Command = { id: 'plimsoll.showLog', run: (shell) => shell.log.show() };
