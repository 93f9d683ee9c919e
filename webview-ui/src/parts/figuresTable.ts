/** The main figures of each model in one table. */
import { type TemplateResult, html } from 'lit';
import type { ModelSummary } from '../../../src/domain/runSummary.ts';
import { milliseconds, precise, t } from '../sentences.ts';
import { figureCell } from './figureCell.ts';
import { scrollBox } from './scrollBox.ts';
import { windowCell } from './windowCell.ts';

export function figuresTable(models: readonly ModelSummary[]): TemplateResult {
  const speed = (value: number): string => `${precise(value)} tok/s`;
  return scrollBox(
    t('Results'),
    html`<table class="figures">
      <thead>
        <tr>
          <th scope="col">${t('Model')}</th>
          <th scope="col">${t('Time to first token')}</th>
          <th scope="col">${t('Decode')}</th>
          <th scope="col">${t('Prefill')}</th>
          <th scope="col">${t('Response time')}</th>
          <th scope="col">${t('Cold start')}</th>
          <th scope="col">${t('Window')}</th>
          <th scope="col">${t('Score')}</th>
        </tr>
      </thead>
      <tbody>
        ${models.map(
          (model) => html`<tr data-model=${model.id}>
            <th scope="row">${model.id}</th>
            <td>${figureCell(model.continuous.ttftMs, milliseconds)}</td>
            <td>${figureCell(model.continuous.decodeTokensPerSecond, speed)}</td>
            <td>${figureCell(model.continuous.prefillTokensPerSecond, speed)}</td>
            <td>${figureCell(model.continuous.totalMs, milliseconds)}</td>
            <td>${model.cold === undefined ? '–' : html`<b>${milliseconds(model.cold.totalMs)}</b> <span class="quiet">n=1</span>`}</td>
            <td>${windowCell(model)}</td>
            <td>${model.meanScore === undefined ? '–' : html`<b>${precise(model.meanScore)}</b> <span class="quiet">/ 10</span>`}</td>
          </tr>`,
        )}
      </tbody>
    </table>`,
  );
}
