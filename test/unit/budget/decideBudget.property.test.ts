/** For any window, prompt and request the verdict neither overruns the window nor refuses what fits. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { decideBudget, upperPromptTokens } from '../../../src/budget/decideBudget.ts';

const question = fc.record({
  contextWindow: fc.integer({ min: 1, max: 1_000_000 }),
  promptCount: fc.record({
    tokens: fc.integer({ min: 0, max: 1_200_000 }),
    method: fc.constantFrom('server', 'calibrated', 'tiktoken', 'given'),
    errorShare: fc.constantFrom(0, 0.03, 0.2),
  }),
  requestedOutputTokens: fc.integer({ min: -1, max: 1_200_000 }),
  serverKind: fc.constantFrom('llamacpp', 'ollama', 'vllm', 'lmstudio', 'tabby', 'openai'),
  agent: fc.constantFrom('cline-next', 'cline-cli', 'cline-legacy', 'cline-compact', 'custom'),
  trainedContextWindow: fc.integer({ min: 1, max: 2_000_000 }),
});

describe('decideBudget, for any numbers', () => {
  it('fits exactly when the request is positive and the upper count leaves room for it', () => {
    fc.assert(
      fc.property(question, (q) => {
        const verdict = decideBudget(q);
        const upper = upperPromptTokens(q.promptCount);
        assert.equal(verdict.fits, q.requestedOutputTokens >= 1 && upper + q.requestedOutputTokens <= q.contextWindow);
        assert.ok(verdict.largestMaxTokens >= 0);
      }),
    );
  });

  it('proposes a max_tokens that fits and that no larger one would', () => {
    fc.assert(
      fc.property(question, (q) => {
        const { largestMaxTokens } = decideBudget(q);
        if (largestMaxTokens >= 1) assert.equal(decideBudget({ ...q, requestedOutputTokens: largestMaxTokens }).fits, true);
        assert.equal(decideBudget({ ...q, requestedOutputTokens: largestMaxTokens + 1 }).fits, false);
      }),
    );
  });

  it('advises something whenever it does not fit, and every window advised would hold the request or says why not', () => {
    fc.assert(
      fc.property(question, (q) => {
        const verdict = decideBudget(q);
        assert.equal(verdict.advice.length > 0, !verdict.fits);
        for (const advice of verdict.advice.filter((one) => one.kind === 'largerWindow')) {
          assert.ok((advice.value ?? 0) >= upperPromptTokens(q.promptCount) + Math.max(1, q.requestedOutputTokens));
          assert.ok((advice.value ?? 0) <= q.trainedContextWindow);
        }
      }),
    );
  });
});
