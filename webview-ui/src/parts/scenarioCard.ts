/** One scenario's answers, readable beside their test results. Model text is shown as text, never as HTML. */
import { type TemplateResult, html, nothing } from 'lit';
import type { ScenarioResult } from '../../../src/domain/runSummary.ts';
import type { ReplyGrade } from '../../../src/domain/score.ts';
import { precise, said, t } from '../sentences.ts';

/** The page draws everything anew with every step: thousands of replies would hold it up. */
const shownReplies = 10;

export function scenarioCard(scenario: ScenarioResult): TemplateResult {
  // while a run goes on, no more than these are told
  const left = scenario.replies.length < shownReplies ? 0 : scenario.gradedReplies + scenario.ungradedReplies - shownReplies;
  const score = scenario.score === undefined ? t('not graded') : `${precise(scenario.score)} / 10`;
  const parts = scenario.score === undefined ? '' : t('accuracy {0}, consistency {1}, quality {2}, clarity {3}', precise(scenario.accuracy), precise(scenario.consistency), precise(scenario.quality), precise(scenario.clarity));
  return html`<details data-scenario=${scenario.id}>
    <summary><b>${scenario.id} – ${score}</b> <span class="quiet">${parts}${steadiness(scenario)}</span></summary>
    <div class="inset">${scenario.replies.slice(0, shownReplies).map((reply, index) => replyCard(reply, index))}${left > 0 ? html`<p class="quiet">${t('… and {0} more, all of them in the report', left)}</p>` : nothing}</div>
  </details>`;
}

/** How alike replies are when nothing is drawn by lot. */
function steadiness({ consistencyAtZero: zero }: ScenarioResult): string {
  if (zero === undefined) return '';
  const different = zero.distinctAsts === undefined ? '' : ` ${t('({0} forms in {1})', zero.distinctAsts, zero.replies)}`;
  return `, ${t('consistency at temperature 0 {0}', precise(zero.value))}${different}`;
}

function replyCard({ text, grade, finishReason }: ScenarioResult['replies'][number], index: number): TemplateResult {
  const passed = grade.tests.filter((one) => one.passed).length;
  return html`<article class="reply">
    <h3>${t('Answer {0}', index + 1)} <span class="quiet">${stateWords(grade)} · ${finishReason}</span></h3>
    <div class="beside">
      <pre tabindex="0" role="region" aria-label=${t('Answer {0}', index + 1)}>${text}</pre>
      <div>
        ${grade.graded ? html`<p>${t('{0} of {1} tests passed', passed, grade.tests.length)}</p>` : html`<p>${t('Not graded')}: ${said(grade.notGraded?.detail ?? '')}</p>`}
        <ul class="tests">
          ${grade.tests.map(
            (one) => html`<li class=${one.passed ? 'good' : 'bad'}>
              <span class="codicon codicon-${one.passed ? 'pass' : 'error'}" role="img" aria-label=${one.passed ? t('passed') : t('failed')}></span>
              ${one.name}${one.detail === undefined ? nothing : html`<div class="quiet">${said(one.detail)}</div>`}
            </li>`,
          )}
        </ul>
      </div>
    </div>
  </article>`;
}

function stateWords(grade: ReplyGrade): string {
  const words: Readonly<Record<ReplyGrade['state'], string>> = {
    answered: t('answered'),
    cutOff: t('cut off at the token limit'),
    empty: t('empty'),
    noCode: t('without code'),
    limit: t('stopped at a sandbox limit'),
    echo: t('only repeated the question'),
  };
  return words[grade.state];
}
