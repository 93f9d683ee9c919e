/** Charts beside each other, each with its title. */
import { type TemplateResult, html } from 'lit';
import type { NamedChart } from './summaryCharts.ts';

export function chartGrid(charts: readonly NamedChart[]): TemplateResult {
  return html`<div class="charts">
    ${charts.map(({ id, picture }) => html`<figure><figcaption>${picture.title}</figcaption><plimsoll-chart data-chart=${id} .picture=${picture}></plimsoll-chart></figure>`)}
  </div>`;
}
