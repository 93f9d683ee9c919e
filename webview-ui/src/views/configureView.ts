/** One click into the agent: what would change, the exact diff, the confirmation, and the way back. */
import { type TemplateResult, html, nothing } from 'lit';
import type { AgentTarget } from '../../../src/domain/configPlan.ts';
import type { RecommendedSettings } from '../../../src/domain/recommendation.ts';
import type { ConfigurationReport } from '../../../src/protocol/engine.ts';
import { tellHost } from '../host.ts';
import { emptyState } from '../parts/emptyState.ts';
import { count, said, t } from '../sentences.ts';
import type { PanelState, Update } from '../store.ts';

const targets = (): readonly (readonly [target: AgentTarget, label: string])[] => [
  ['cline', 'Cline'],
  ['kilo', 'Kilo Code'],
  ['continue', 'Continue'],
  ['roo', 'Roo Code'],
  ['workspace', t('This workspace')],
];

export function configureView(state: PanelState, update: Update): TemplateResult {
  const { runFolder, summary } = state.run;
  const advised = summary?.models.flatMap(({ id, recommendation }) => (recommendation?.settings === undefined ? [] : [{ id, settings: recommendation.settings }])) ?? [];
  return html`
    ${advised.length === 0 || runFolder === undefined
      ? state.configuration === undefined
        ? emptyState('settings-gear', t('Settings are recommended from measurements. Benchmark a model first.'), { label: t('To the servers'), act: () => update({ view: 'servers' }) })
        : nothing
      : advised.map(({ id, settings }) => adviceCard(id, settings, runFolder))}
    ${state.configuration === undefined ? nothing : planCard(state.configuration)}
  `;
}

function adviceCard(model: string, settings: RecommendedSettings, runFolder: string): TemplateResult {
  const rows = [
    [t('Base URL'), settings.openAiBaseUrl],
    [t('Context window'), t('{0} (served {1}, margin {2})', count(settings.contextWindow), count(settings.servedContextWindow), count(settings.contextMarginTokens))],
    [t('Most output tokens'), count(settings.maxOutputTokens)],
    [t('Temperature'), String(settings.temperature)],
    [t('Request timeout'), `${count(settings.requestTimeoutMs / 1_000)} s`],
  ] as const;
  return html`<article class="card">
    <header><h2>${model}</h2></header>
    <table class="pairs">
      <tbody>${rows.map(([label, value]) => html`<tr><th scope="row">${label}</th><td>${value}</td></tr>`)}</tbody>
    </table>
    <footer class="toolbar">
      ${targets().map(([target, label], index) => html`<vscode-button ?secondary=${index > 0} data-target=${target} @click=${() => tellHost('planConfiguration', { target, runFolder, model })}>${t('Plan for {0}', label)}</vscode-button>`)}
    </footer>
  </article>`;
}

function planCard(report: ConfigurationReport): TemplateResult {
  const { target, state, files } = report;
  const label = targets().find(([name]) => name === target)?.[1] ?? target;
  return html`<article class="card" data-configuration=${state}>
    <header><h2>${label}: ${stateWords(state)}</h2></header>
    ${report.notes.map((note) => html`<div class="notice"><span class="codicon codicon-info" aria-hidden="true"></span><div>${said(note)}</div></div>`)}
    ${state === 'planned' && files.length === 0 ? html`<p>${t('Nothing to change: the agent already has these settings.')}</p>` : nothing}
    ${files.map(({ path, diff }) => html`<h3><code>${path}</code></h3>${diff === '' ? nothing : diffText(diff)}`)}
    <footer class="toolbar">
      ${state === 'planned' && files.length > 0 ? html`<vscode-button data-apply @click=${() => tellHost('applyConfiguration', { target })}>${t('Apply …')}</vscode-button>` : nothing}
      ${report.canUndo ? html`<vscode-button secondary data-undo @click=${() => tellHost('undoConfiguration', { target })}>${t('Undo')}</vscode-button>` : nothing}
    </footer>
  </article>`;
}

function stateWords(state: ConfigurationReport['state']): string {
  const words: Readonly<Record<ConfigurationReport['state'], string>> = {
    none: t('not configured'),
    planned: t('planned, nothing written yet'),
    applied: t('written and read back'),
    verified: t('in force'),
    overwritten: t('overwritten by the agent'),
    undone: t('taken back'),
  };
  return words[state];
}

/** The path stands above; a diff's own header lines would look like changes. */
function withoutHeader(diff: string): string {
  const start = diff.search(/^@@/m);
  return start < 0 ? diff : diff.slice(start);
}

function diffText(diff: string): TemplateResult {
  const kind = (line: string): string => (line.startsWith('+') ? 'added' : line.startsWith('-') ? 'removed' : 'same');
  return html`<pre class="diff" tabindex="0" role="region" aria-label=${t('Changes')}>${withoutHeader(diff).trimEnd().split('\n').map((line) => html`<span class=${kind(line)}>${line}\n</span>`)}</pre>`;
}
