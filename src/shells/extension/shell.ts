/** What every command of the extension has at hand. */
import type { ExtensionContext, LogOutputChannel } from 'vscode';
import type { ApiKeys } from './apiKeys.ts';
import type { BenchmarkSession } from './benchmarkSession.ts';
import type { ConfigurationDesk } from './configuration/configurationDesk.ts';
import type { EngineProcess } from '../engineClient/engineProcess.ts';
import type { FleetWatch } from './fleetWatch.ts';
import type { GuardOwner } from './guardOwner.ts';
import type { PanelHost } from './panel/panelHost.ts';
import type { RunHistory } from './runHistory.ts';
import type { ServerList } from './serverList.ts';
import type { Settings } from './settings/readSettings.ts';

export interface Shell {
  readonly context: ExtensionContext;
  readonly log: LogOutputChannel;
  readonly engine: EngineProcess;
  readonly keys: ApiKeys;
  readonly servers: ServerList;
  readonly session: BenchmarkSession;
  readonly runs: RunHistory;
  readonly configuration: ConfigurationDesk;
  readonly fleet: FleetWatch;
  readonly guard: GuardOwner;
  readonly panel: PanelHost;
  readonly settings: () => Settings;
}

/** One gesture of the user; one file each. */
export interface Command {
  readonly id: string;
  readonly run: (shell: Shell, argument?: unknown) => Promise<void> | void;
}
