/** What share of an agent's own kind of steps each model got right; nothing where no run asked. */
import { type TemplateResult, html, nothing } from 'lit';
import type { ReadinessAspect } from '../../../src/domain/readiness.ts';
import type { ModelSummary } from '../../../src/domain/runSummary.ts';
import { count, said, t } from '../sentences.ts';
import { scrollBox } from './scrollBox.ts';

const aspectNames = (): Readonly<Record<ReadinessAspect, string>> => ({
  validCall: t('Well-formed tool calls'),
  rightTool: t('The right tool'),
  hardArguments: t('Quotes and line breaks'),
  stopsWhenDone: t('Stops when done'),
  cleanEdit: t('Edits that apply'),
});

const verdictNames = () => ({ yes: t('yes'), no: t('no'), unclear: t('not proven') }) as const;

export function readinessTable(models: readonly ModelSummary[]): TemplateResult | typeof nothing {
  const asked = models.flatMap(({ id, readiness }) => (readiness === undefined ? [] : [{ id, readiness }]));
  const [first] = asked;
  if (first === undefined) return nothing;
  const names = Object.entries(aspectNames());
  const title = t('Can it carry the agent? {0}, {1} tokens of prompt', first.readiness.agent, count(first.readiness.promptTokens));
  return html`<h2>${title}</h2>
    ${scrollBox(
      title,
      html`<table class="figures" data-part="readiness">
        <thead>
          <tr>
            <th scope="col">${t('Model')}</th>
            <th scope="col">${t('Carries it')}</th>
            ${names.map(([, name]) => html`<th scope="col">${name}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${asked.map(
            ({ id, readiness }) => html`<tr>
              <th scope="row">${id}</th>
              <td title=${said(readiness.reason)}><b>${verdictNames()[readiness.verdict]}</b></td>
              ${names.map(([aspect]) => {
                const rate = readiness.aspects.find((one) => one.aspect === aspect)?.rate;
                return html`<td>${rate === undefined ? '–' : html`<b>${rate.successes}/${rate.n}</b> <span class="quiet">${Math.round(rate.interval.low * 100)}–${Math.round(rate.interval.high * 100)} %</span>`}</td>`;
              })}
            </tr>`,
          )}
        </tbody>
      </table>`,
    )}`;
}
