/** The served window, and what the model was proven to see of it. */
import { type TemplateResult, html, nothing } from 'lit';
import type { EffectiveContext } from '../../../src/domain/effectiveContext.ts';
import type { ModelSummary } from '../../../src/domain/runSummary.ts';
import { count, said, t } from '../sentences.ts';

function proof({ verdict, effectiveTokens = 0 }: EffectiveContext): string {
  switch (verdict) {
    case 'whole':
      return t('proven: sees all of it');
    case 'truncated':
      return t('cut in silence at {0}', count(effectiveTokens));
    case 'refused':
      return t('proven up to {0}; longer prompts are refused', count(effectiveTokens));
    case 'unclear':
      return t('not proven');
  }
}

export function windowCell({ contextWindow, effectiveContext }: ModelSummary): TemplateResult {
  const served = contextWindow === undefined ? html`–` : html`${count(contextWindow)}`;
  if (effectiveContext === undefined) return served;
  const isCut = effectiveContext.verdict === 'truncated';
  return html`${served} <span class=${isCut ? 'proof bad' : 'proof quiet'} data-proof=${effectiveContext.verdict} title=${said(effectiveContext.explanation)}>${isCut ? html`<span class="codicon codicon-warning" aria-hidden="true"></span> ` : nothing}${proof(effectiveContext)}</span>`;
}
