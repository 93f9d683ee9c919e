/** A table that scrolls by itself in a narrow panel, also with the keyboard. */
import { type TemplateResult, html } from 'lit';

export function scrollBox(label: string, content: TemplateResult): TemplateResult {
  return html`<div class="scroll" tabindex="0" role="region" aria-label=${label}>${content}</div>`;
}
