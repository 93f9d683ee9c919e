/** The tokens-per-second indicator: live while a run streams, the last measured figure otherwise. */
import { type Memento, MarkdownString, StatusBarAlignment, type StatusBarItem, ThemeColor, l10n, window } from 'vscode';
import type { RunSummary } from '../../domain/runSummary.ts';
import type { LiveTick, RunState } from '../../protocol/panel.ts';
import type { BenchmarkSession } from './benchmarkSession.ts';
import type { AgentTraffic, GuardOwner } from './guardOwner.ts';

/** What stays known between windows. */
export interface LastFigure {
  readonly model: string;
  readonly decodeTokensPerSecond: number;
  readonly ttftMs?: number;
  readonly contextWindow?: number;
  readonly promptTokens?: number;
  /** ISO 8601. */
  readonly measuredAt: string;
}

export interface StatusText {
  readonly text: string;
  readonly tooltip: string;
  readonly isError: boolean;
}

/** Everything the indicator can be about, in the order of what wins: a run, the agent's own traffic, the last figure. */
export interface StatusSources {
  readonly run: RunState;
  readonly tick: LiveTick | undefined;
  readonly traffic: AgentTraffic | undefined;
  readonly last: LastFigure | undefined;
  readonly hasFailed: boolean;
  readonly nowMs: number;
}

const lastFigureKey = 'plimsoll.lastFigure';
const staleAfterMs = 7 * 24 * 3_600_000;

/** Appears with the first Plimsoll command of a window: nothing of Plimsoll runs before that. */
export function showStatusBar(session: BenchmarkSession, guard: GuardOwner, memory: Memento): { dispose: () => unknown }[] {
  const item = window.createStatusBarItem('plimsoll.tokensPerSecond', StatusBarAlignment.Right, 100);
  item.name = l10n.t('Plimsoll: tokens per second');
  item.command = 'plimsoll.openPanel';
  let hasFailed = false;
  let traffic: AgentTraffic | undefined;
  const draw = (): void => put(item, statusText({ run: session.run, tick: session.tick, traffic, last: lastFigure(memory), hasFailed, nowMs: Date.now() }));
  draw();
  item.show();
  return [
    item,
    session.onDidTick(draw),
    guard.onDidSeeTraffic((seen) => {
      traffic = seen;
      draw();
    }),
    session.onDidFail(() => {
      hasFailed = true;
      draw();
    }),
    session.onDidChange((run) => {
      if (run.state === 'starting') hasFailed = false;
      const figure = run.summary === undefined ? undefined : figureOf(run.summary);
      if (figure !== undefined) void memory.update(lastFigureKey, figure);
      draw();
    }),
  ];
}

export function lastFigure(memory: Memento): LastFigure | undefined {
  return memory.get<LastFigure>(lastFigureKey);
}

/** Pure, so that every state can be tested. */
export function statusText({ run, tick, traffic, last, hasFailed, nowMs }: StatusSources): StatusText {
  if (run.state !== 'idle') {
    const rate = tick?.tokensPerSecond;
    const figure = rate === undefined ? l10n.t('measuring …') : `${rate.toFixed(1)} tok/s`;
    return { text: `$(sync~spin) ${figure}`, tooltip: liveTooltip(tick), isError: false };
  }
  if (traffic !== undefined) {
    return { text: `$(pulse) ${traffic.tokensPerSecond.toFixed(1)} tok/s`, tooltip: l10n.t('Your agent is streaming through the guard ({0} requests).', traffic.inFlight), isError: false };
  }
  if (hasFailed) return { text: `$(error) ${l10n.t('Plimsoll')}`, tooltip: l10n.t('The last run did not end well. Click to see why.'), isError: true };
  if (last === undefined) return { text: `$(dashboard) ${l10n.t('Plimsoll')}`, tooltip: l10n.t('Nothing measured yet. Click to benchmark a local model.'), isError: false };
  const isStale = nowMs - Date.parse(last.measuredAt) > staleAfterMs;
  return { text: `$(${isStale ? 'history' : 'dashboard'}) ${last.decodeTokensPerSecond.toFixed(1)} tok/s`, tooltip: lastTooltip(last, isStale), isError: false };
}

export function figureOf(summary: RunSummary): LastFigure | undefined {
  const model = summary.models.findLast((one) => one.continuous.decodeTokensPerSecond !== undefined);
  const rate = model?.continuous.decodeTokensPerSecond;
  if (model === undefined || rate === undefined) return undefined;
  const { ttftMs, promptTokens } = model.continuous;
  return {
    model: model.id,
    decodeTokensPerSecond: rate.median,
    measuredAt: summary.endedAt ?? summary.startedAt,
    ...(ttftMs === undefined ? {} : { ttftMs: ttftMs.median }),
    ...(promptTokens === undefined ? {} : { promptTokens: promptTokens.median }),
    ...(model.contextWindow === undefined ? {} : { contextWindow: model.contextWindow }),
  };
}

function put(item: StatusBarItem, status: StatusText): void {
  item.text = status.text;
  item.tooltip = new MarkdownString(status.tooltip);
  item.backgroundColor = status.isError ? new ThemeColor('statusBarItem.errorBackground') : undefined;
  item.accessibilityInformation = { label: `Plimsoll ${status.text.replace(/\$\([^)]*\)\s*/, '')}`, role: 'button' };
}

function liveTooltip(tick: LiveTick | undefined): string {
  if (tick === undefined) return l10n.t('Plimsoll is measuring. Click to watch.');
  const ttft = tick.firstTokenMs === undefined ? '–' : `${tick.firstTokenMs.toFixed(0)} ms`;
  return [`**${escape(tick.model)}**`, escape(tick.label), l10n.t('TTFT: {0}', ttft), l10n.t('Click to watch.')].join('\n\n');
}

function lastTooltip(last: LastFigure, isStale: boolean): string {
  const ttft = last.ttftMs === undefined ? '–' : `${last.ttftMs.toFixed(0)} ms`;
  const context = last.contextWindow === undefined ? '–' : `${Math.round(last.promptTokens ?? 0).toLocaleString('en')} / ${last.contextWindow.toLocaleString('en')}`;
  const age = isStale ? l10n.t('Measured on {0}; that is long ago, measure again.', last.measuredAt.slice(0, 10)) : l10n.t('Measured on {0}.', last.measuredAt.slice(0, 16).replace('T', ' '));
  return [`**${escape(last.model)}**`, l10n.t('TTFT: {0}', ttft), l10n.t('Context used of served: {0}', context), age].join('\n\n');
}

/** Model names come from servers: they are text, not Markdown. */
function escape(text: string): string {
  return text.replace(/[\\`*_{}[\]()#+\-.!|<>]/g, '\\$&');
}
