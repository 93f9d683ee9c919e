/** Words between a shell (extension host, CLI) and the engine process that measures. One JSON-serialisable message each way. */
import type { BudgetVerdict } from '../domain/budget.ts';
import type { AgentTarget } from '../domain/configPlan.ts';
import type { Failure } from '../domain/failure.ts';
import type { FleetStatus } from '../domain/fleet.ts';
import type { RecommendedSettings } from '../domain/recommendation.ts';
import type { RunEvent } from '../domain/runEvent.ts';
import type { RunPart } from '../domain/runPart.ts';
import type { RunPlan } from '../domain/runPlan.ts';
import type { RunSummary } from '../domain/runSummary.ts';
import type { ProbeReport, ServerAccess } from '../domain/server.ts';

/** What a user chooses; the engine fills in the rest after probing. */
export interface BenchmarkRequest {
  readonly access: ServerAccess;
  /** Empty: the only or first loaded model. */
  readonly models: readonly string[];
  readonly suite: 'quick' | 'full';
  readonly repeats?: number;
  readonly contexts?: readonly number[];
  readonly scenarios?: readonly string[];
  /** Scenario files of the user's own, whose ids `scenarios` may name besides the built-in ones. */
  readonly scenarioFiles?: readonly string[];
  readonly agent?: RunPlan['agent'];
  readonly maxOutputTokens?: number;
  /** Longest reply to a scenario, where that is less than the scenario allows. */
  readonly maxScenarioTokens?: number;
  /** Times each of the agent's own kinds of task is asked; 0 leaves them out, the full suite asks once. */
  readonly readinessRepeats?: number;
  readonly temperature?: number;
  readonly language?: string;
  /** Warm requests go on until their coefficient of variation is at most this, percent, or `timeBudgetMs` is used up. */
  readonly untilVariationPercent?: number;
  readonly timeBudgetMs?: number;
  /** Folder in which the run folder is made. */
  readonly outputFolder: string;
}

/** One line of the history: enough to choose a run by, without reading its journal. */
export interface RunHeadline {
  readonly runId: string;
  readonly runFolder: string;
  readonly status: 'running' | 'paused' | 'done';
  /** ISO 8601. */
  readonly startedAt: string;
  readonly serverUrl: string;
  readonly serverName: string;
  readonly suite: 'quick' | 'full';
  readonly models: readonly { readonly id: string; readonly decodeTokensPerSecond?: number; readonly ttftMs?: number; readonly meanScore?: number }[];
}

/** A configuration as people may see it: diffs have their secrets masked. */
export interface ConfigurationReport {
  readonly target: AgentTarget;
  readonly state: 'none' | 'planned' | 'applied' | 'verified' | 'overwritten' | 'undone';
  readonly files: readonly { readonly path: string; readonly diff: string }[];
  readonly notes: readonly string[];
  readonly needsWindowReload: boolean;
  readonly canUndo: boolean;
}

export type EngineRequest =
  | { readonly id: number; readonly call: 'probe'; readonly urls: readonly ServerAccess[]; readonly discover: boolean }
  | { readonly id: number; readonly call: 'bench'; readonly request: BenchmarkRequest }
  | { readonly id: number; readonly call: 'resume'; readonly runFolder: string; readonly access?: ServerAccess }
  /** One part of a run, for a fleet: `earlier` is what another part said of the server, and a server that has changed since is refused. */
  | { readonly id: number; readonly call: 'part'; readonly access: ServerAccess; readonly runId: string; readonly plan: RunPlan; readonly part: RunPart; readonly earlier: readonly RunEvent[] }
  | { readonly id: number; readonly call: 'summarise'; readonly runFolder: string }
  | { readonly id: number; readonly call: 'budget'; readonly access: ServerAccess; readonly model: string; readonly agent: RunPlan['agent']; readonly maxOutputTokens?: number }
  /** Runs kept in a folder, newest first. */
  | { readonly id: number; readonly call: 'history'; readonly folder: string }
  | { readonly id: number; readonly call: 'planConfiguration'; readonly target: AgentTarget; readonly settings: RecommendedSettings; readonly workspaceFolder?: string }
  /** Writes the plan made last for this target; the plan itself never leaves the engine, it may hold secrets. */
  | { readonly id: number; readonly call: 'applyConfiguration'; readonly target: AgentTarget; readonly workspaceFolder?: string }
  | { readonly id: number; readonly call: 'undoConfiguration'; readonly target: AgentTarget; readonly workspaceFolder?: string }
  /** Reads back what was applied last: after a reload the agent may have overwritten it. */
  | { readonly id: number; readonly call: 'verifyConfiguration'; readonly target: AgentTarget; readonly workspaceFolder?: string; readonly settings?: RecommendedSettings }
  /** How far a study in this queue is, the newest without a name; the address may hold a password and travels over the private pipe only. */
  | { readonly id: number; readonly call: 'fleet'; readonly queue: string; readonly study?: string }
  | { readonly id: number; readonly call: 'cancel'; readonly target: number };

export type EngineMessage =
  | { readonly id: number; readonly say: 'event'; readonly event: RunEvent }
  /** After every finished step: the whole state, so that a panel can be rebuilt at any moment. */
  | { readonly id: number; readonly say: 'summary'; readonly summary: RunSummary; readonly runFolder: string }
  | { readonly id: number; readonly say: 'probed'; readonly report: ProbeReport }
  | { readonly id: number; readonly say: 'budget'; readonly verdict: BudgetVerdict }
  | { readonly id: number; readonly say: 'fleet'; readonly status: FleetStatus }
  | { readonly id: number; readonly say: 'history'; readonly runs: readonly RunHeadline[] }
  | { readonly id: number; readonly say: 'configuration'; readonly configuration: ConfigurationReport }
  | { readonly id: number; readonly say: 'done'; readonly summary?: RunSummary; readonly runFolder?: string }
  | { readonly id: number; readonly say: 'failed'; readonly failure: Failure; readonly runFolder?: string };
