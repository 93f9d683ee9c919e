/** The whole page: a tab for each part of the story. */
import { type TemplateResult, html, nothing } from 'lit';
import type { PanelView } from '../../src/protocol/panel.ts';
import { t } from './sentences.ts';
import type { PanelState, Update } from './store.ts';
import { compareView } from './views/compareView.ts';
import { configureView } from './views/configureView.ts';
import { historyView } from './views/historyView.ts';
import { resultsView } from './views/resultsView.ts';
import { runView } from './views/runView.ts';
import { serversView } from './views/serversView.ts';

interface Page {
  readonly view: PanelView;
  readonly label: () => string;
  readonly content: (state: PanelState, update: Update) => TemplateResult;
}

const pages: readonly Page[] = [
  { view: 'servers', label: () => t('Servers'), content: serversView },
  { view: 'run', label: () => t('Run'), content: runView },
  { view: 'results', label: () => t('Results'), content: resultsView },
  { view: 'compare', label: () => t('Compare'), content: compareView },
  { view: 'history', label: () => t('History'), content: historyView },
  { view: 'configure', label: () => t('Configure'), content: configureView },
];

export function panelView(state: PanelState, update: Update): TemplateResult {
  const selected = pages.findIndex(({ view }) => view === state.view);
  const select = (event: CustomEvent<{ readonly selectedIndex: number }>): void => {
    const page = pages[event.detail.selectedIndex];
    if (page !== undefined) update({ view: page.view });
  };
  return html`<main>
    <h1 class="unseen">Plimsoll</h1>
    ${problemBar(state, update)}
    <vscode-tabs .selectedIndex=${selected} @vsc-tabs-select=${select}>
      ${pages.map(({ label, view }) => html`<vscode-tab-header slot="header" data-view=${view}>${label()}</vscode-tab-header>`)}
      ${pages.map(({ view, content }) => html`<vscode-tab-panel><section class="page" data-page=${view}>${view === state.view ? content(state, update) : nothing}</section></vscode-tab-panel>`)}
    </vscode-tabs>
  </main>`;
}

function problemBar(state: PanelState, update: Update): TemplateResult | typeof nothing {
  const { problem } = state;
  if (problem === undefined) return nothing;
  return html`<div class="notice error" role="alert">
    <span class="codicon codicon-error" aria-hidden="true"></span>
    <div><strong>${problem.detail}</strong> ${problem.advice}${problem.cause === undefined ? nothing : html`<div class="quiet">${problem.cause}</div>`}</div>
    <vscode-button secondary @click=${() => update({ problem: undefined })}>${t('Dismiss')}</vscode-button>
  </div>`;
}
