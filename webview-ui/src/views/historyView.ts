/** Every run kept on this machine: open one, go on with one, or tick several to compare them. */
import { type TemplateResult, html, nothing } from 'lit';
import type { RunHeadline } from '../../../src/protocol/engine.ts';
import { tellHost } from '../host.ts';
import { emptyState } from '../parts/emptyState.ts';
import { dateTime, milliseconds, precise, t } from '../sentences.ts';
import type { PanelState, Update } from '../store.ts';
import { scrollBox } from '../parts/scrollBox.ts';

export function historyView(state: PanelState, update: Update): TemplateResult {
  if (state.history.length === 0) return emptyState('history', t('No run is kept yet.'), { label: t('To the servers'), act: () => update({ view: 'servers' }) });
  const ticked = state.ticked.filter((runFolder) => state.history.some((run) => run.runFolder === runFolder));
  return html`
    <div class="toolbar">
      <vscode-button ?disabled=${ticked.length < 2} @click=${() => tellHost('compare', { runFolders: ticked })}>${t('Compare {0} runs', ticked.length)}</vscode-button>
    </div>
    ${scrollBox(t('History'), html`<table>
        <thead>
          <tr>
            <th scope="col"><span class="unseen">${t('Compare')}</span></th>
            <th scope="col">${t('Started')}</th>
            <th scope="col">${t('Server')}</th>
            <th scope="col">${t('Model')}</th>
            <th scope="col">${t('Decode')}</th>
            <th scope="col">${t('Time to first token')}</th>
            <th scope="col">${t('Score')}</th>
            <th scope="col"><span class="unseen">${t('Actions')}</span></th>
          </tr>
        </thead>
        <tbody>
          ${state.history.map((run) => runRow(run, ticked, state.run.state === 'idle', update))}
        </tbody>
      </table>`)}
  `;
}

function runRow(run: RunHeadline, ticked: readonly string[], isIdle: boolean, update: Update): TemplateResult {
  const { runFolder } = run;
  const isTicked = ticked.includes(runFolder);
  const toggle = (): void => update({ ticked: isTicked ? ticked.filter((one) => one !== runFolder) : [...ticked, runFolder] });
  const perModel = (show: (model: RunHeadline['models'][number]) => string): readonly TemplateResult[] => run.models.map((model) => html`<div>${show(model)}</div>`);
  return html`<tr data-run=${run.runId}>
    <td><input type="checkbox" aria-label=${t('Compare the run of {0}', dateTime(run.startedAt))} .checked=${isTicked} @change=${toggle} /></td>
    <th scope="row">${dateTime(run.startedAt)} ${run.status === 'done' ? nothing : html`<vscode-badge>${t('unfinished')}</vscode-badge>`}</th>
    <td>${run.serverName}<div class="quiet">${run.serverUrl}</div></td>
    <td>${perModel(({ id }) => id)}</td>
    <td>${perModel(({ decodeTokensPerSecond }) => (decodeTokensPerSecond === undefined ? '–' : `${precise(decodeTokensPerSecond)} tok/s`))}</td>
    <td>${perModel(({ ttftMs }) => (ttftMs === undefined ? '–' : milliseconds(ttftMs)))}</td>
    <td>${perModel(({ meanScore }) => (meanScore === undefined ? '–' : precise(meanScore)))}</td>
    <td class="actions">
      <vscode-button secondary ?disabled=${!isIdle} @click=${() => tellHost('openRun', { runFolder })}>${t('Open')}</vscode-button>
      ${run.status === 'done'
        ? html`<vscode-button secondary @click=${() => tellHost('openReport', { runFolder })}>${t('Report')}</vscode-button>`
        : html`<vscode-button secondary ?disabled=${!isIdle} @click=${() => tellHost('resume', { runFolder })}>${t('Resume')}</vscode-button>`}
    </td>
  </tr>`;
}
