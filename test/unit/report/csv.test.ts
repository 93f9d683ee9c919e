import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { renderCsv } from '../../../src/report/renderCsv.ts';
import { samplesOf } from '../../../src/report/samplesOf.ts';
import { readRunFixture } from '../../fakes/runs/readRunFixture.ts';
import { sample } from '../../fakes/runExamples.ts';

/** A reader of RFC 4180, written from the RFC. */
function parse(text: string): readonly (readonly string[])[] {
  const rows: (readonly string[])[] = [];
  let row: string[] = [];
  const pattern = /("(?:[^"]|"")*"|[^",\r\n]*)(,|\r\n|$)/gy;
  for (const [, field = '', end] of text.matchAll(pattern)) {
    row.push(field.startsWith('"') ? field.slice(1, -1).replaceAll('""', '"') : field);
    if (end === ',') continue;
    if (end === '') break;
    rows.push(row);
    row = [];
  }
  return rows;
}

describe('samples.csv', () => {
  it('has one row a valid sample, every row with every column', () => {
    const samples = samplesOf(readRunFixture('two-models').events);
    const rows = parse(renderCsv(samples));
    assert.equal(rows.length, samples.length + 1);
    assert.equal(new Set(rows.map((row) => row.length)).size, 1);
    assert.deepEqual(rows[0]?.slice(0, 2), ['key', 'model']);
  });
  it('quotes commas, quotes and line breaks, and disarms what a spreadsheet would run', () => {
    const [, row] = parse(renderCsv([sample('a,"b"\r\nc', 'cold', { model: '=HYPERLINK("http://evil")' })]));
    assert.deepEqual(row?.slice(0, 2), ['a,"b"\r\nc', '\'=HYPERLINK("http://evil")']);
  });
  it('leaves a field empty where nothing was measured', () => {
    const [head = [], row = []] = parse(renderCsv([sample('a', 'cold')]));
    assert.equal(row[head.indexOf('gpu_memory_max_percent')], '');
    assert.equal(row[head.indexOf('ttft_ms')], '500');
  });
  it('a step done twice counts once, the last time', () => {
    const samples = samplesOf([{ type: 'sampleDone', sample: sample('a', 'cold') }, { type: 'sampleDone', sample: sample('a', 'cold', { ttftMs: 7 }) }]);
    assert.deepEqual(samples.map((one) => one.ttftMs), [7]);
  });
});
