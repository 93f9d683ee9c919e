/** Golden files of every renderer, from recorded journals. `PLIMSOLL_UPDATE_GOLDEN=1` writes them anew; look at the difference before committing. */
import { describe, it } from 'node:test';
import { renderCsv } from '../../../src/report/renderCsv.ts';
import { renderHtml } from '../../../src/report/renderHtml.ts';
import { renderMarkdown } from '../../../src/report/renderMarkdown.ts';
import { renderTable } from '../../../src/report/renderTable.ts';
import { samplesOf } from '../../../src/report/samplesOf.ts';
import { assertGolden } from '../../fakes/runs/assertGolden.ts';
import { readRunFixture } from '../../fakes/runs/readRunFixture.ts';

// chart.js itself is not part of what is compared
const assets = { chartJs: '/* chart.js */' };

describe('reports of recorded runs', () => {
  for (const name of ['one-model', 'two-models', 'half-finished', 'all-void']) {
    const { events, summary } = readRunFixture(name);
    for (const language of ['en', 'ko'] as const) {
      it(`${name}, ${language}: Markdown`, () => assertGolden(`${name}.${language}.md`, renderMarkdown(summary, language)));
      it(`${name}, ${language}: terminal table`, () => assertGolden(`${name}.${language}.txt`, `${renderTable(summary, language)}\n`));
    }
    it(`${name}: CSV`, () => assertGolden(`${name}.csv`, renderCsv(samplesOf(events))));
  }
  for (const name of ['two-models', 'half-finished']) {
    it(`${name}: HTML`, () => assertGolden(`${name}.html`, renderHtml(readRunFixture(name).summary, 'en', assets)));
  }
});
