/** A study over several machines as it goes on, to be looked at: the command line submits, cancels and collects. */
import { type TemplateResult, html, nothing } from 'lit';
import type { CellCounts, DeadCell, FleetStatus, RunningCell } from '../../../src/domain/fleet.ts';
import { emptyState } from '../parts/emptyState.ts';
import { scrollBox } from '../parts/scrollBox.ts';
import { count, dateTime, said, t } from '../sentences.ts';
import type { PanelState } from '../store.ts';

export function fleetView({ fleet }: PanelState): TemplateResult {
  if (fleet === undefined) return emptyState('server-environment', t('No study over several machines is watched.'));
  const { done, total, dead } = fleet.cells;
  return html`
    <h2>${fleet.name}</h2>
    <p class="quiet">${t('Submitted {0}', dateTime(fleet.submittedAt))} · ${stateWords(fleet)}</p>
    <div class="progress">
      <vscode-progress-bar value=${done + dead} max=${total} aria-label=${t('Progress')}></vscode-progress-bar>
      <span role="status">${t('{0} of {1} cells are done', count(done), count(total))}${dead === 0 ? nothing : html` · <strong>${t('{0} given up', count(dead))}</strong>`}</span>
    </div>
    ${places(fleet)} ${running(fleet.running)} ${givenUp(fleet.dead)}
  `;
}

function stateWords({ state }: FleetStatus): string {
  return state === 'running' ? t('running') : state === 'cancelled' ? t('cancelled') : t('ended');
}

const cells = ({ done, running: now, waiting, dead, total }: CellCounts): TemplateResult => html`<td>${count(done)}</td><td>${count(now)}</td><td>${count(waiting)}</td><td>${count(dead)}</td><td>${count(total)}</td>`;

function places(fleet: FleetStatus): TemplateResult {
  const columns = [t('Place'), t('Done'), t('Running'), t('Waiting'), t('Given up'), t('All')];
  return scrollBox(
    t('Places'),
    html`<table>
      <thead>
        <tr>${columns.map((column) => html`<th scope="col">${column}</th>`)}</tr>
      </thead>
      <tbody>
        ${fleet.places.map((place) => html`<tr data-place=${place.name}><th scope="row">${place.name} ${place.isAlive ? nothing : html`<vscode-badge>${t('no worker')}</vscode-badge>`}</th>${cells(place.cells)}</tr>`)}
      </tbody>
    </table>`,
  );
}

function running(list: readonly RunningCell[]): TemplateResult | typeof nothing {
  if (list.length === 0) return nothing;
  return html`<h3>${t('Running')}</h3>
    <ul>
      ${list.map((cell) => html`<li><strong>${cell.place}</strong>: ${cell.step ?? `${cell.part}, ${cell.run}`} ${cell.attempt > 1 ? html`<span class="quiet">${t('try {0}', cell.attempt)}</span>` : nothing}</li>`)}
    </ul>`;
}

function givenUp(list: readonly DeadCell[]): TemplateResult | typeof nothing {
  if (list.length === 0) return nothing;
  return html`<h3>${t('Given up')}</h3>
    <ul>
      ${list.slice(0, 100).map((cell) => html`<li><strong>${cell.part}</strong>, ${cell.run} (${cell.place}): ${said(cell.failure.detail)} ${said(cell.failure.advice)}</li>`)}
    </ul>`;
}
