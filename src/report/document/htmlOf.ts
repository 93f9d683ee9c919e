/** Blocks as HTML. Every text is escaped; nothing a model wrote becomes markup. */
import type { ChartId, ReportChart } from '../charts.ts';
import type { ReportWords } from '../words/english.ts';
import type { Answer, Block, Cell, Table } from './block.ts';

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

export const escapeHtml = (text: string): string => text.replace(/[&<>"']/gu, (character) => entities[character] ?? character);

const cellHtml = (cell: Cell): string => (cell.strong === true ? `<strong>${escapeHtml(cell.text)}</strong>` : escapeHtml(cell.text));

function tableHtml(table: Table): string {
  const side = (index: number): string => (table.columns[index]?.align === 'right' ? ' class="figure"' : '');
  const head = table.columns.map((column, index) => `<th scope="col"${side(index)}>${escapeHtml(column.title)}</th>`).join('');
  const rows = table.rows.map((row) => `<tr>${row.map((cell, index) => `<td${side(index)}>${cellHtml(cell)}</td>`).join('')}</tr>`).join('\n');
  const caption = table.caption === undefined ? '' : `<caption>${escapeHtml(table.caption)}</caption>`;
  return `<div class="wide"><table>${caption}<thead><tr>${head}</tr></thead><tbody>\n${rows}\n</tbody></table></div>`;
}

function answerHtml(answer: Answer, words: ReportWords): string {
  const tests = answer.tests.map((test) => {
    const detail = test.detail === undefined ? '' : `<br><small>${escapeHtml(words.sentence(test.detail))}</small>`;
    return `<tr class="${test.passed ? 'passed' : 'failed'}"><td>${test.passed ? '✓' : '✗'} ${test.passed ? words.testPassed : words.testFailed}</td><td>${escapeHtml(test.name)}${detail}</td></tr>`;
  });
  const table = tests.length === 0 ? '' : `<table><thead><tr><th scope="col">${escapeHtml(words.columns.result)}</th><th scope="col">${escapeHtml(words.columns.test)}</th></tr></thead><tbody>${tests.join('')}</tbody></table>`;
  const notes = answer.notes.map((note) => `<li>${escapeHtml(note)}</li>`).join('');
  return `<details><summary>${escapeHtml(answer.title)}</summary><div class="beside"><pre tabindex="0">${escapeHtml(answer.text)}</pre><div>${table}<ul>${notes}</ul></div></div></details>`;
}

function chartHtml(id: ChartId, charts: readonly ReportChart[]): string {
  const chart = charts.find((candidate) => candidate.id === id);
  if (chart === undefined) return '';
  const title = escapeHtml(chart.title);
  if (chart.config === undefined) return `<figure><figcaption>${title}</figcaption><p class="absent">${escapeHtml(chart.absent ?? '')}</p></figure>`;
  return `<figure><figcaption>${title}</figcaption><div class="chart"><canvas role="img" aria-label="${title}" data-chart="${id}"></canvas></div></figure>`;
}

function blockHtml(block: Block, words: ReportWords, charts: readonly ReportChart[]): string {
  switch (block.kind) {
    case 'heading':
      return `<h${block.level}>${escapeHtml(block.text)}</h${block.level}>`;
    case 'paragraph':
      return `<p>${escapeHtml(block.text)}</p>`;
    case 'warning':
      return `<p class="warning" role="note">${escapeHtml(block.text)}</p>`;
    case 'list':
      return `<ul>${block.items.map((item) => `<li>${escapeHtml(item)}</li>`).join('')}</ul>`;
    case 'code':
      return `<pre class="command" tabindex="0">${escapeHtml(block.text)}</pre>`;
    case 'table':
      return tableHtml(block);
    case 'answer':
      return answerHtml(block, words);
    case 'chart':
      return chartHtml(block.id, charts);
  }
}

export const htmlOf = (blocks: readonly Block[], words: ReportWords, charts: readonly ReportChart[]): string => blocks.map((block) => blockHtml(block, words, charts)).join('\n');
