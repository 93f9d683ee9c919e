/** Everything a run found out: charts, figures, what each model's answers did in their tests, and what to use. */
import { type TemplateResult, html, nothing } from 'lit';
import type { ModelSummary, RunSummary } from '../../../src/domain/runSummary.ts';
import { serverNames } from '../../../src/domain/server.ts';
import { chartGrid } from '../charts/chartGrid.ts';
import { summaryCharts } from '../charts/summaryCharts.ts';
import { tellHost } from '../host.ts';
import { emptyState } from '../parts/emptyState.ts';
import { figuresTable } from '../parts/figuresTable.ts';
import { count, dateTime, precise, said, t } from '../sentences.ts';
import type { PanelState, Update } from '../store.ts';
import { readinessTable } from '../parts/readinessTable.ts';
import { scenarioCard } from '../parts/scenarioCard.ts';

export function resultsView(state: PanelState, update: Update): TemplateResult {
  const { summary, runFolder } = state.run;
  if (summary === undefined) {
    return emptyState('graph', t('Nothing measured yet. A quick benchmark takes a few minutes.'), { label: t('To the servers'), act: () => update({ view: 'servers' }) });
  }
  return html`
    ${heading(summary)}
    ${runFolder === undefined ? nothing : html`<div class="toolbar"><vscode-button secondary @click=${() => tellHost('openReport', { runFolder })}>${t('Open report')}</vscode-button></div>`}
    ${figuresTable(summary.models)} ${chartGrid(summaryCharts(summary.models))}
    ${summary.models.some(({ gpu }) => gpu.length > 0) ? nothing : html`<p class="quiet">${t('No GPU figures: {0}', summary.machine.gpuNote ?? t('no GPU seen'))}</p>`}
    ${sweepTable(summary.models)} ${readinessTable(summary.models)}
    ${summary.models.map((model) => answers(model))} ${recommendations(summary)} ${client(summary)} ${leftOut(summary)}
  `;
}

function heading(summary: RunSummary): TemplateResult {
  const { server, startedAt, plan, machine } = summary;
  const name = server === undefined ? plan.serverUrl : `${serverNames[server.kind]} ${server.version ?? ''} · ${server.url}`;
  return html`<p class="quiet">${dateTime(startedAt)} · ${name} · ${machine.cpu}</p>
    ${summary.status === 'done' ? nothing : html`<div class="notice warning"><span class="codicon codicon-debug-pause" aria-hidden="true"></span><div>${t('This run is not finished: {0} of {1} steps.', summary.progress.done, summary.progress.total)}</div></div>`}`;
}

function sweepTable(models: readonly ModelSummary[]): TemplateResult | typeof nothing {
  const refused = models.flatMap((model) => model.sweep.filter(({ status }) => status !== 'measured').map((point) => ({ model: model.id, point })));
  if (refused.length === 0) return nothing;
  return html`<h2>${t('Context sizes that were not measured')}</h2>
    <ul>${refused.map(({ model, point }) => html`<li><b>${count(point.contextTokens)}</b> (${model}): ${point.why === undefined ? t('cannot fit') : said(point.why)}</li>`)}</ul>`;
}

function answers(model: ModelSummary): TemplateResult | typeof nothing {
  if (model.scenarios.length === 0) return nothing;
  return html`<h2>${t('Answers of {0}', model.id)}</h2>${model.scenarios.map((scenario) => scenarioCard(scenario))}`;
}

function recommendations(summary: RunSummary): TemplateResult | typeof nothing {
  const uses = summary.uses.filter(({ verdict }) => verdict !== 'notMeasured');
  const advised = summary.models.filter(({ recommendation }) => recommendation !== undefined);
  if (uses.length === 0 && advised.length === 0) return nothing;
  return html`<h2>${t('Recommended')}</h2>
    <ul>${uses.map((use) => html`<li><b>${useNames()[use.use]}</b>: ${use.model === undefined ? nothing : html`<code>${use.model}</code>`} ${said(use.reason)}</li>`)}</ul>
    ${advised.map(
      (model) => html`<details>
        <summary><b>${t('Settings for {0}', model.id)}</b></summary>
        <ul class="inset">
          ${model.recommendation?.reasons.map((reason) => html`<li>${said(reason)}</li>`)}
          ${model.recommendation?.serverFlags.map(({ flag, reason }) => html`<li><code>${flag}</code> ${said(reason)}</li>`)}
        </ul>
      </details>`,
    )}`;
}

const useNames = () =>
  ({
    fastStart: t('Fast start'),
    longRunning: t('Long-running work'),
    highThroughput: t('High throughput'),
    limitedMemory: t('Limited memory'),
    bestQuality: t('Best quality'),
    codingAgent: t('Coding agent'),
  }) as const;

/** The error bar of the measuring itself belongs beside what was measured. */
function client({ client: quality }: RunSummary): TemplateResult | typeof nothing {
  if (quality === undefined) return nothing;
  const difference = quality.serverDifferencePercent === undefined ? t('the server has no stopwatch of its own') : t('{0} % off the server\'s own stopwatch', precise(quality.serverDifferencePercent));
  return html`<p class="quiet">${t('How well this was measured')}: ${difference}; ${t('event loop lag p99 {0} ms', precise(quality.eventLoopLagMsP99))}. ${quality.reasons.map(said).join('; ')}</p>`;
}

function leftOut({ notMeasured, voids, notices }: RunSummary): TemplateResult | typeof nothing {
  if (notMeasured.length + voids.length + notices.length === 0) return nothing;
  return html`<h2>${t('What is missing, and why')}</h2>
    <ul>
      ${notMeasured.map(({ what, why, model }) => html`<li><b>${said(what)}</b>${model === undefined ? nothing : html` (${model})`}: ${said(why)}</li>`)}
      ${voids.map(({ key, failure }) => html`<li><code>${key}</code>: ${said(failure.detail)}</li>`)}
      ${notices.map((notice) => html`<li>${said(notice)}</li>`)}
    </ul>`;
}
