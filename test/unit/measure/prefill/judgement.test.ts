import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { SettingInForce } from '../../../../src/domain/prefill.ts';
import { type EarlierPrefill, improvementOver } from '../../../../src/measure/prefill/improvement.ts';
import { judgeTarget, parseBand, stagedGoals } from '../../../../src/measure/prefill/targetBand.ts';
import { tuningAdvice, type TuningQuestion } from '../../../../src/measure/prefill/tuningAdvice.ts';

const setting = (name: string, value: string | number): SettingInForce => ({ name, value: String(value), source: 'user' });
const band = { lowMsPerToken: 20, highMsPerToken: 50 };

describe('the target band', () => {
  it('judges 93.02 ms/token against 20–50: 1.86 to 4.65 times too slow', () => {
    const verdict = judgeTarget(93.02, band);
    assert.equal(verdict.met, false);
    assert.equal(verdict.timesSlowerThanHigh.toFixed(2), '1.86');
    assert.equal(verdict.timesSlowerThanLow.toFixed(2), '4.65');
    assert.equal(verdict.attainmentOfLowPercent.toFixed(1), '21.5');
    assert.equal(verdict.attainmentOfHighPercent.toFixed(1), '53.8');
  });

  it('is met inside the band, and attainment never exceeds all of it', () => {
    assert.equal(judgeTarget(50, band).met, true);
    assert.equal(judgeTarget(5, band).attainmentOfLowPercent, 100);
  });

  it('is read from text, the smaller figure first', () => {
    assert.deepEqual(parseBand('20-50'), { ok: true, value: band });
    assert.deepEqual(parseBand('0.5–2'), { ok: true, value: { lowMsPerToken: 0.5, highMsPerToken: 2 } });
    for (const text of ['50-20', '20', '0-5', 'fast', '-5-5']) assert.equal(parseBand(text).ok, false, text);
  });

  it('is reached in stages: 70, 50, 20 ms/token from 93', () => {
    assert.deepEqual(stagedGoals(93.02, band).map((goal) => [goal.msPerToken, goal.speedUpNeeded.toFixed(2), goal.reached]), [[70, '1.33', false], [50, '1.86', false], [20, '4.65', false]]);
    assert.deepEqual(stagedGoals(8, band).map((goal) => goal.reached), [true, true]);
  });
});

describe('improvement', () => {
  const run = (msPerToken: number, more: Partial<EarlierPrefill> = {}): EarlierPrefill => ({ label: 'v1', at: '2026-01-01T00:00:00Z', model: 'm', promptTokens: 327, msPerToken, settings: [], method: 'promptProgress', clock: 'server', ...more });

  it('says both directions of 168.82 → 93.02 and mixes neither', () => {
    const found = improvementOver(run(168.82), run(93.02));
    assert.equal(found.timeSavedPercent.toFixed(1), '44.9');
    assert.equal(found.speedUp.toFixed(2), '1.81');
    assert.deepEqual(found.caveats, []);
  });

  it('lists what was changed and why the two may not compare', () => {
    const found = improvementOver(run(100, { settings: [setting('n_batch', 128), setting('n_ctx', 512)], promptTokens: 300, model: 'old' }), run(120, { settings: [setting('n_batch', 512), setting('n_ctx', 512)], clock: 'client' }));
    assert.ok(found.timeSavedPercent < 0);
    assert.deepEqual(found.changed, ['n_batch 128 → 512']);
    assert.equal(found.caveats.length, 2);
    assert.equal(improvementOver(run(1, { promptTokens: 3000 }), run(1)).caveats.length, 1);
  });
});

describe('tuningAdvice', () => {
  const asked = (more: Partial<TuningQuestion>): readonly string[] => tuningAdvice({ serverKind: 'llamacpp', settings: [], promptTokens: 4096, ...more }).map((advice) => advice.what);

  it('puts layers on the CPU first, then batches', () => {
    const found = tuningAdvice({ serverKind: 'llamacpp', promptTokens: 4096, hasGpu: true, settings: [setting('n_gpu_layers', 31), setting('n_batch', 128), setting('n_ubatch', 16)] });
    assert.deepEqual(found.slice(0, 2).map((advice) => advice.command), ['-ngl 999', '-b 2048 -ub 512']);
    assert.match(found[1]?.why ?? '', /n_batch 128, n_ubatch 16/);
  });

  it('does not send anyone without a card to the GPU, but to the cores', () => {
    const found = asked({ hasGpu: false, settings: [setting('cpu_cores', 8), setting('n_threads', 4)] });
    assert.ok(!found.some((what) => what.includes('GPU')));
    assert.ok(found.includes('7 threads for prompts'));
  });

  it('names flash attention only when the square costs something', () => {
    const curve = { a: 0, b: 1, c: 0.001, r2: 1, points: 5, largestTokens: 4096 };
    assert.ok(asked({ curve }).includes('Flash attention'));
    assert.ok(!asked({ curve: { ...curve, c: 1e-6 } }).includes('Flash attention'));
    assert.ok(!asked({ curve: { ...curve, points: 3 } }).includes('Flash attention'), 'three points prove no square');
  });

  it('tells a working prefix cache from a missing one', () => {
    assert.ok(asked({ cached: { coldMs: 1000, cachedMs: 20, speedUp: 50 } }).some((what) => what.startsWith('Keep')));
    assert.ok(asked({ cached: { coldMs: 1000, cachedMs: 900, speedUp: 1.1 } }).some((what) => what.startsWith('Switch')));
  });

  it('leaves good settings alone', () => {
    assert.deepEqual(asked({ hasGpu: true, cpuOffloadShare: 0, settings: [setting('n_gpu_layers', 999), setting('n_batch', 2048), setting('n_ubatch', 512)] }), ['A smaller model or a faster quantisation']);
  });
});
