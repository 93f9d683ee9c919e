/** What stands where there is nothing yet: a sentence and the next step. */
import { type TemplateResult, html, nothing } from 'lit';

export function emptyState(icon: string, sentence: string, step?: { readonly label: string; readonly act: () => void }): TemplateResult {
  return html`<div class="empty">
    <span class="codicon codicon-${icon}" aria-hidden="true"></span>
    <p>${sentence}</p>
    ${step === undefined ? nothing : html`<vscode-button @click=${step.act}>${step.label}</vscode-button>`}
  </div>`;
}
