/** Words between the extension host and the webview panel. Types only; both sides validate what arrives. */
import type { AgentProfileId } from '../domain/agent.ts';
import type { BudgetVerdict } from '../domain/budget.ts';
import type { AgentTarget } from '../domain/configPlan.ts';
import type { Failure } from '../domain/failure.ts';
import type { FleetStatus } from '../domain/fleet.ts';
import type { RunSummary } from '../domain/runSummary.ts';
import type { ProbeReport } from '../domain/server.ts';
import type { ConfigurationReport, RunHeadline } from './engine.ts';

/** The pages of the panel, in the order of its tabs. */
export type PanelView = 'servers' | 'run' | 'results' | 'compare' | 'history' | 'configure' | 'fleet';

/** What the host can be asked to do: name of the call → its argument. */
export interface HostArguments {
  /** The page has loaded and wants `boot` and everything known. */
  readonly ready: Nothing;
  readonly findServers: Nothing;
  readonly startBenchmark: { readonly url: string; readonly models: readonly string[]; readonly suite: 'quick' | 'full' };
  /** Ends the run; what was measured stays. */
  readonly cancel: Nothing;
  /** Like cancel, but the run waits to be resumed. */
  readonly pause: Nothing;
  readonly resume: RunChoice;
  readonly openRun: RunChoice;
  readonly openReport: RunChoice;
  readonly compare: { readonly runFolders: readonly string[] };
  readonly checkBudget: { readonly url: string; readonly model: string };
  readonly setApiKey: { readonly url: string };
  readonly addServer: Nothing;
  readonly planConfiguration: { readonly target: AgentTarget; readonly runFolder: string; readonly model: string };
  readonly applyConfiguration: { readonly target: AgentTarget };
  readonly undoConfiguration: { readonly target: AgentTarget };
}

/** What the panel can be told: name of the call → its argument. */
export interface PanelArguments {
  readonly boot: PanelStart;
  readonly show: { readonly view: PanelView };
  readonly servers: ServersState;
  readonly run: RunState;
  readonly live: LiveTick;
  readonly history: { readonly runs: readonly RunHeadline[] };
  readonly comparison: { readonly summaries: readonly RunSummary[] };
  readonly configuration: ConfigurationReport;
  /** A study over several machines, to be looked at. */
  readonly fleet: FleetStatus;
  readonly problem: { readonly failure: Failure };
}

export type HostCalls = { readonly [Call in keyof HostArguments]: (argument: HostArguments[Call]) => void };
export type PanelCalls = { readonly [Call in keyof PanelArguments]: (argument: PanelArguments[Call]) => void };

export type Nothing = Readonly<Record<string, never>>;

export interface RunChoice {
  /** Folder of the run as the history gave it; the host refuses any other. */
  readonly runFolder: string;
}

export interface PanelStart {
  /** Language of the user interface, e.g. `en`, `ko`. */
  readonly language: string;
  /** English sentence → sentence in that language; empty for English. */
  readonly sentences: Readonly<Record<string, string>>;
  readonly view: PanelView;
}

export interface ServersState {
  readonly state: 'unknown' | 'searching' | 'known';
  readonly report?: ProbeReport;
  readonly agent: AgentProfileId;
  /** The name of the machine that was searched when it is not the one the user sits at. */
  readonly remoteName?: string;
  /** Does the agent fit: one verdict for each model that was asked about. */
  readonly verdicts: readonly { readonly url: string; readonly model: string; readonly verdict: BudgetVerdict }[];
}

export interface RunState {
  readonly state: 'idle' | 'starting' | 'running' | 'stopping';
  readonly summary?: RunSummary;
  readonly runFolder?: string;
}

export interface LiveTick {
  readonly label: string;
  readonly model: string;
  readonly tokensPerSecond?: number;
  readonly firstTokenMs?: number;
  readonly elapsedMs: number;
  readonly chunks: number;
  /** Tail of the text streamed so far, at most 2,000 characters. */
  readonly text: string;
}
