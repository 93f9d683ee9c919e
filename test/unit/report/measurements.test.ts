import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, describe, it } from 'node:test';
import { renderMeasurementHtml, renderMeasurementMarkdown } from '../../../src/report/measurements/renderMeasurement.ts';
import { readReportSource } from '../../../src/shells/report/reportSource.ts';
import { playedComparison, playedPrefill } from '../../fakes/playedMeasurements.ts';
import { assertGolden } from '../../fakes/runs/assertGolden.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'plimsoll-measurements-'));
after(() => rmSync(folder, { recursive: true }));

const written = (name: string, content: unknown): string => {
  const file = path.join(folder, name);
  writeFileSync(file, JSON.stringify(content));
  return file;
};

describe('reports of a single measurement', () => {
  for (const language of ['en', 'ko'] as const) {
    it(`local against remote, ${language}`, () => assertGolden(`compare.${language}.md`, renderMeasurementMarkdown(playedComparison, language)));
    it(`prefill, ${language}`, () => assertGolden(`prefill.${language}.md`, renderMeasurementMarkdown(playedPrefill, language)));
  }

  it('say the same figures in both languages', () => {
    for (const measurement of [playedComparison, playedPrefill]) {
      const figures = (language: 'en' | 'ko'): readonly string[] => renderMeasurementMarkdown(measurement, language).match(/(?<=\| )[−+]?\d[\d,.]*(?= \|)/gu) ?? [];
      assert.deepEqual(figures('ko'), figures('en'));
      assert.ok(figures('en').length > 8);
    }
  });

  it('keep the two directions of an improvement apart: 168.82 → 93.02 ms/token is −44.9 % time and 1.81x speed', () => {
    assert.match(renderMeasurementMarkdown(playedPrefill, 'en'), /\| n_batch 32 → 128 \| 168\.82 \| 93\.02 \| −44\.9 % time \| 1\.81x \|/);
  });

  it('leave no English sentence in Korean', () => {
    const english = [playedComparison, playedPrefill].flatMap((measurement) => renderMeasurementMarkdown(measurement, 'ko').split('\n')).filter((line) => /[A-Za-z]{2,}(?: [a-z]{2,}){4}/u.test(line.replace(/vllm serve .*hermes/u, '')));
    assert.deepEqual(english, []);
  });

  it('are HTML as well, without a request', () => assert.match(renderMeasurementHtml(playedPrefill, 'ko', { chartJs: '' }), /<html lang="ko">[\s\S]*default-src 'none'/u));

  it('are made of the file that a command wrote; another file is refused in words', async () => {
    const read = await readReportSource(written('prefill.json', playedPrefill));
    assert.equal(read.ok && read.value.markdown('en'), renderMeasurementMarkdown(playedPrefill, 'en'));
    const compared = await readReportSource(written('compare.json', playedComparison));
    assert.equal(compared.ok && compared.value.markdown('ko'), renderMeasurementMarkdown(playedComparison, 'ko'));
    const other = await readReportSource(written('other.json', { schema: 'plimsoll.fit/v1' }));
    assert.match(other.ok ? '' : other.failure.detail, /no measurement that a report can be made of/);
  });
});
