/** "Plimsoll: Open the panel": shows what is known, rebuilding the last run from its journal after a reload. */
import type { PanelView, RunState } from '../../../../protocol/panel.ts';
import type { Command } from '../../shell.ts';

export const openPanel: Command = {
  id: 'plimsoll.openPanel',
  run: async (shell) => {
    const { session, runs, panel } = shell;
    if (!session.isBusy && session.run.summary === undefined && runs.lastRunFolder !== undefined) await session.open(runs.lastRunFolder);
    panel.open(viewOf(session.run));
  },
};

function viewOf({ state, summary }: RunState): PanelView {
  if (state !== 'idle') return 'run';
  if (summary === undefined) return 'servers';
  return summary.status === 'done' ? 'results' : 'run';
}
