/** Ties the extension's parts together by hand. Nothing here starts a process or sends a request. */
import { type ExtensionContext, type LogOutputChannel, Uri, commands, l10n, window } from 'vscode';
import { ApiKeys } from './apiKeys.ts';
import { BenchmarkSession } from './benchmarkSession.ts';
import { ConfigurationDesk } from './configuration/configurationDesk.ts';
import { EngineProcess } from '../engineClient/engineProcess.ts';
import { FleetWatch } from './fleetWatch.ts';
import { GuardOwner } from './guardOwner.ts';
import { hostCallHandlers } from './panel/hostCallHandlers.ts';
import { PanelHost } from './panel/panelHost.ts';
import { RunHistory } from './runHistory.ts';
import { sayFailure } from './sayFailure.ts';
import { ServerList } from './serverList.ts';
import { readSettings } from './settings/readSettings.ts';
import type { Settings } from './settings/readSettings.ts';
import type { Shell } from './shell.ts';

export function compose(context: ExtensionContext): Shell {
  const log = window.createOutputChannel('Plimsoll', { log: true });
  const warned = new Set<string>();
  let refused: Promise<void> | undefined;
  const settings = (): Settings => {
    const read = readSettings();
    refused ??= warnOfRefused(log);
    warnOfMalformed(read, warned);
    return read;
  };
  const engine = new EngineProcess(Uri.joinPath(context.extensionUri, 'dist', 'engine.mjs').fsPath, (line) => log.info(line));
  const keys = new ApiKeys(context.secrets, settings);
  const servers = new ServerList(engine, keys, settings);
  const session = new BenchmarkSession(engine);
  const runs = new RunHistory(context, engine, settings);
  const configuration = new ConfigurationDesk(engine);
  const fleet = new FleetWatch(context.secrets, engine);
  const guard = new GuardOwner(Uri.joinPath(context.extensionUri, 'dist').fsPath, (line) => log.info(line));
  const panel = new PanelHost(context, (line) => log.warn(line));
  const shell: Shell = { context, log, engine, keys, servers, session, runs, configuration, fleet, guard, panel, settings };
  panel.connect(hostCallHandlers(shell));
  context.subscriptions.push(log, engine, fleet, guard, panel, ...listeners(shell));
  return shell;
}

/** Everything that happens is told to the panel; what it missed while it was away, `ready` brings. */
function listeners({ servers, session, runs, configuration, fleet, guard, panel }: Shell): { dispose: () => void }[] {
  return [
    servers.onDidChange((state) => panel.tell('servers', state)),
    session.onDidTick((tick) => panel.tell('live', tick)),
    session.onDidFail((failure) => {
      panel.tell('problem', { failure });
      void sayFailure(failure);
    }),
    session.onDidChange((run) => {
      panel.tell('run', run);
      void commands.executeCommand('setContext', 'plimsoll.isRunning', run.state !== 'idle');
      if (run.runFolder !== undefined) void runs.remember(run.runFolder);
      if (run.state === 'idle' && run.summary !== undefined) void runs.load();
    }),
    runs.onDidChange((list) => panel.tell('history', { runs: list })),
    guard.onDidChange((running) => void commands.executeCommand('setContext', 'plimsoll.isGuarding', running !== undefined)),
    configuration.onDidChange((report) => panel.tell('configuration', report)),
    fleet.onDidChange((status) => panel.tell('fleet', status)),
  ];
}

function warnOfMalformed(settings: Settings, warned: Set<string>): void {
  for (const key of settings.malformed.filter((name) => !warned.has(name))) {
    warned.add(key);
    void window.showWarningMessage(l10n.t('The setting {0} has a value of the wrong shape; the default is used.', key));
  }
}

/** Asked once, when settings are first needed: by then the user has used Plimsoll in this window. */
async function warnOfRefused(log: LogOutputChannel): Promise<void> {
  const { findRefusedSettings } = await import('./settings/findRefusedSettings.ts');
  const refused = await findRefusedSettings();
  if (refused.length === 0) return;
  log.warn(`Workspace values refused: ${refused.join(', ')}.`);
  const openFile = l10n.t('Open workspace settings');
  const chosen = await window.showWarningMessage(l10n.t('This workspace tries to set {0}. Only your own user settings may decide that; the value is ignored.', refused.join(', ')), openFile);
  if (chosen === openFile) await commands.executeCommand('workbench.action.openWorkspaceSettingsFile');
}
