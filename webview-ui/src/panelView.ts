/** The whole page: a tab for each part of the story. */
import { type TemplateResult, html, nothing } from 'lit';
import type { PanelView } from '../../src/protocol/panel.ts';
import { said, t } from './sentences.ts';
import type { PanelState, Update } from './store.ts';
import { compareView } from './views/compareView.ts';
import { configureView } from './views/configureView.ts';
import { fleetView } from './views/fleetView.ts';
import { historyView } from './views/historyView.ts';
import { resultsView } from './views/resultsView.ts';
import { runView } from './views/runView.ts';
import { serversView } from './views/serversView.ts';

interface Page {
  readonly view: PanelView;
  readonly label: () => string;
  readonly content: (state: PanelState, update: Update) => TemplateResult;
  /** A page for few: only when there is something to show. */
  readonly isThere?: (state: PanelState) => boolean;
}

const pages: readonly Page[] = [
  { view: 'servers', label: () => t('Servers'), content: serversView },
  { view: 'run', label: () => t('Run'), content: runView },
  { view: 'results', label: () => t('Results'), content: resultsView },
  { view: 'compare', label: () => t('Compare'), content: compareView },
  { view: 'history', label: () => t('History'), content: historyView },
  { view: 'configure', label: () => t('Configure'), content: configureView },
  { view: 'fleet', label: () => t('Machines'), content: fleetView, isThere: ({ fleet, view }) => fleet !== undefined || view === 'fleet' },
];

export function panelView(state: PanelState, update: Update): TemplateResult {
  const { view } = state;
  const content = pages.find((page) => page.view === view)?.content;
  return html`<main>
    <h1 class="unseen">Plimsoll</h1>
    ${problemBar(state, update)}
    <div role="tablist" class="tabs" @keydown=${(event: KeyboardEvent) => moveFocus(event)}>
      ${pages.filter((page) => page.isThere?.(state) ?? true).map(
        (page) => html`<button role="tab" id="tab-${page.view}" data-view=${page.view} aria-selected=${page.view === view} aria-controls="page" tabindex=${page.view === view ? 0 : -1} @click=${() => update({ view: page.view })}>
          ${page.label()}
        </button>`,
      )}
    </div>
    <section id="page" role="tabpanel" aria-labelledby="tab-${view}" class="page" data-page=${view}>${content?.(state, update)}</section>
  </main>`;
}

/** Arrow keys move between tabs, as in every tab list; Enter or the space bar opens one. */
function moveFocus(event: KeyboardEvent): void {
  const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
  if (step === 0 || !(event.target instanceof HTMLElement)) return;
  const tabs = [...(event.target.closest('[role=tablist]')?.querySelectorAll<HTMLElement>('[role=tab]') ?? [])];
  const next = tabs.at((tabs.indexOf(event.target) + step) % tabs.length);
  next?.focus();
  event.preventDefault();
}

function problemBar(state: PanelState, update: Update): TemplateResult | typeof nothing {
  const { problem } = state;
  if (problem === undefined) return nothing;
  return html`<div class="notice error" role="alert">
    <span class="codicon codicon-error" aria-hidden="true"></span>
    <div><strong>${said(problem.detail)}</strong> ${said(problem.advice)}${problem.cause === undefined ? nothing : html`<div class="quiet">${problem.cause}</div>`}</div>
    <vscode-button secondary @click=${() => update({ problem: undefined })}>${t('Dismiss')}</vscode-button>
  </div>`;
}
