/** What a guard is started with; every limit can be set in tests. */
import type { ServerAccess } from '../../domain/server.ts';
import type { Notice } from './guardLog.ts';
import type { GuardRecord } from '../../guard/guardStats.ts';

export interface GuardSettings {
  /**
   * The one server behind. Its key is for probing and counting, the agent's own requests carry the agent's own key; its headers go
   * with both.
   */
  readonly upstream: ServerAccess;
  /** 0: any free port. */
  readonly port: number;
  /** Chosen at random when absent. */
  readonly token?: string;
  /** An answer shorter than this is no use to an agent: refuse instead of clamping below it. */
  readonly leastOutputTokens: number;
  /** Silence after which a comment line keeps a streaming agent's connection alive. */
  readonly keepAliveMs: number;
  /** Silence after which the server counts as hung. */
  readonly silenceLimitMs: number;
  readonly maxBodyBytes: number;
  /** Limit for an exact count; after it the estimate decides. */
  readonly countLimitMs: number;
  readonly onRecord?: (record: GuardRecord) => void;
  readonly onNotice?: (notice: Notice) => void;
}

export const defaultGuardSettings = {
  port: 0,
  leastOutputTokens: 256,
  keepAliveMs: 10_000,
  // a 32k prompt on a slow CPU takes most of this
  silenceLimitMs: 30 * 60_000,
  maxBodyBytes: 50 * 1024 * 1024,
  countLimitMs: 3_000,
} as const satisfies Partial<GuardSettings>;
