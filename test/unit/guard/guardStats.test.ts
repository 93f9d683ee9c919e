/** What is read from an answer's end, what counts as truncated, and the figures the guard shows. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { detectTruncation } from '../../../src/guard/reply/detectTruncation.ts';
import { exactSize } from '../../../src/guard/estimatePrompt.ts';
import { addRecord, emptyGuardStats, type GuardRecord, learnedProfile } from '../../../src/guard/guardStats.ts';
import { prometheusText } from '../../../src/guard/prometheusText.ts';
import { readUsage } from '../../../src/guard/reply/readUsage.ts';

describe('readUsage', () => {
  it('reads the usage chunk before [DONE]', () => {
    assert.deepEqual(readUsage('data: {"choices":[{"delta":{"content":"x"}}]}\n\ndata: {"choices":[],"usage":{"prompt_tokens":40,"completion_tokens":7}}\n\ndata: [DONE]\n\n'), { promptTokens: 40, completionTokens: 7 });
  });

  it('adds llama.cpp’s cached tokens to the prompt and takes its own rate', () => {
    assert.deepEqual(readUsage('data: {"choices":[{"finish_reason":"stop"}],"timings":{"cache_n":90,"prompt_n":10,"predicted_n":5,"predicted_per_second":101.5}}\n\n'), {
      promptTokens: 100,
      completionTokens: 5,
      decodeTokensPerSecond: 101.5,
    });
  });

  it('reads Ollama’s nanoseconds and whole documents, also when cut at the front', () => {
    assert.deepEqual(readUsage('{"done":true,"prompt_eval_count":11,"eval_count":20,"eval_duration":200000000}\n'), { promptTokens: 11, completionTokens: 20, decodeTokensPerSecond: 100 });
    assert.deepEqual(readUsage('{\n "choices": [],\n "usage": {\n  "prompt_tokens": 3,\n  "completion_tokens": 4\n }\n}'), { promptTokens: 3, completionTokens: 4 });
    assert.deepEqual(readUsage('ng text"}}],"usage":{"prompt_tokens":3,"completion_tokens":4}}'), { promptTokens: 3, completionTokens: 4 });
    assert.deepEqual(readUsage('data: [DONE]\n\n'), {});
  });
});

describe('detectTruncation', () => {
  it('sees that Ollama read 4,096 of 6,037 tokens, or about half a window', () => {
    assert.equal(detectTruncation(exactSize(6_037), 4_096, 4_096)?.lostTokensAtLeast, 1_941);
    assert.match(detectTruncation(exactSize(6_037), 2_050, 4_096)?.text ?? '', /read 2050 of at least 6037/u);
  });

  it('does not take a cached count, a dropped tool list or a small difference for truncation', () => {
    assert.equal(detectTruncation(exactSize(6_037), 1_037, 8_192), undefined);
    assert.equal(detectTruncation(exactSize(4_300), 4_096, 4_096), undefined);
    assert.equal(detectTruncation({ low: 3_000, likely: 5_000, high: 9_000, isExact: false }, 4_096, 4_096), undefined);
    assert.equal(detectTruncation(exactSize(6_037), undefined, 4_096), undefined);
  });
});

const record = (more: Partial<GuardRecord>): GuardRecord => ({ at: '2026-11-22T03:00:00Z', path: '/v1/chat/completions', model: 'm', outcome: 'passed', ending: 'complete', status: 200, totalMs: 5, ...more });

describe('guard figures', () => {
  it('adds up outcomes and learns the agent’s prompt from first requests only', () => {
    const records = [record({ messages: 2, reportedPromptTokens: 4_404 }), record({ messages: 9, reportedPromptTokens: 9_000 }), record({ messages: 2, promptTokens: 4_390, outcome: 'clamped' }), record({ outcome: 'refused', ending: 'refused' }), record({ ending: 'overflow' })];
    const stats = records.reduce(addRecord, emptyGuardStats('2026-11-22T03:00:00Z'));
    assert.deepEqual([stats.requests, stats.passed, stats.clamped, stats.refused, stats.overflowsTranslated], [5, 3, 1, 1, 1]);
    assert.deepEqual(learnedProfile(stats), { conversations: 2, smallestPromptTokens: 4_390, medianPromptTokens: 4_390 });
    assert.equal(learnedProfile(emptyGuardStats('')), undefined);
  });

  it('forgets old records, not totals', () => {
    const stats = Array.from({ length: 250 }, () => record({})).reduce(addRecord, emptyGuardStats(''));
    assert.equal(stats.requests, 250);
    assert.equal(stats.recent.length, 100);
  });

  it('prints Prometheus text', () => {
    const stats = addRecord(emptyGuardStats(''), record({ ttftMs: 1_500, reportedPromptTokens: 8_192, contextWindow: 32_768 }));
    const text = prometheusText(stats, { inFlight: 2, tokensPerSecond: 55.5 });
    assert.match(text, /^# TYPE plimsoll_guard_requests_total counter$/mu);
    assert.match(text, /^plimsoll_guard_requests_total\{outcome="passed"\} 1$/mu);
    assert.match(text, /^plimsoll_guard_last_ttft_seconds 1\.5$/mu);
    assert.match(text, /^plimsoll_guard_last_context_use 0\.25$/mu);
    assert.ok(text.endsWith('\n'));
  });
});
