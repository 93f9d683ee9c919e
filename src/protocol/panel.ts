/** Words between the extension host and the webview panel. Types only; both sides validate what arrives. */
import type { AgentProfileId } from '../domain/agent.ts';
import type { BudgetVerdict } from '../domain/budget.ts';
import type { AgentTarget } from '../domain/configPlan.ts';
import type { Failure } from '../domain/failure.ts';
import type { RunSummary } from '../domain/runSummary.ts';
import type { ProbeReport } from '../domain/server.ts';
import type { ConfigurationReport, RunHeadline } from './engine.ts';

/** The pages of the panel, in the order of its tabs. */
export type PanelView = 'servers' | 'run' | 'results' | 'compare' | 'history' | 'configure';

/** What the host can be asked to do; one handler each, every one with a single argument. */
export interface HostCalls {
  /** The page has loaded and wants `boot` and everything known. */
  readonly ready: (nothing: Nothing) => void;
  readonly findServers: (nothing: Nothing) => void;
  readonly startBenchmark: (choice: { readonly url: string; readonly models: readonly string[]; readonly suite: 'quick' | 'full' }) => void;
  /** Ends the run; what was measured stays. */
  readonly cancel: (nothing: Nothing) => void;
  /** Like cancel, but the run waits to be resumed. */
  readonly pause: (nothing: Nothing) => void;
  readonly resume: (run: RunChoice) => void;
  readonly openRun: (run: RunChoice) => void;
  readonly openReport: (run: RunChoice) => void;
  readonly compare: (choice: { readonly runFolders: readonly string[] }) => void;
  readonly checkBudget: (choice: { readonly url: string; readonly model: string }) => void;
  readonly setApiKey: (choice: { readonly url: string }) => void;
  readonly addServer: (nothing: Nothing) => void;
  readonly planConfiguration: (choice: { readonly target: AgentTarget; readonly runFolder: string; readonly model: string }) => void;
  readonly applyConfiguration: (choice: { readonly target: AgentTarget }) => void;
  readonly undoConfiguration: (choice: { readonly target: AgentTarget }) => void;
}

/** What the panel can be told. */
export interface PanelCalls {
  readonly boot: (start: PanelStart) => void;
  readonly show: (choice: { readonly view: PanelView }) => void;
  readonly servers: (servers: ServersState) => void;
  readonly run: (run: RunState) => void;
  readonly live: (tick: LiveTick) => void;
  readonly history: (history: { readonly runs: readonly RunHeadline[] }) => void;
  readonly comparison: (comparison: { readonly summaries: readonly RunSummary[] }) => void;
  readonly configuration: (configuration: ConfigurationReport) => void;
  readonly problem: (problem: { readonly failure: Failure }) => void;
}

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
