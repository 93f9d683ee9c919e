/** A place where model-written code runs with no network, no files, no environment and hard limits. */
import type { Failure } from '../domain/failure.ts';

export type SandboxLanguage = 'python' | 'javascript' | 'sql' | 'regex';

export interface SandboxJob {
  readonly language: SandboxLanguage;
  /** Everything the guest runs: the answer and the harness around it. For `sql` and `regex` a JSON document (see the adapter). */
  readonly program: string;
  readonly deadlineMs: number;
}

/** How a run ended. Only `finished` can be graded; limits are the answer's fault, `broken` is ours. */
export type SandboxEnding =
  | { readonly kind: 'finished'; readonly exitCode: number }
  | { readonly kind: 'timeout'; readonly afterMs: number }
  | { readonly kind: 'outputLimit' }
  | { readonly kind: 'memoryLimit' }
  | { readonly kind: 'crashed'; readonly detail: string }
  | { readonly kind: 'broken'; readonly failure: Failure };

export interface SandboxResult {
  readonly ending: SandboxEnding;
  readonly stdout: string;
  readonly stderr: string;
  readonly elapsedMs: number;
}

/** What kept the code of one language in its place. */
export interface ActiveSandbox {
  readonly language: SandboxLanguage;
  /** Layers that proved active at start: "WebAssembly memory limit 128 MiB", "Node permission model" … */
  readonly layers: readonly string[];
}

export interface Sandbox {
  readonly run: (job: SandboxJob, signal: AbortSignal) => Promise<SandboxResult>;
  /** Of every language that was run so far, for the report. */
  readonly active: () => Promise<readonly ActiveSandbox[]>;
  readonly dispose: () => Promise<void>;
}
