/** The run as it happens: the current step, tokens ticking, how long it will still take, and what is already measured. */
import { type TemplateResult, html, nothing } from 'lit';
import type { LiveTick, RunState } from '../../../src/protocol/panel.ts';
import { chartGrid } from '../charts/chartGrid.ts';
import { responseTime, tokensPerSecond } from '../charts/summaryCharts.ts';
import { tellHost } from '../host.ts';
import { emptyState } from '../parts/emptyState.ts';
import { figuresTable } from '../parts/figuresTable.ts';
import { milliseconds, precise, said, t } from '../sentences.ts';
import type { PanelState, Update } from '../store.ts';

export function runView(state: PanelState, update: Update): TemplateResult {
  const { run } = state;
  if (run.state === 'idle' && run.summary === undefined) {
    return emptyState('dashboard', t('No run yet. Choose a server and a model first.'), { label: t('To the servers'), act: () => update({ view: 'servers' }) });
  }
  return html`${controls(state)} ${progress(state)} ${live(state.live, run)} ${soFar(run, update)}`;
}

function controls({ run }: PanelState): TemplateResult {
  const { runFolder, summary } = run;
  if (run.state !== 'idle') {
    const isStopping = run.state === 'stopping';
    return html`<div class="toolbar">
      <vscode-button secondary ?disabled=${isStopping} @click=${() => tellHost('pause', {})}>${t('Pause')}</vscode-button>
      <vscode-button secondary ?disabled=${isStopping} @click=${() => tellHost('cancel', {})}>${t('Cancel')}</vscode-button>
      ${isStopping ? html`<span role="status">${t('Stopping the request in flight …')}</span>` : nothing}
    </div>`;
  }
  if (runFolder === undefined || summary === undefined) return html``;
  if (summary.status === 'done') {
    return html`<div class="toolbar">
      <span class="good" role="status"><span class="codicon codicon-pass" aria-hidden="true"></span> ${t('The run is finished.')}</span>
      <vscode-button @click=${() => tellHost('openReport', { runFolder })}>${t('Open report')}</vscode-button>
    </div>`;
  }
  return html`<div class="toolbar">
    <vscode-button @click=${() => tellHost('resume', { runFolder })}>${t('Resume')}</vscode-button>
    <span role="status">${t('Paused after {0} of {1} steps. Nothing that was measured is lost.', summary.progress.done, summary.progress.total)}</span>
  </div>`;
}

function progress(state: PanelState): TemplateResult {
  const { run, live: tick } = state;
  const { done, total, current } = run.summary?.progress ?? { done: 0, total: 0 };
  const isKnown = total > 0;
  const words = run.state === 'starting' ? t('Starting: asking the server what it serves …') : t('Step {0} of {1}', Math.min(done + (run.state === 'idle' ? 0 : 1), total), total);
  return html`<div class="progress">
    ${isKnown
      ? html`<vscode-progress-bar value=${done} max=${total} aria-label=${t('Progress')}></vscode-progress-bar>`
      : run.state === 'idle'
        ? nothing
        : html`<vscode-progress-bar indeterminate aria-label=${t('Progress')}></vscode-progress-bar>`}
    <p role="status"><b>${words}</b> ${run.state === 'idle' ? nothing : html`<span>${tick?.label ?? current ?? ''}</span> <span class="quiet">${remaining(state)}</span>`}</p>
  </div>`;
}

function remaining({ run, watch }: PanelState): string {
  const { done, total } = run.summary?.progress ?? { done: 0, total: 0 };
  if (watch === undefined || done <= watch.doneThen) return '';
  const msPerStep = (Date.now() - watch.sinceMs) / (done - watch.doneThen);
  const seconds = Math.max(1, Math.round((msPerStep * (total - done)) / 1_000));
  return seconds < 90 ? t('about {0} s left', seconds) : t('about {0} min left', Math.round(seconds / 60));
}

function live(tick: LiveTick | undefined, run: RunState): TemplateResult | typeof nothing {
  if (run.state === 'idle' || tick === undefined) return nothing;
  return html`<div class="live">
    <div class="dials">
      ${dial(t('Tokens per second'), tick.tokensPerSecond === undefined ? '–' : precise(tick.tokensPerSecond), 'tps')}
      ${dial(t('Time to first token'), tick.firstTokenMs === undefined ? '–' : milliseconds(tick.firstTokenMs), 'ttft')}
      ${dial(t('This request'), milliseconds(tick.elapsedMs), 'elapsed')}
    </div>
    <pre class="stream" tabindex="0" role="region" aria-label=${t('Text streamed by the model')}>${tick.text}</pre>
  </div>`;
}

function dial(label: string, value: string, name: string): TemplateResult {
  return html`<div class="dial"><span class="quiet">${label}</span><b data-dial=${name}>${value}</b></div>`;
}

function soFar({ summary }: RunState, update: Update): TemplateResult | typeof nothing {
  if (summary === undefined) return nothing;
  const charts = [
    { id: 'tokensPerSecond', picture: tokensPerSecond(summary.models) },
    { id: 'responseTime', picture: responseTime(summary.models) },
  ].flatMap(({ id, picture }) => (picture === undefined ? [] : [{ id, picture }]));
  return html`
    <h2>${t('Measured so far')}</h2>
    ${figuresTable(summary.models)} ${chartGrid(charts)}
    ${summary.voids.length === 0 ? nothing : html`<h2>${t('Set aside')}</h2><ul>${summary.voids.map(({ key, failure }) => html`<li><code>${key}</code> ${said(failure.detail)}</li>`)}</ul>`}
    <div class="toolbar"><vscode-button secondary @click=${() => update({ view: 'results' })}>${t('All results')}</vscode-button></div>
  `;
}
