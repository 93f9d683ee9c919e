/** What was found: every server, how each model is served, and whether the agent fits. */
import { type TemplateResult, html, nothing } from 'lit';
import type { Failure } from '../../../src/domain/failure.ts';
import type { ModelInfo } from '../../../src/domain/model.ts';
import { type ServerReport, serverNames } from '../../../src/domain/server.ts';
import { tellHost } from '../host.ts';
import { emptyState } from '../parts/emptyState.ts';
import { bytes, count, precise, said, t } from '../sentences.ts';
import type { PanelState, Update } from '../store.ts';
import { scrollBox } from '../parts/scrollBox.ts';

export function serversView(state: PanelState, update: Update): TemplateResult {
  const { servers } = state;
  const isSearching = servers.state === 'searching';
  return html`
    <div class="toolbar">
      <vscode-button ?disabled=${isSearching} @click=${() => tellHost('findServers', {})}>${isSearching ? t('Searching …') : t('Find servers')}</vscode-button>
      <vscode-button secondary @click=${() => tellHost('addServer', {})}>${t('Add address …')}</vscode-button>
      ${servers.remoteName === undefined ? nothing : html`<span class="quiet">${t('Searched on the remote machine: {0}', servers.remoteName)}</span>`}
    </div>
    ${isSearching ? html`<vscode-progress-bar indeterminate aria-label=${t('Searching …')}></vscode-progress-bar>` : nothing}
    ${servers.report === undefined
      ? isSearching
        ? nothing
        : emptyState('search', t('Plimsoll has not looked for model servers yet. Nothing is sent before you ask for it.'), { label: t('Find servers'), act: () => tellHost('findServers', {}) })
      : found(state, update)}
  `;
}

function found(state: PanelState, update: Update): TemplateResult {
  const { servers = [], failures = [] } = state.servers.report ?? {};
  return html`
    ${servers.length > 0
      ? servers.map((server) => serverCard(server, state, update))
      : emptyState('debug-disconnect', t('No model server answered. Start one – for example "ollama serve" or "llama-server -m model.gguf" – and search again.'))}
    ${failures.length === 0
      ? nothing
      : html`<h2>${t('Addresses that did not answer as a model server')}</h2>
          <ul class="failures">
            ${failures.map(({ url, failure }) => html`<li><code>${url}</code> ${failureWords(failure)}</li>`)}
          </ul>`}
  `;
}

function failureWords(failure: Failure): TemplateResult {
  return html`<span>${said(failure.detail)}</span> <span class="quiet">${said(failure.advice)}</span>`;
}

function serverCard(server: ServerReport, state: PanelState, update: Update): TemplateResult {
  const chosen = server.models.filter((model) => isChosen(state, server, model)).map(({ id }) => id);
  const start = (suite: 'quick' | 'full'): void => tellHost('startBenchmark', { url: server.url, models: chosen, suite });
  const isBlocked = chosen.length === 0 || state.run.state !== 'idle';
  return html`<article class="card" data-server=${server.url}>
    <header>
      <h2>${serverNames[server.kind]} ${server.version === undefined ? nothing : html`<span class="quiet">${server.version}</span>`}</h2>
      <code>${server.url}</code>
      <vscode-button secondary @click=${() => tellHost('setApiKey', { url: server.url })}>${t('API key …')}</vscode-button>
    </header>
    ${server.notices.map((notice) => html`<div class="notice warning"><span class="codicon codicon-warning" aria-hidden="true"></span><div>${failureWords(notice)}</div></div>`)}
    ${scrollBox(t('Model'), html`<table>
        <thead>
          <tr>
            <th scope="col"><span class="unseen">${t('Benchmark')}</span></th>
            <th scope="col">${t('Model')}</th>
            <th scope="col">${t('Served window')}</th>
            <th scope="col">${t('Trained for')}</th>
            <th scope="col">${t('Size')}</th>
            <th scope="col">${t('Fits my agent')}</th>
          </tr>
        </thead>
        <tbody>
          ${server.models.map((model) => modelRow(server, model, state, update))}
        </tbody>
      </table>`)}
    <footer class="toolbar">
      <vscode-button ?disabled=${isBlocked} @click=${() => start('quick')}>${t('Quick benchmark')}</vscode-button>
      <vscode-button secondary ?disabled=${isBlocked} @click=${() => start('full')}>${t('Full benchmark')}</vscode-button>
    </footer>
  </article>`;
}

const nameOf = (server: ServerReport, model: ModelInfo): string => `${server.url} ${model.id}`;

/** A server's only model needs no choosing. */
const isChosen = (state: PanelState, server: ServerReport, model: ModelInfo): boolean => server.models.length === 1 || state.chosenModels.includes(nameOf(server, model));

function modelRow(server: ServerReport, model: ModelInfo, state: PanelState, update: Update): TemplateResult {
  const name = nameOf(server, model);
  const toggle = (): void => update({ chosenModels: state.chosenModels.includes(name) ? state.chosenModels.filter((one) => one !== name) : [...state.chosenModels, name] });
  const size = [model.parameterCount === undefined ? undefined : `${precise(model.parameterCount / 1e9)} B`, model.quantization, model.sizeBytes === undefined ? undefined : bytes(model.sizeBytes)];
  return html`<tr>
    <td><input type="checkbox" aria-label=${t('Benchmark {0}', model.id)} .checked=${isChosen(state, server, model)} @change=${toggle} /></td>
    <th scope="row">${model.id}${model.loaded === true ? html` <vscode-badge>${t('loaded')}</vscode-badge>` : nothing}${model.supportsTools === false ? html` <vscode-badge>${t('no tool calls')}</vscode-badge>` : nothing}</th>
    <td title=${model.contextWindowSource ?? ''}>${model.contextWindow === undefined ? html`<span class="quiet">${t('unknown')}</span>` : count(model.contextWindow)}</td>
    <td>${model.trainedContextWindow === undefined ? '–' : count(model.trainedContextWindow)}</td>
    <td>${size.filter((part) => part !== undefined).join(' · ') || '–'}</td>
    <td>${fitCell(server, model, state)}</td>
  </tr>`;
}

function fitCell(server: ServerReport, model: ModelInfo, state: PanelState): TemplateResult {
  const known = state.servers.verdicts.find((one) => one.url === server.url && one.model === model.id);
  if (known === undefined) return html`<vscode-button secondary @click=${() => tellHost('checkBudget', { url: server.url, model: model.id })}>${t('Check budget')}</vscode-button>`;
  const { verdict } = known;
  return html`<div class=${verdict.fits ? 'good' : 'bad'}>
    <span class="codicon codicon-${verdict.fits ? 'pass' : 'error'}" aria-hidden="true"></span> <b>${verdict.fits ? t('Fits') : t('Does not fit')}</b>
    <div class="quiet">${said(verdict.explanation)}</div>
    ${verdict.advice.length === 0 ? nothing : html`<ul>${verdict.advice.map(({ text, command }) => html`<li>${said(text)}${command === undefined ? nothing : html` <code>${command}</code>`}</li>`)}</ul>`}
  </div>`;
}
