/** What every report promises, whatever the run: nothing crowned without a comparison, no false precision, nothing hidden, both languages alike. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Figure } from '../../../src/domain/figure.ts';
import type { RunSummary } from '../../../src/domain/runSummary.ts';
import { clearBest } from '../../../src/recommend/clearBest.ts';
import { renderMarkdown } from '../../../src/report/renderMarkdown.ts';
import { cellWidth } from '../../../src/report/document/textTable.ts';
import { renderTable } from '../../../src/report/renderTable.ts';
import { number, signedPercent } from '../../../src/report/words/numbers.ts';
import { readRunFixture } from '../../fakes/runs/readRunFixture.ts';

const names = ['one-model', 'two-models', 'half-finished', 'all-void'] as const;
const languages = ['en', 'ko'] as const;

const around = (middle: number, spread: number, n = 5): Figure => ({
  n, mean: middle, median: middle, min: middle - spread, max: middle + spread, standardDeviation: spread / 2, p95: middle + spread,
  interval: { low: middle - spread, high: middle + spread, confidence: 1 - 2 * 0.5 ** n, method: 'order-statistics' },
});

const withModels = (summary: RunSummary, change: (model: RunSummary['models'][number]) => RunSummary['models'][number]): RunSummary => ({ ...summary, models: summary.models.map(change) });

/** From chapter 2 on: chapter 1 holds version numbers and prose. */
const figuresPart = (text: string): string => text.slice(text.search(/^## 2\./mu));

describe('every report', () => {
  for (const name of names)
    for (const language of languages) {
      const text = renderMarkdown(readRunFixture(name).summary, language);

      it(`${name}, ${language}: has the sections 1 to 7 in order`, () => {
        const chapters = [...text.matchAll(/^## (\d)\./gmu)].map((match) => match[1]);
        assert.deepEqual(chapters, ['1', '2', '3', '4', '5', '6', '7']);
      });

      it(`${name}, ${language}: no figure has more than three decimals`, () => {
        const long = [...figuresPart(text).matchAll(/\d\.\d{4,}/gu)].map((match) => match[0]);
        assert.deepEqual(long, []);
      });

      it(`${name}, ${language}: no undefined, NaN or object slipped in`, () => assert.doesNotMatch(text, /undefined|NaN|\[object|Infinity/u));
    }

  for (const name of names) {
    it(`${name}: English and Korean say the same numbers in the same order`, () => {
      const { summary } = readRunFixture(name);
      const cells = (language: 'en' | 'ko'): readonly string[] => figuresPart(renderMarkdown(summary, language)).split('\n').filter((line) => line.startsWith('| ')).flatMap((line) => [...line.matchAll(/(?<=\| )[−+]?\d[\d,.]*(?=(?: %)? \|)/gu)].map((match) => match[0]));
      assert.deepEqual(cells('ko'), cells('en'));
      assert.ok(cells('en').length > 4);
    });
  }
});

describe('a report of one model', () => {
  const { summary } = readRunFixture('one-model');
  it('crowns nobody', () => {
    const text = renderMarkdown(summary, 'en');
    assert.doesNotMatch(text, /\*\*(?!!)/u);
    assert.deepEqual([...text.matchAll(/^\| (?:fast start|long-running work|high throughput|limited memory|best quality) \| ([^|]*) \|/gmu)].map((match) => match[1]), ['not measured', ...Array<string>(4).fill('nothing to compare with')]);
    assert.match(text, /there is nothing to compare it with/u);
  });
  it('says that the load time could not be measured, and why', () => assert.match(renderMarkdown(summary, 'en'), /\| load time \| This server cannot unload a model\. \|/u));
});

describe('a bold mark', () => {
  const { summary } = readRunFixture('two-models');
  it('never stands on the lower score when a higher one exists (5.32 against 5.36), nor on a difference within the noise', () => {
    const close = withModels(summary, (model) => ({ ...model, continuous: { ...model.continuous, decodeTokensPerSecond: around(model.id === 'gemma3:12b' ? 42.3 : 42.2, 3) } }));
    const row = renderMarkdown(close, 'en').split('\n').filter((line) => /42\.[23]0/u.test(line));
    assert.ok(row.length > 0);
    assert.ok(row.every((line) => !/\*\*42/u.test(line)));
  });
  it('needs intervals that do not touch, and five values', () => {
    assert.equal(clearBest([around(10, 1), around(20, 1)], 'higher'), 1);
    assert.equal(clearBest([around(10, 1), around(20, 1)], 'lower'), 0);
    assert.equal(clearBest([around(10, 6), around(20, 6)], 'higher'), undefined);
    assert.equal(clearBest([around(10, 1, 3), around(20, 1, 3)], 'higher'), undefined);
    assert.equal(clearBest([around(10, 1)], 'higher'), undefined);
    assert.equal(clearBest([around(10, 1), undefined], 'higher'), undefined);
  });
});

describe('a change', () => {
  it('says of what, from what to what', () => {
    const text = renderMarkdown(readRunFixture('two-models').summary, 'en');
    assert.match(text, /qwen2\.5-coder:32b: total time, continuous use against initial load \| 16\.\d\d \| 23\.\d\d \| \+4\d\.\d %/u);
  });
});

describe('a report of a run that stopped or failed', () => {
  it('says at the top how far it came, why it stopped, and that it can be resumed', () => {
    const head = renderMarkdown(readRunFixture('half-finished').summary, 'en').slice(0, 600);
    assert.match(head, /stopped after \d+ of \d+ steps: The server at .* closed the connection/u);
    assert.match(head, /can be resumed/u);
    assert.match(renderTable(readRunFixture('half-finished').summary, 'en'), /stopped after/u);
  });
  it('with all samples void says so and lists every void with its reason and what to do', () => {
    const { summary } = readRunFixture('all-void');
    const text = renderMarkdown(summary, 'en');
    assert.match(text, /No request of this run could be measured/u);
    assert.equal([...text.matchAll(/The stream ended without a finish_reason after 12 chunks/gu)].length >= summary.voids.length, true);
    assert.match(text, /not measured: all 3 requests void/u);
    assert.match(text, /GPU figures were not measured: No GPU seen/u);
  });
});

describe('hostile text in Markdown', () => {
  it('stays text: no table is broken, no HTML, no link, no heading', () => {
    const id = 'evil|model\n# <img src=x onerror=alert(1)> [a](http://evil) `x` __b__';
    const { summary } = readRunFixture('two-models');
    const plan = { ...summary.plan, models: [id, 'gemma3:12b'] };
    const text = renderMarkdown(withModels({ ...summary, plan }, (model) => (model.id === 'gemma3:12b' ? model : { ...model, id })), 'en');
    assert.doesNotMatch(text, /<img|^# <|(?<!\\)\]\(http/mu);
    const columns = (line: string): number => line.replaceAll('\\|', '').split('|').length;
    const lines = text.split('\n');
    for (const [index, line] of lines.entries()) if (line.startsWith('|') && lines[index - 1]?.startsWith('|') === true) assert.equal(columns(line), columns(lines[index - 1] ?? ''), line);
  });
});

describe('numbers', () => {
  it('have the digits to compare by', () => {
    assert.deepEqual([0, 0.01234, 1.25, 13.994, 123.44, 1234.5].map(number), ['0', '0.012', '1.25', '13.99', '123.4', '1,235']);
    assert.deepEqual([4.2, -45.21, 0].map(signedPercent), ['+4.20 %', '−45.2 %', '±0.00 %']);
  });
  it('keep their columns beside Hangul, which is two cells wide', () => {
    assert.equal(cellWidth('초기 TTFT'), 9);
    const lines = renderTable(readRunFixture('two-models').summary, 'ko').split('\n').slice(1, 8);
    const starts = lines.map((line) => cellWidth(/^.*? {2,}(?=\S)/u.exec(line)?.[0] ?? ''));
    assert.equal(new Set(starts).size, 1);
  });
});
