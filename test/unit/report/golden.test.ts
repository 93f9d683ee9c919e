/** Golden files of every renderer, from recorded journals. `PLIMSOLL_UPDATE_GOLDEN=1` writes them anew; look at the difference before committing. */
import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { renderCsv } from '../../../src/report/renderCsv.ts';
import { renderHtml } from '../../../src/report/renderHtml.ts';
import { renderMarkdown } from '../../../src/report/renderMarkdown.ts';
import { renderTable } from '../../../src/report/renderTable.ts';
import { samplesOf } from '../../../src/report/samplesOf.ts';
import { readRunFixture } from '../../fakes/runs/readRunFixture.ts';

const folder = path.join(import.meta.dirname, '../../fixtures/reports');

/** How many steps a plan has is the conductor's business and grows with it. */
const maskSteps = (text: string): string => text.replace(/(\d+) of \d+ steps/gu, '$1 of N steps').replace(/전체 \d+단계/gu, '전체 N단계');

function assertGolden(name: string, report: string): void {
  const text = maskSteps(report);
  const file = path.join(folder, name);
  if (process.env['PLIMSOLL_UPDATE_GOLDEN'] === '1') {
    mkdirSync(folder, { recursive: true });
    writeFileSync(file, text);
  }
  assert.equal(text, readFileSync(file, 'utf8'), `${name} differs from its golden file`);
}

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
