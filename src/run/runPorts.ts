/** What a run needs from the world, handed in by a shell. */
import type { Result } from '../domain/failure.ts';
import type { RunEvent } from '../domain/runEvent.ts';
import type { Scenario } from '../domain/scenario.ts';
import type { Clock } from '../ports/clock.ts';
import type { Hardware } from '../ports/hardware.ts';
import type { InferenceServer } from '../ports/inferenceServer.ts';
import type { SelfWatch } from '../ports/selfWatch.ts';
import type { Tokenizer } from '../ports/tokenizer.ts';
import type { GradingTools } from '../evaluate/gradingTools.ts';

export interface RunPorts {
  readonly server: InferenceServer;
  readonly tokenizer: Tokenizer;
  readonly hardware: Hardware;
  readonly clock: Clock;
  readonly startSelfWatch: () => SelfWatch;
  readonly scenarios: readonly Scenario[];
  readonly grading: GradingTools;
  /** Writes the event where it belongs (journal, panel, terminal); a failure (disk full) ends the run in order. */
  readonly emit: (event: RunEvent) => Promise<Result<undefined>>;
  readonly clientVersion: string;
}
