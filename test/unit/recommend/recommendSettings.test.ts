import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { agentProfiles } from '../../../src/budget/agentProfiles.ts';
import type { Figure } from '../../../src/domain/figure.ts';
import type { ModelSummary } from '../../../src/domain/runSummary.ts';
import { contextMargin, maxOutputTokens, recommendSettings, requestTimeoutMs } from '../../../src/recommend/recommendSettings.ts';
import { foldRun } from '../../../src/run/summary/foldRun.ts';
import { plan, runStarted, sample, server } from '../../fakes/runExamples.ts';

function measured(contextWindow: number | undefined, prefill: number, decode: number): ModelSummary {
  const models = server.models.map(({ contextWindow: _, ...model }) => (contextWindow === undefined ? model : { ...model, contextWindow }));
  const done = sample('small/continuous/0', 'continuous', { prefillTokensPerSecond: prefill, decodeTokensPerSecond: decode });
  const summary = foldRun([runStarted(plan), { type: 'probed', server: { ...server, models } }, { type: 'sampleDone', sample: done }]);
  const model = summary?.models[0];
  assert.ok(model);
  return model;
}

const agent = agentProfiles['cline-next'];

describe('recommendSettings', () => {
  it('keeps a stated margin below the served window', () => {
    const { settings } = recommendSettings(measured(32_768, 1000, 40), server, agent, agent.basePromptTokens);
    assert.equal(settings?.contextWindow, 32_768 - 328);
    assert.equal(settings?.servedContextWindow, 32_768);
    assert.equal(settings?.maxOutputTokens, 4096);
    assert.equal(settings?.openAiBaseUrl, 'http://127.0.0.1:1/v1');
    assert.equal(settings?.temperature, 0);
    assert.equal(settings?.supportsImages, false);
  });

  it('never lets prompt + max output exceed the window, and never recommends −1', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 300_000 }), fc.integer({ min: 1, max: 60_000 }), (window, prompt) => {
        const { settings, canCarryAgent } = recommendSettings(measured(window, 500, 20), server, agent, prompt);
        if (settings === undefined) return assert.equal(canCarryAgent, false);
        assert.ok(settings.maxOutputTokens >= 256);
        assert.ok(prompt + settings.maxOutputTokens <= settings.contextWindow && settings.contextWindow < window);
      }),
    );
  });

  it('says that a window is unknown instead of guessing one', () => {
    const recommendation = recommendSettings(measured(undefined, 500, 20), server, agent, 3000);
    assert.equal(recommendation.settings, undefined);
    assert.equal(recommendation.canCarryAgent, undefined);
    assert.match(recommendation.reasons[0] ?? '', /does not say/);
  });

  it('derives the time limit from the measured speeds: 2 × (30,000/100 + 4,000/20) s', () => {
    assert.equal(requestTimeoutMs(measured(32_768, 100, 20), 30_000, 4000).ms, 1_020_000);
    assert.equal(requestTimeoutMs(measured(32_768, 100_000, 500), 30_000, 100).ms, 60_000);
  });

  it('takes the growing cost of a fuller window from a sweep of three sizes', () => {
    const model = measured(32_768, 1000, 20);
    const figure = (value: number): Figure => ({ n: 1, mean: value, median: value, min: value, max: value, standardDeviation: 0, p95: value });
    // 1 ms a token and 0.05 ms per thousand tokens squared: 75 s for 30,000 tokens, where the last rate alone would say 42 s
    const sweep = [2000, 4000, 8000].map((tokens) => ({ contextTokens: tokens, status: 'measured', samples: 1, voided: 0, promptTokens: figure(tokens), prefillTokensPerSecond: figure(tokens / (tokens * 0.001 + 0.05 * (tokens / 1000) ** 2)) }) as const);
    const { promptTokens: _, ...continuous } = model.continuous;
    const timeout = requestTimeoutMs({ ...model, continuous, sweep }, 30_000, 400);
    assert.match(timeout.reason, /about 7[56] s of prefill by the cost curve of 3 sizes/);
    assert.equal(timeout.ms, 240_000);
    assert.match(requestTimeoutMs({ ...model, sweep: sweep.slice(0, 2) }, 30_000, 400).reason, /tokens\/s and/);
  });

  it('has small helpers that hold at their edges', () => {
    assert.equal(contextMargin(1000), 64);
    assert.equal(maxOutputTokens(3400, 3000), undefined);
    assert.equal(maxOutputTokens(3600, 3000), 256);
  });
});
