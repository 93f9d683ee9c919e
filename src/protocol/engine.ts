/** Words between a shell (extension host, CLI) and the engine process that measures. One JSON-serialisable message each way. */
import type { Failure } from '../domain/failure.ts';
import type { RunEvent } from '../domain/runEvent.ts';
import type { RunPlan } from '../domain/runPlan.ts';
import type { RunSummary } from '../domain/runSummary.ts';
import type { ProbeReport } from '../domain/server.ts';

/** How to reach a server. Keys travel only over the private pipe to the engine, never into plans, journals or reports. */
export interface ServerAccess {
  readonly url: string;
  readonly apiKey?: string;
}

/** What a user chooses; the engine fills in the rest after probing. */
export interface BenchmarkRequest {
  readonly access: ServerAccess;
  /** Empty: the only or first loaded model. */
  readonly models: readonly string[];
  readonly suite: 'quick' | 'full';
  readonly repeats?: number;
  readonly contexts?: readonly number[];
  readonly scenarios?: readonly string[];
  readonly agent?: RunPlan['agent'];
  readonly maxOutputTokens?: number;
  readonly temperature?: number;
  readonly language?: string;
  /** Folder in which the run folder is made. */
  readonly outputFolder: string;
}

export type EngineRequest =
  | { readonly id: number; readonly call: 'probe'; readonly urls: readonly ServerAccess[]; readonly discover: boolean }
  | { readonly id: number; readonly call: 'bench'; readonly request: BenchmarkRequest }
  | { readonly id: number; readonly call: 'resume'; readonly runFolder: string; readonly access?: ServerAccess }
  | { readonly id: number; readonly call: 'summarise'; readonly runFolder: string }
  | { readonly id: number; readonly call: 'cancel'; readonly target: number };

export type EngineMessage =
  | { readonly id: number; readonly say: 'event'; readonly event: RunEvent }
  /** After every finished step: the whole state, so that a panel can be rebuilt at any moment. */
  | { readonly id: number; readonly say: 'summary'; readonly summary: RunSummary; readonly runFolder: string }
  | { readonly id: number; readonly say: 'probed'; readonly report: ProbeReport }
  | { readonly id: number; readonly say: 'done'; readonly summary?: RunSummary; readonly runFolder?: string }
  | { readonly id: number; readonly say: 'failed'; readonly failure: Failure; readonly runFolder?: string };
