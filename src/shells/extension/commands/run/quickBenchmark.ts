/** "Plimsoll: Quick benchmark": the shortest way to a figure, also from a model in the tree view. */
import type { Command } from '../../shell.ts';
import { modelOf } from '../../views/localModelsTree.ts';
import { chooseTarget } from './chooseTarget.ts';
import { startRun } from './startRun.ts';

export const quickBenchmark: Command = {
  id: 'plimsoll.quickBenchmark',
  run: async (shell, argument) => {
    const clicked = modelOf(argument);
    if (clicked !== undefined) return startRun(shell, clicked.server.url, [clicked.model.id], 'quick');
    const target = await chooseTarget(shell, false);
    if (target !== undefined) await startRun(shell, target.server.url, target.models, 'quick');
  },
};
