/** A document as one HTML file that needs nothing else: chart.js inside, no request ever, model text as text. */
import { createHash } from 'node:crypto';
import type { ReportChart } from '../charts.ts';
import { pageScript } from '../page/pageScript.ts';
import { style } from '../page/style.ts';
import type { ReportWords } from '../words/english.ts';
import type { Block } from './block.ts';
import { escapeHtml, htmlOf } from './htmlOf.ts';

export interface HtmlAssets {
  /** Text of chart.js's UMD build. */
  readonly chartJs: string;
}

export interface HtmlDocument {
  readonly title: string;
  readonly blocks: readonly Block[];
  readonly words: ReportWords;
  readonly charts: readonly ReportChart[];
  readonly assets: HtmlAssets;
}

/** `</script>` and `<!--` inside JSON would end the element. */
const jsonForPage = (value: unknown): string => JSON.stringify(value).replaceAll('<', '\\u003c');

/** As above, for JavaScript source: `</script` can only stand in a string or comment there. */
const scriptForPage = (source: string): string => source.replaceAll(/<\/(script)/giu, '<\\/$1');

const hashSource = (content: string): string => `'sha256-${createHash('sha256').update(content).digest('base64')}'`;

export function htmlPage({ title, blocks, words, charts, assets }: HtmlDocument): string {
  const definitions = Object.fromEntries(charts.filter((chart) => chart.config !== undefined).map((chart) => [chart.id, chart.config]));
  const chartJs = scriptForPage(assets.chartJs);
  const policy = `default-src 'none'; script-src ${hashSource(chartJs)} ${hashSource(pageScript)}; style-src ${hashSource(style)}; img-src data:; base-uri 'none'; form-action 'none'`;
  return `<!DOCTYPE html>
<html lang="${words.language}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)}</title>
<style>${style}</style>
</head>
<body>
<main>
<h1>${escapeHtml(title)}</h1>
${htmlOf(blocks, words, charts)}
</main>
<script type="application/json" id="charts">${jsonForPage(definitions)}</script>
<script>${chartJs}</script>
<script>${pageScript}</script>
</body>
</html>
`;
}
