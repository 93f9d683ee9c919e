import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Completion } from '../../../src/domain/sample.ts';
import { clientQuality, decodeDifferencePercent } from '../../../src/measure/clientQuality.ts';
import { countStalls, interTokenLatency, sampleOf } from '../../../src/measure/sampleOf.ts';

const completion: Completion = {
  text: 'a b c d e',
  thinking: '',
  toolCalls: [],
  finishReason: 'stop',
  complete: true,
  promptTokens: 100,
  completionTokens: 5,
  tokenSource: 'usage',
  connectMs: 1,
  reusedConnection: false,
  connectionRetries: 0,
  firstByteMs: 90,
  firstChunkMs: 95,
  firstTokenMs: 101,
  firstAnswerMs: 101,
  lastTokenMs: 141,
  totalMs: 145,
  tokenTimesMs: [101, 111, 121, 131, 141],
  mergedChunkShare: 0,
};

const context = { key: 'k', model: 'm', phase: 'continuous', startedAt: '2026-01-01T00:00:00.000Z', sentTokens: { tokens: 98, method: 'server', errorShare: 0 }, roundTripMs: 1, outputHash: 'abcd' } as const;

describe('sampleOf', () => {
  it('counts decode from the second token: (5 − 1) tokens in 40 ms', () => {
    const sample = sampleOf(completion, context);
    assert.equal(sample.decodeTokensPerSecond, 100);
    assert.equal(sample.ttftMs, 101);
    assert.equal(sample.prefillSource, 'client');
    assert.equal(sample.prefillMs, 100);
    assert.equal(sample.prefillTokensPerSecond, 1000);
  });

  it('takes the server’s stopwatch for prefill and leaves cached tokens out', () => {
    const server = { promptMs: 50, promptTokens: 40, cachedTokens: 60, predictedMs: 50, predictedTokens: 5 };
    const sample = sampleOf({ ...completion, server, cachedPromptTokens: 60 }, context);
    assert.equal(sample.prefillSource, 'server');
    assert.equal(sample.prefillTokensPerSecond, 800);
    assert.equal(sample.serverDecodeTokensPerSecond, 100, 'as the server states it');
    assert.equal(decodeDifferencePercent(sample), 25, '4 tokens in 40 ms against 4 in 50 ms');
  });

  it('has no rate from a single token and uses the count made before sending when the server reports none', () => {
    const { promptTokens: _, ...rest } = completion;
    const sample = sampleOf({ ...rest, completionTokens: 1, tokenTimesMs: [101], lastTokenMs: 101 }, context);
    assert.equal(sample.decodeTokensPerSecond, undefined);
    assert.equal(sample.interTokenLatencyMs, undefined);
    assert.equal(sample.promptTokens, 98);
  });

  it('tells stalls from slowness', () => {
    assert.equal(countStalls([0, 10, 20, 30, 900, 910]), 1);
    assert.equal(countStalls([0, 300, 600, 900]), 0);
    assert.deepEqual(interTokenLatency([0, 10, 30]), { p50: 15, p90: 19, p99: 19.9, max: 20 });
  });
});

describe('clientQuality', () => {
  it('accepts a quiet client and flags a busy one with its reasons', () => {
    const sample = sampleOf({ ...completion, completionTokens: 64 }, context);
    assert.equal(clientQuality([sample], 0.4, 0.2).verdict, 'accepted');
    const flagged = clientQuality([{ ...sample, mergedChunkShare: 0.5, serverDecodeTokensPerSecond: 1 }], 90, 0.2);
    assert.equal(flagged.verdict, 'flagged');
    assert.equal(flagged.reasons.length, 3);
  });
});
