/** "Plimsoll: Undo last configuration": every file back, byte for byte. */
import type { Command } from '../../shell.ts';
import { undoFor } from '../../configuration/planFor.ts';

export const undoConfiguration: Command = { id: 'plimsoll.undoConfiguration', run: (shell) => undoFor(shell, shell.configuration.report?.target ?? 'cline') };
