import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { byCost, cellStates, secondsLeft } from '../../../src/recommend/study/foldStudy.ts';
import { baseName } from '../../../src/recommend/study/studyEffects.ts';
import { summariseStudy } from '../../../src/recommend/study/summariseStudy.ts';
import { renderStudyHtml, renderStudyMarkdown } from '../../../src/report/study/renderStudy.ts';
import { resultFiles } from '../../../src/shells/study/writeStudy.ts';
import { assertGolden } from '../../fakes/runs/assertGolden.ts';
import { studyEvents, studyFits, studyRuns } from '../../fakes/runs/playedStudy.ts';

const study = summariseStudy([...studyEvents, { type: 'fitsAsked', at: '2026-11-22T03:00:00.000Z', fits: studyFits }], studyRuns);
assert.ok(study);

describe('a selection study', () => {
  it('puts candidates of different servers side by side, each with its server in its name', () => {
    assert.deepEqual(study.candidates.map(({ label }) => label), ['gemma3:12b · Ollama', 'qwen2.5-coder:32b · Ollama', 'Qwen2.5-Coder-32B-AWQ · vLLM']);
  });
  it('pairs the same steps of different runs', () => {
    const rate = study.differences.find((difference) => difference.quantity === 'decodeTokensPerSecond' && difference.second.includes('AWQ') && difference.first.includes('gemma'));
    assert.equal(rate?.pairs, 5);
    assert.equal(rate.winner, 'gemma3:12b · Ollama');
  });
  it('recommends only who meets the constraints, and says what the others miss', () => {
    const missed = study.constraintVerdicts.map((verdict) => [verdict.label, verdict.missed.map((miss) => miss.constraint)]);
    assert.deepEqual(missed, [
      ['gemma3:12b · Ollama', []],
      ['qwen2.5-coder:32b · Ollama', ['vramBytes', 'minTokensPerSecond', 'minContextTokens']],
      ['Qwen2.5-Coder-32B-AWQ · vLLM', ['vramBytes', 'minTokensPerSecond']],
    ]);
    assert.ok(study.uses.every((use) => use.ranking?.every((place) => place.model === 'gemma3:12b · Ollama')));
    assert.ok(study.uses.every((use) => use.model === undefined), 'one eligible candidate is not crowned');
  });
  it('knows the failed cell, the open one, and what is left to do', () => {
    assert.deepEqual(cellStates(studyEvents).map(({ state }) => state), ['done', 'done', 'done', 'failed', 'pending']);
    assert.equal(secondsLeft(cellStates(studyEvents)), 3600);
    assert.equal(secondsLeft([]), undefined);
  });
  it('takes a cell that began and never ended for one to go on with', () => {
    const events = [...studyEvents.slice(0, 1), { type: 'cellRunning', cell: studyEvents[1]?.type === 'cellEnded' ? studyEvents[1].cell : '', runFolder: 'runs/x' } as const];
    assert.deepEqual(cellStates(events)[0], { cell: cellStates(events)[0]?.cell, state: 'paused', runFolder: 'runs/x' });
  });
  it('runs cheap cells first and unknown ones last', () => assert.deepEqual(byCost([{ id: 1 }, { id: 2, sizeBytes: 9 }, { id: 3, sizeBytes: 2 }]).map(({ id }) => id), [3, 2, 1]));
  it('names a JSON a model and context by model, context and time', () => {
    const names = resultFiles(study).map(([name]) => name);
    assert.ok(names.includes('gemma3-12b-Ollama_ctx41200_2026-11-22T00-00-00.json'), names.join(' '));
    assert.ok(names.every((name) => /^[\w.-]+_ctx\d+_\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d\.json$/u.test(name)));
  });
  it('writes no JSON over another when a sweep is as large as the prompt of continuous use', () => {
    const same = { ...study, candidates: study.candidates.map((one) => ({ ...one, run: { ...one.run, plan: { ...one.run.plan, promptTokens: 12_800 } } })) };
    const files = resultFiles(same);
    assert.equal(new Set(files.map(([name]) => name)).size, files.length);
    assert.ok(files.some(([name, content]) => name.includes('_ctx12800_') && String(content).includes('"sweep"') && String(content).includes('"scenarios"')));
  });
});

describe('effects', () => {
  it('know one model by its many names', () => {
    assert.equal(baseName('Qwen/Qwen2.5-Coder-32B-Instruct-AWQ'), baseName('qwen2.5-coder:32b'));
    assert.equal(baseName('Qwen2.5-Coder-32B-Instruct-GPTQ-Int4'), baseName('qwen2.5-coder:32b-instruct-q4_K_M'));
    assert.equal(baseName('gemma-3-270m'), baseName('gemma-3-270m:latest'));
    assert.notEqual(baseName('gemma3:12b'), baseName('gemma3:27b'));
  });
});

describe('the study’s report', () => {
  for (const language of ['en', 'ko'] as const) {
    const text = renderStudyMarkdown(study, language);
    it(`${language}: golden`, () => assertGolden(`study.${language}.md`, text));
    it(`${language}: chapters are numbered in order`, () => {
      const chapters = [...text.matchAll(/^## (\d+)\. /gmu)].map((match) => Number(match[1]));
      assert.deepEqual(chapters, chapters.map((_, index) => index + 1));
      assert.ok(chapters.length >= 12);
    });
    it(`${language}: nothing undefined slipped in`, () => assert.doesNotMatch(text, /undefined|NaN|\[object|Infinity/u));
  }
  it('says what failed and that it is not finished', () => {
    const text = renderStudyMarkdown(study, 'en');
    assert.match(text, /not finished: 3 of 5 cells are done/u);
    assert.match(text, /ran out of memory while it loaded gemma3:27b/u);
  });
  it('of a study without any result is still a report', () => {
    const empty = summariseStudy(studyEvents.slice(0, 1), []);
    assert.ok(empty);
    assert.match(renderStudyMarkdown(empty, 'en'), /No cell of this study has been measured yet/u);
  });
  it('is also one HTML page with every chart', () => {
    const html = renderStudyHtml(study, 'en', { chartJs: '' });
    assert.equal([...html.matchAll(/data-chart=/gu)].length, 7);
    assert.doesNotMatch(html, /<script>alert/u);
  });
});
