import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { canvasPlotter } from '../../../src/adapters/plots/canvasPlotter.ts';
import { renderMarkdown } from '../../../src/report/renderMarkdown.ts';
import { drawPlots } from '../../../src/shells/report/drawPlots.ts';
import { reportPlotter } from '../../../src/shells/report/reportTools.ts';
import { readRunFixture } from '../../fakes/runs/readRunFixture.ts';

const { summary } = readRunFixture('two-models');

describe('plots', () => {
  it('are PNG files of 1200 × 640, one a chart, and not blank', async () => {
    const { drawn, missing } = await drawPlots(summary, 'ko', reportPlotter());
    assert.deepEqual(missing, []);
    assert.equal(drawn.length, 7);
    for (const { id, png } of drawn) {
      const bytes = Buffer.from(png);
      assert.equal(bytes.subarray(1, 4).toString(), 'PNG', id);
      assert.deepEqual([bytes.readUInt32BE(16), bytes.readUInt32BE(20)], [1200, 640]);
      // a white sheet of this size compresses to about 3 kB
      assert.ok(bytes.length > 10_000, `${id}: ${bytes.length} bytes`);
    }
  });

  it('without a canvas are missing with the reason, and the report says so', async () => {
    const plotter = canvasPlotter([], () => Promise.reject(new Error('Cannot find native binding')));
    const { drawn, missing } = await drawPlots(summary, 'en', plotter);
    assert.equal(drawn.length, 0);
    assert.equal(missing.length, 7);
    const text = renderMarkdown(summary, 'en', { missingPlots: missing });
    assert.match(text, /- gpu_memory_comparison\.png is missing: Pictures could not be drawn: the native package @napi-rs\/canvas/u);
    assert.doesNotMatch(text, /!\[/u);
  });

  it('with nothing to show say that instead', async () => {
    const { drawn, missing } = await drawPlots(readRunFixture('all-void').summary, 'en', reportPlotter());
    assert.equal(drawn.length, 0);
    assert.deepEqual([...new Set(missing.map(({ why }) => why))], ['Nothing was measured that this chart could show.']);
  });

  it('stand in the Markdown report where they belong', () => {
    const text = renderMarkdown(summary, 'ko', { plots: ['plots/context_sweep.png'] });
    assert.match(text, /!\[컨텍스트 크기별 총 시간과 디코딩 속도\]\(plots\/context_sweep\.png\)/u);
  });
});
