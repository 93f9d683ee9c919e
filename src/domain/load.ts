/** How a server bears several streams at once, and an agent's conversation that grows turn by turn. */
import type { Failure } from './failure.ts';
import type { Figure } from './figure.ts';

/** One number of parallel streams. Latencies are whole requests, ms. */
export interface LoadLevel {
  readonly streams: number;
  readonly requests: number;
  readonly failures: readonly Failure[];
  /** From the first request to the end of the last. */
  readonly seconds: number;
  /** Answer tokens of all streams together, per second. */
  readonly outputTokensPerSecond: number;
  readonly requestsPerSecond: number;
  readonly ttftMs?: Figure;
  readonly decodeTokensPerSecond?: Figure;
  /** From the moment a request was sent. */
  readonly latencyFromSendMs?: Figure;
  /** From the moment it was due: what a user feels whose turn comes late because the turn before it took long. */
  readonly latencyFromScheduleMs?: Figure;
  /** Times the throughput of one stream. */
  readonly scaling: number;
}

/** One turn of a conversation that keeps its beginning. */
export interface ReplayTurn {
  readonly turn: number;
  readonly promptTokens: number;
  /** Tokens since the turn before. */
  readonly newTokens: number;
  /** Taken from the prefix cache; undefined when the server does not say. */
  readonly cachedTokens?: number;
  readonly ttftMs: number;
  readonly prefillMs: number;
  readonly decodeTokensPerSecond?: number;
  readonly totalMs: number;
  /** The wanted size this turn has reached first. */
  readonly reaches?: number;
}

export interface Replay {
  readonly turns: readonly ReplayTurn[];
  /** Sizes beyond the served window: not sent. */
  readonly cannotFit: readonly number[];
  /** Why the conversation ended early. */
  readonly failure?: Failure;
  /** What the turns prove of the prefix cache; undefined with fewer than three turns. */
  readonly cacheWorks?: boolean;
}

export interface LoadReport {
  readonly schema: 'plimsoll.load/v1';
  readonly at: string;
  readonly url: string;
  readonly model: string;
  readonly parallelSlots?: number;
  /** Milliseconds between two turns of one stream; 0 for the first level, which sets it. */
  readonly paceMs: number;
  readonly levels: readonly LoadLevel[];
  readonly replay?: Replay;
}
