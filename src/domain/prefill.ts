/** What reading a prompt costs: chunk by chunk, as a curve, cached and cold, against a target and against earlier runs. */
import type { ServerKind } from './server.ts';

/** Tokens `fromTokens` (exclusive) to `toTokens` (inclusive) of the prompt. */
export interface PrefillChunk {
  readonly fromTokens: number;
  readonly toTokens: number;
  readonly ms: number;
  readonly msPerToken: number;
}

/** Milliseconds for a prompt of n tokens: a + b·n + c·n². `b` is the work per token, `c` what attention adds as the prompt grows. */
export interface CostCurve {
  readonly a: number;
  readonly b: number;
  readonly c: number;
  /** Share of the variance explained, 0..1. */
  readonly r2: number;
  readonly points: number;
  /** Largest prompt the curve has seen; beyond it is extrapolation. */
  readonly largestTokens: number;
}

/** Where a setting's value comes from: the server said so, it was seen in its behaviour, or the user told it. */
export interface SettingInForce {
  readonly name: string;
  readonly value: string;
  readonly source: 'server' | 'seen' | 'user';
}

export interface TargetBand {
  readonly lowMsPerToken: number;
  readonly highMsPerToken: number;
}

export interface TargetVerdict extends TargetBand {
  readonly met: boolean;
  /** Share of the target's speed that is reached, percent, at most 100: towards the fast and the slow end of the band. */
  readonly attainmentOfLowPercent: number;
  readonly attainmentOfHighPercent: number;
  /** 1 or less when that end is met. */
  readonly timesSlowerThanLow: number;
  readonly timesSlowerThanHigh: number;
}

/** The two directions that must not be mixed: 168.82 → 93.02 ms/token is 44.9 % less time and 1.81 times the speed. */
export interface PrefillImprovement {
  readonly label: string;
  readonly at: string;
  readonly beforeMsPerToken: number;
  readonly afterMsPerToken: number;
  /** (before − after) / before, percent; negative is slower. */
  readonly timeSavedPercent: number;
  /** before / after. */
  readonly speedUp: number;
  /** Settings that differ, as `n_batch 128 → 512`. */
  readonly changed: readonly string[];
  /** Why the two may not be comparable; empty when they are. */
  readonly caveats: readonly string[];
}

export interface TuningAdvice {
  readonly what: string;
  readonly why: string;
  readonly command?: string;
  /** What others gain by it; not measured here. */
  readonly expected: string;
}

export interface PrefillGoal {
  readonly msPerToken: number;
  readonly tokensPerSecond: number;
  /** Speed still missing: 1.33 means a third faster than now; 1 or less: reached. */
  readonly speedUpNeeded: number;
  readonly reached: boolean;
}

/** Seconds before the first token at one turn of an agent, by the cost curve. */
export interface TurnPrediction {
  readonly turn: number;
  readonly promptTokens: number;
  /** With a prefix cache only what is new is read. */
  readonly cachedSeconds: number;
  /** Without one, or when the agent has rewritten the beginning. */
  readonly coldSeconds: number;
  /** Beyond twice the largest prompt that was measured. */
  readonly isFarOut: boolean;
}

export interface CachedPrefill {
  readonly coldMs: number;
  readonly cachedMs: number;
  readonly cachedTokens?: number;
  readonly speedUp: number;
}

export interface PrefillReport {
  readonly schema: 'plimsoll.prefill/v1';
  /** ISO 8601. */
  readonly at: string;
  readonly label: string;
  readonly url: string;
  readonly serverKind: ServerKind;
  readonly serverVersion?: string;
  readonly model: string;
  /** `promptProgress`: the server told how far it was; `sizes`: prompts of growing size. */
  readonly method: 'promptProgress' | 'sizes';
  /** Whose stopwatch. */
  readonly clock: 'server' | 'client';
  /** Of the largest prompt. */
  readonly promptTokens: number;
  readonly totalMs: number;
  readonly msPerToken: number;
  readonly tokensPerSecond: number;
  readonly chunks: readonly PrefillChunk[];
  readonly curve?: CostCurve;
  readonly cached?: CachedPrefill;
  /** For an agent's own prompt and a usual turn; empty without a curve. */
  readonly agentTurns: readonly TurnPrediction[];
  readonly target: TargetVerdict;
  readonly goals: readonly PrefillGoal[];
  readonly settings: readonly SettingInForce[];
  readonly improvements: readonly PrefillImprovement[];
  readonly advice: readonly TuningAdvice[];
}
