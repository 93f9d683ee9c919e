/** The guard's figures in Prometheus' text format. */
import type { GuardStats } from './guardStats.ts';

export interface LiveFigures {
  readonly inFlight: number;
  /** Of the streams running now, summed; 0 when none runs. */
  readonly tokensPerSecond: number;
}

interface Metric {
  readonly name: string;
  readonly help: string;
  readonly type: 'counter' | 'gauge';
  readonly rows: readonly (readonly [labels: string, value: number])[];
}

export function prometheusText(stats: GuardStats, live: LiveFigures): string {
  return metricsOf(stats, live)
    .filter((metric) => metric.rows.length > 0)
    .map(({ name, help, type, rows }) =>
      [`# HELP plimsoll_guard_${name} ${help}`, `# TYPE plimsoll_guard_${name} ${type}`, ...rows.map(([labels, value]) => `plimsoll_guard_${name}${labels} ${value}`), ''].join('\n'),
    )
    .join('');
}

function metricsOf(stats: GuardStats, live: LiveFigures): readonly Metric[] {
  const outcomes = (['passed', 'clamped', 'refused', 'uncounted'] as const).map((outcome) => [`{outcome="${outcome}"}`, stats[outcome]] as const);
  const last = stats.recent.at(-1);
  const gauge = (name: string, help: string, value: number | undefined): Metric => ({ name, help, type: 'gauge', rows: value === undefined ? [] : [['', value]] });
  const counter = (name: string, help: string, value: number): Metric => ({ name, help, type: 'counter', rows: [['', value]] });
  return [
    { name: 'requests_total', help: 'Requests by what the guard did with them.', type: 'counter', rows: outcomes },
    counter('overflows_translated_total', 'Overflow errors of the server put into words agents recognise.', stats.overflowsTranslated),
    counter('truncations_total', 'Answers given after the server silently dropped a part of the prompt.', stats.truncations),
    counter('upstream_failures_total', 'Requests the server failed, cut off or never answered.', stats.upstreamFailures),
    counter('agent_cancellations_total', 'Requests the agent left.', stats.agentCancellations),
    counter('prompt_tokens_total', 'Prompt tokens as the server reported them.', stats.promptTokens),
    counter('completion_tokens_total', 'Generated tokens as the server reported them.', stats.completionTokens),
    gauge('in_flight', 'Requests running now.', live.inFlight),
    gauge('tokens_per_second', 'Tokens per second of the streams running now.', live.tokensPerSecond),
    gauge('last_ttft_seconds', 'Time to first token of the last request.', last?.ttftMs === undefined ? undefined : last.ttftMs / 1000),
    gauge('last_context_use', 'Share of the window the last prompt filled.', contextUse(last?.reportedPromptTokens ?? last?.promptTokens, last?.contextWindow)),
  ];
}

const contextUse = (tokens: number | undefined, window: number | undefined): number | undefined =>
  tokens === undefined || window === undefined || window === 0 ? undefined : tokens / window;
