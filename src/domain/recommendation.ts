/** What to use, with which settings, and why. */
import type { ServerKind } from './server.ts';

/** The settings an agent needs, as measured; R3 of the mission. Never holds an API key. */
export interface RecommendedSettings {
  readonly serverKind: ServerKind;
  /** Base URL as OpenAI-compatible clients want it, ending in `/v1`. */
  readonly openAiBaseUrl: string;
  /** Address without `/v1`, for native clients (Ollama, LM Studio). */
  readonly serverUrl: string;
  readonly modelId: string;
  /** Window to configure: what the server serves minus `contextMarginTokens`. */
  readonly contextWindow: number;
  readonly servedContextWindow: number;
  readonly contextMarginTokens: number;
  readonly maxOutputTokens: number;
  readonly temperature: number;
  /** From measured prefill of a full window, cold load and full output, never below 60 s. */
  readonly requestTimeoutMs: number;
  readonly supportsImages: boolean;
  readonly supportsComputerUse: boolean;
  readonly isR1FormatRequired: boolean;
  readonly inputPrice: number;
  readonly outputPrice: number;
  /** Compact prompt advised (legacy Cline with Ollama or LM Studio only). */
  readonly useCompactPrompt: boolean;
}

export interface ServerFlag {
  readonly flag: string;
  readonly reason: string;
}

export type UseCase = 'fastStart' | 'longRunning' | 'highThroughput' | 'limitedMemory' | 'bestQuality' | 'codingAgent';

/** What a use is judged by; the unit is part of the name, scores are 0..10, percent 0..100. */
export type UseMetric = 'coldStartSeconds' | 'warmTotalSeconds' | 'decodeTokensPerSecond' | 'memoryGiB' | 'meanScore' | 'agentStepsPercent';

export interface UseRecommendation {
  readonly use: UseCase;
  /** undefined: no candidate, or nothing to compare with. */
  readonly model?: string;
  /** `unsuitable`: every one that was measured is known not to do. */
  readonly verdict: 'recommended' | 'tie' | 'noComparison' | 'notMeasured' | 'unsuitable';
  /** A sentence with its numbers. */
  readonly reason: string;
  readonly metric?: UseMetric;
  /** Every model that was measured, best first. */
  readonly ranking?: readonly { readonly model: string; readonly value: number }[];
}

export interface Recommendation {
  readonly settings?: RecommendedSettings;
  /** One sentence per value of `settings`: where it comes from. */
  readonly reasons: readonly string[];
  readonly serverFlags: readonly ServerFlag[];
  /** A start command ready to paste, when the server's kind is known. */
  readonly serverCommand?: string;
  readonly canCarryAgent: boolean | undefined;
}
