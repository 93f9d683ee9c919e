/** A figure for people: the median, how many samples it stands on, and its interval. */
import { type TemplateResult, html, nothing } from 'lit';
import type { Figure } from '../../../src/domain/figure.ts';
import { range, t } from '../sentences.ts';

export function figureCell(figure: Figure | undefined, show: (value: number) => string): TemplateResult {
  if (figure === undefined) return html`<span class="quiet" role="img" aria-label=${t('not measured')}>–</span>`;
  const { interval, n } = figure;
  const ends = interval === undefined ? undefined : range(show(interval.low), show(interval.high));
  const explanation = [
    t('median of {0}', n),
    ...(interval === undefined ? [t('too few samples for an interval')] : [t('{0} % interval {1}', Math.round(interval.confidence * 100), ends ?? '')]),
    t('min {0}, max {1}', show(figure.min), show(figure.max)),
  ].join('; ');
  return html`<span class="figure" title=${explanation}>
    <b>${show(figure.median)}</b>
    <span class="quiet">n=${n}${ends === undefined ? nothing : html`<br />${ends}`}</span>
  </span>`;
}
