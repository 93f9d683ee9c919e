/** One handler for every gesture in the panel. Addresses and folders it names must be ones this window gave out. */
import { commands } from 'vscode';
import type { HostCalls } from '../../../protocol/panel.ts';
import { openReport } from '../commands/look/openLastReport.ts';
import { checkBudget } from '../commands/look/checkContextBudget.ts';
import { askForKey } from '../commands/configure/setApiKey.ts';
import { resumeRun, startRun } from '../commands/run/startRun.ts';
import { applyFor, planFor, undoFor } from '../configuration/planFor.ts';
import type { Shell } from '../shell.ts';
import { showComparison } from '../showComparison.ts';

export function hostCallHandlers(shell: Shell): HostCalls {
  const { panel, runs, servers, session, configuration, fleet } = shell;
  const ifKnownRun = (runFolder: string, act: () => Promise<void>): void => {
    if (runs.knows(runFolder) || session.run.runFolder === runFolder) void act();
  };
  const ifKnownServer = (url: string, act: () => Promise<void>): void => {
    if (servers.knows(url)) void act();
  };
  return {
    ready: () => {
      panel.greet();
      panel.tell('servers', servers.state);
      panel.tell('run', session.run);
      if (session.tick !== undefined) panel.tell('live', session.tick);
      panel.tell('history', { runs: runs.runs });
      if (configuration.report !== undefined) panel.tell('configuration', configuration.report);
      if (fleet.status !== undefined) panel.tell('fleet', fleet.status);
      void runs.load();
    },
    findServers: () => void commands.executeCommand('plimsoll.findServers'),
    startBenchmark: ({ url, models, suite }) => ifKnownServer(url, () => startRun(shell, url, models, suite)),
    cancel: () => session.stop(),
    pause: () => session.stop(),
    resume: ({ runFolder }) => ifKnownRun(runFolder, () => resumeRun(shell, runFolder)),
    openRun: ({ runFolder }) =>
      ifKnownRun(runFolder, async () => {
        await session.open(runFolder);
        panel.open('results');
      }),
    openReport: ({ runFolder }) => ifKnownRun(runFolder, () => openReport(shell, runFolder)),
    compare: ({ runFolders }) => void showComparison(shell, runFolders.filter((runFolder) => runs.knows(runFolder))),
    checkBudget: ({ url, model }) =>
      ifKnownServer(url, async () => {
        await checkBudget(shell, url, model);
      }),
    setApiKey: ({ url }) => ifKnownServer(url, () => askForKey(shell, url)),
    addServer: () => void commands.executeCommand('plimsoll.addServer'),
    planConfiguration: ({ target, runFolder, model }) =>
      ifKnownRun(runFolder, async () => {
        await planFor(shell, target, model);
      }),
    applyConfiguration: ({ target }) => void applyFor(shell, target),
    undoConfiguration: ({ target }) => void undoFor(shell, target),
  };
}
