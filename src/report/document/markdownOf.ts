/** Blocks as GitHub-flavoured Markdown. Whatever came from a model or a server is escaped: it is data. */
import type { Answer, Block, Cell, Table } from './block.ts';
import type { ReportWords } from '../words/english.ts';

const markup: Readonly<Record<string, string>> = { '<': '&lt;', '>': '&gt;' };

/** Escapes what would be taken for markup; an underscore inside a word and a lone bracket are harmless and stay readable. */
export function escapeMarkdown(text: string): string {
  return text
    .replace(/\s*\r?\n\s*/gu, ' ')
    .replace(/&(?=#?\w+;)/gu, '&amp;')
    .replace(/[\\`*<>|]/gu, (character) => markup[character] ?? `\\${character}`)
    .replace(/\](?=[([:])/gu, '\\]')
    .replace(/(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu, '\\_')
    .replaceAll('~~', '\\~~');
}

/** At the beginning of a line `#`, `-`, `1.` and `[ ]` mean something too. */
const escapeLine = (text: string): string => escapeMarkdown(text).replace(/^(?=#{1,6}\s|[-+=]|\[|~~~)/u, '\\').replace(/^(\d+)(?=[.)]\s)/u, '$1\\');

/** A fence longer than any run of backticks inside. */
export function fenced(text: string): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/gu)].map((match) => match[0].length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}\n${text.replace(/\s+$/u, '')}\n${fence}`;
}

const cellText = (cell: Cell): string => (cell.strong === true ? `**${escapeMarkdown(cell.text)}**` : escapeMarkdown(cell.text));

function tableText(table: Table): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  const rule = table.columns.map((column) => (column.align === 'left' ? '---' : '---:'));
  const caption = table.caption === undefined ? '' : `${escapeMarkdown(table.caption)}\n\n`;
  return `${caption}${[line(table.columns.map((column) => escapeMarkdown(column.title))), line(rule), ...table.rows.map((row) => line(row.map(cellText)))].join('\n')}`;
}

const shownFailures = 3;

/** Title and the first failed tests only: the text of every answer would bury the figures. */
function answerText(answer: Answer, words: ReportWords): string {
  const failed = answer.tests.filter((test) => !test.passed);
  const failures = failed.slice(0, shownFailures).map((test) => `  - ${words.testFailed}: ${escapeMarkdown(test.name)}${test.detail === undefined ? '' : ` (${escapeMarkdown(words.sentence(test.detail))})`}`);
  const more = failed.length > shownFailures ? [`  - ${words.moreFailures(failed.length - shownFailures)}`] : [];
  return [`- ${escapeLine(answer.title)}`, ...failures, ...more].join('\n');
}

function blockText(block: Block, words: ReportWords, plots: readonly string[]): string | undefined {
  switch (block.kind) {
    case 'heading':
      return `${'#'.repeat(block.level)} ${escapeMarkdown(block.text)}`;
    case 'paragraph':
      return escapeLine(block.text);
    case 'warning':
      return `> **!** ${escapeLine(block.text)}`;
    case 'list':
      return block.items.map((item) => `- ${escapeLine(item)}`).join('\n');
    case 'code':
      return fenced(block.text);
    case 'table':
      return tableText(block);
    case 'answer':
      return answerText(block, words);
    case 'chart': {
      const picture = plots.find((plot) => plot.endsWith(`${block.id}.png`));
      return picture === undefined ? undefined : `![${escapeMarkdown(words.charts.titles[block.id])}](${encodeURI(picture)})`;
    }
  }
}

export function markdownOf(title: string, blocks: readonly Block[], words: ReportWords, plots: readonly string[]): string {
  const texts = blocks.map((block) => blockText(block, words, plots)).filter((text) => text !== undefined);
  return `# ${escapeMarkdown(title)}\n\n${texts.join('\n\n')}\n`;
}
