/** "Plimsoll: Configure Cline with the recommended settings": shows the exact diff; nothing is written before the user agrees. */
import type { Command } from '../../shell.ts';
import { planFor } from '../../configuration/planFor.ts';

export const configureCline: Command = { id: 'plimsoll.configureCline', run: (shell) => planFor(shell, 'cline') };
