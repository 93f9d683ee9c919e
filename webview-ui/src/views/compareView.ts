/** Runs and models side by side; a figure is marked only where its interval is clear of every other. */
import { type TemplateResult, html, nothing } from 'lit';
import type { Figure } from '../../../src/domain/figure.ts';
import type { ModelSummary, RunSummary } from '../../../src/domain/runSummary.ts';
import { serverNames } from '../../../src/domain/server.ts';
import { chartGrid } from '../charts/chartGrid.ts';
import { summaryCharts } from '../charts/summaryCharts.ts';
import { emptyState } from '../parts/emptyState.ts';
import { figureCell } from '../parts/figureCell.ts';
import { clearlyBest } from '../realDifference.ts';
import { dateTime, milliseconds, precise, t } from '../sentences.ts';
import type { PanelState, Update } from '../store.ts';
import { scrollBox } from '../parts/scrollBox.ts';

interface Column {
  readonly title: string;
  readonly origin: string;
  readonly model: ModelSummary;
}

interface Row {
  readonly label: string;
  readonly better: 'higher' | 'lower';
  readonly show: (value: number) => string;
  readonly pick: (model: ModelSummary) => Figure | undefined;
}

const rows = (): readonly Row[] => [
  { label: t('Time to first token'), better: 'lower', show: milliseconds, pick: ({ continuous }) => continuous.ttftMs },
  { label: t('Decode'), better: 'higher', show: (value) => `${precise(value)} tok/s`, pick: ({ continuous }) => continuous.decodeTokensPerSecond },
  { label: t('Prefill'), better: 'higher', show: (value) => `${precise(value)} tok/s`, pick: ({ continuous }) => continuous.prefillTokensPerSecond },
  { label: t('Response time'), better: 'lower', show: milliseconds, pick: ({ continuous }) => continuous.totalMs },
];

export function compareView(state: PanelState, update: Update): TemplateResult {
  const columns = state.compared.flatMap((summary) => summary.models.map((model) => column(summary, model)));
  if (columns.length === 0) {
    return emptyState('git-compare', t('Tick two or more runs in the history to compare them.'), { label: t('To the history'), act: () => update({ view: 'history' }) });
  }
  const named = columns.map(({ title, model }) => ({ ...model, id: title }));
  return html`
    <p class="quiet">${t('A star marks the better one only where the intervals do not overlap; without a star there is no real difference.')}</p>
    ${scrollBox(t('Compare'), html`<table class="figures">
        <thead>
          <tr>
            <th scope="col">${t('Figure')}</th>
            ${columns.map(({ title, origin }) => html`<th scope="col">${title}<div class="quiet">${origin}</div></th>`)}
          </tr>
        </thead>
        <tbody>
          ${rows().map((row) => comparisonRow(row, columns))}
          ${scenarioRows(columns)}
        </tbody>
      </table>`)}
    ${chartGrid(summaryCharts(named))}
  `;
}

/** Models of the same name are told apart by their server. */
function column(summary: RunSummary, model: ModelSummary): Column {
  const server = summary.server === undefined ? summary.plan.serverUrl : serverNames[summary.server.kind];
  return { title: `${model.id} (${server})`, origin: dateTime(summary.startedAt), model };
}

function comparisonRow(row: Row, columns: readonly Column[]): TemplateResult {
  const figures = columns.map(({ model }) => row.pick(model));
  const best = clearlyBest(figures, row.better);
  return html`<tr>
    <th scope="row">${row.label}</th>
    ${figures.map((figure, index) => html`<td class=${index === best ? 'best' : ''}>${index === best ? html`<span class="codicon codicon-star-full" role="img" aria-label=${t('clearly better')}></span> ` : nothing}${figureCell(figure, row.show)}</td>`)}
  </tr>`;
}

function scenarioRows(columns: readonly Column[]): readonly TemplateResult[] {
  const ids = [...new Set(columns.flatMap(({ model }) => model.scenarios.map(({ id }) => id)))];
  return ids.map(
    (id) => html`<tr>
      <th scope="row">${id}</th>
      ${columns.map(({ model }) => {
        const result = model.scenarios.find((one) => one.id === id);
        return html`<td>${result?.score === undefined ? '–' : html`<b>${precise(result.score)}</b> <span class="quiet">n=${result.gradedReplies}</span>`}</td>`;
      })}
    </tr>`,
  );
}
