/** What a run will do: serialisable, hashed, and the same before and after a resume. */
import type { AgentProfileId } from './agent.ts';
import type { ServerKind } from './server.ts';

export type Suite = 'quick' | 'full';

export interface RunPlan {
  readonly schema: 'plimsoll.plan/v1';
  readonly serverUrl: string;
  readonly serverKind: ServerKind;
  readonly models: readonly string[];
  readonly suite: Suite;
  /** Warm requests per model, and replies per scenario. */
  readonly repeats: number;
  /** Prompt sizes of the context sweep, in tokens. */
  readonly contexts: readonly number[];
  readonly scenarios: readonly string[];
  /** Language of executable scenarios where they offer a choice. */
  readonly language: string;
  readonly agent: AgentProfileId;
  readonly mcpTools: number;
  /** Times each of the agent's own kinds of task is asked at its prompt size; not at all without it. */
  readonly readinessRepeats?: number;
  readonly maxOutputTokens: number;
  /** Longest reply to a scenario, where that is less than the scenario allows. */
  readonly maxScenarioTokens?: number;
  readonly temperature: number;
  readonly seed: number;
  /** Tokens of the continuous-use prompt. */
  readonly promptTokens: number;
  readonly idleTimeoutMs: number;
  /** Warm requests go on beyond `repeats` until their coefficient of variation is at most this, percent. */
  readonly untilVariationPercent?: number;
  /** Longest time of warm requests per model while they go on; ten minutes without it. */
  readonly timeBudgetMs?: number;
}
