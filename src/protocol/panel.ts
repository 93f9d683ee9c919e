/** Words between the extension host and the webview panel. Types only; both sides validate what arrives. */
import type { Failure } from '../domain/failure.ts';
import type { RunSummary } from '../domain/runSummary.ts';
import type { ProbeReport } from '../domain/server.ts';

/** What the host can be asked to do; one handler each. */
export interface HostCalls {
  readonly ready: () => void;
  readonly probe: () => void;
  readonly startBenchmark: (choice: { readonly url: string; readonly models: readonly string[]; readonly suite: 'quick' | 'full' }) => void;
  readonly cancel: () => void;
  readonly resume: () => void;
  readonly configureCline: () => void;
  readonly openReport: () => void;
}

/** What the panel can be told. */
export interface PanelCalls {
  readonly servers: (report: ProbeReport) => void;
  readonly summary: (summary: RunSummary) => void;
  readonly live: (tick: LiveTick) => void;
  readonly problem: (failure: Failure) => void;
  readonly state: (state: { readonly running: boolean }) => void;
}

export interface LiveTick {
  readonly label: string;
  readonly tokensPerSecond?: number;
  readonly firstTokenMs?: number;
  readonly elapsedMs: number;
  /** Tail of the text streamed so far, at most 2,000 characters. */
  readonly text: string;
}
