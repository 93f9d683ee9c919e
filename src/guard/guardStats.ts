/** What the guard saw: one record a request, totals, and what the agent's own prompt really costs. Pure fold. */

export type GuardOutcome = 'passed' | 'clamped' | 'refused' | 'uncounted';
/** How the answer ended for the agent. */
export type GuardEnding = 'complete' | 'overflow' | 'serverError' | 'upstreamDied' | 'upstreamSilent' | 'agentLeft' | 'refused';

export interface GuardRecord {
  readonly at: string;
  readonly path: string;
  readonly model: string;
  readonly outcome: GuardOutcome;
  readonly ending: GuardEnding;
  readonly status: number;
  readonly contextWindow?: number;
  /** Counted before sending. */
  readonly promptTokens?: number;
  readonly isExactCount?: boolean;
  /** As the server reported it afterwards. */
  readonly reportedPromptTokens?: number;
  readonly completionTokens?: number;
  readonly requestedOutputTokens?: number;
  readonly maxTokens?: number;
  readonly messages?: number;
  readonly ttftMs?: number;
  readonly totalMs: number;
  readonly decodeTokensPerSecond?: number;
  readonly note?: string;
  readonly truncation?: string;
}

export interface LearnedProfile {
  /** First requests of conversations seen: the agent's prompt before the user's work. */
  readonly conversations: number;
  readonly smallestPromptTokens: number;
  readonly medianPromptTokens: number;
}

export interface GuardStats {
  readonly schema: 'plimsoll.guardStats/v1';
  readonly startedAt: string;
  readonly requests: number;
  readonly passed: number;
  readonly clamped: number;
  readonly refused: number;
  readonly uncounted: number;
  readonly overflowsTranslated: number;
  readonly truncations: number;
  readonly upstreamFailures: number;
  readonly agentCancellations: number;
  readonly promptTokens: number;
  readonly completionTokens: number;
  /** First-request prompt sizes, oldest first, at most `keptFirstPrompts`. */
  readonly firstPrompts: readonly number[];
  /** Newest last, at most `keptRecords`. */
  readonly recent: readonly GuardRecord[];
}

const keptRecords = 100;
const keptFirstPrompts = 200;
/** System prompt, environment and the user's task: a later turn has more. */
const mostMessagesOfFirstRequest = 3;
/** No agent's prompt is smaller; requests for a title or a completion are. */
const leastAgentPromptTokens = 500;

export const emptyGuardStats = (startedAt: string): GuardStats => ({
  schema: 'plimsoll.guardStats/v1',
  startedAt,
  requests: 0,
  passed: 0,
  clamped: 0,
  refused: 0,
  uncounted: 0,
  overflowsTranslated: 0,
  truncations: 0,
  upstreamFailures: 0,
  agentCancellations: 0,
  promptTokens: 0,
  completionTokens: 0,
  firstPrompts: [],
  recent: [],
});

const one = (claim: boolean): number => (claim ? 1 : 0);

export function addRecord(stats: GuardStats, record: GuardRecord): GuardStats {
  const prompt = record.reportedPromptTokens ?? record.promptTokens;
  const isFirst = prompt !== undefined && prompt >= leastAgentPromptTokens && record.messages !== undefined && record.messages > 0 && record.messages <= mostMessagesOfFirstRequest;
  return {
    ...stats,
    requests: stats.requests + 1,
    passed: stats.passed + one(record.outcome === 'passed'),
    clamped: stats.clamped + one(record.outcome === 'clamped'),
    refused: stats.refused + one(record.outcome === 'refused'),
    uncounted: stats.uncounted + one(record.outcome === 'uncounted'),
    overflowsTranslated: stats.overflowsTranslated + one(record.ending === 'overflow'),
    truncations: stats.truncations + one(record.truncation !== undefined),
    upstreamFailures: stats.upstreamFailures + one(['serverError', 'upstreamDied', 'upstreamSilent'].includes(record.ending)),
    agentCancellations: stats.agentCancellations + one(record.ending === 'agentLeft'),
    promptTokens: stats.promptTokens + (record.reportedPromptTokens ?? 0),
    completionTokens: stats.completionTokens + (record.completionTokens ?? 0),
    firstPrompts: isFirst ? [...stats.firstPrompts, prompt].slice(-keptFirstPrompts) : stats.firstPrompts,
    recent: [...stats.recent, record].slice(-keptRecords),
  };
}

/** undefined until a conversation was seen from its first request. */
export function learnedProfile({ firstPrompts }: GuardStats): LearnedProfile | undefined {
  const sorted = firstPrompts.toSorted((a, b) => a - b);
  const smallest = sorted[0];
  const median = sorted[Math.floor((sorted.length - 1) / 2)];
  if (smallest === undefined || median === undefined) return undefined;
  return { conversations: sorted.length, smallestPromptTokens: smallest, medianPromptTokens: median };
}
