/** For any window, prompt and request: never beyond the window, and never a refusal of what fits. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { decideRequest, type GuardDecision, type GuardQuestion } from '../../../src/guard/decideRequest.ts';
import { exactSize } from '../../../src/guard/estimatePrompt.ts';

const tokens = fc.integer({ min: 1, max: 300_000 });
const requested = fc.option(fc.integer({ min: -1, max: 300_000 }), { nil: undefined });

const exactQuestion = fc.record({ contextWindow: tokens, prompt: tokens.map((count) => exactSize(count)), requested, overrunsWithoutLimit: fc.boolean(), leastOutputTokens: fc.integer({ min: 1, max: 2_048 }) });
const estimatedQuestion = fc
  .record({ contextWindow: tokens, ends: fc.tuple(tokens, tokens, tokens), requested, overrunsWithoutLimit: fc.boolean(), leastOutputTokens: fc.integer({ min: 1, max: 2_048 }) })
  .map(({ ends, ...rest }) => {
    const [low = 1, likely = 1, high = 1] = ends.toSorted((a, b) => a - b);
    return { ...rest, prompt: { low, likely, high, isExact: false } };
  });

const ask = ({ requested: output, ...rest }: Omit<GuardQuestion, 'requestedOutputTokens'> & { readonly requested: number | undefined }): GuardDecision =>
  decideRequest({ ...rest, ...(output === undefined ? {} : { requestedOutputTokens: output }) });

/** What the server may generate at most after the decision; undefined: it stops at its window by itself. */
function outputAfter(decision: GuardDecision, output: number | undefined): number | undefined {
  if (decision.action === 'clamp') return decision.maxTokens;
  return output;
}

describe('decideRequest, for any numbers', () => {
  it('never lets an exactly counted prompt + output exceed the window', () => {
    fc.assert(
      fc.property(exactQuestion, (q) => {
        const decision = ask(q);
        if (decision.action === 'refuse') return;
        const output = outputAfter(decision, q.requested);
        if (output === undefined) assert.ok(q.prompt.high + 1 <= q.contextWindow && !q.overrunsWithoutLimit);
        else assert.ok(output >= 1 && q.prompt.high + output <= q.contextWindow);
      }),
    );
  });

  it('never refuses what fits, and never changes it', () => {
    fc.assert(
      fc.property(exactQuestion, (q) => {
        const output = q.requested ?? 1;
        if (output < 1 || q.prompt.high + output > q.contextWindow || (q.requested === undefined && q.overrunsWithoutLimit)) return;
        assert.equal(ask(q).action, 'pass');
      }),
    );
  });

  it('keeps both promises for every true size an estimate allows, as far as it claims certainty', () => {
    fc.assert(
      fc.property(estimatedQuestion, fc.double({ min: 0, max: 1, noNaN: true }), (q, where) => {
        const truth = Math.round(q.prompt.low + (q.prompt.high - q.prompt.low) * where);
        const decision = ask(q);
        if (decision.action === 'refuse') {
          const isUnlimited = q.requested === undefined ? q.overrunsWithoutLimit : q.requested < 1;
          assert.ok(truth + (isUnlimited ? q.leastOutputTokens : (q.requested ?? 1)) > q.contextWindow);
        } else if (decision.reason !== 'uncertain') {
          const output = outputAfter(decision, q.requested);
          assert.ok(truth + Math.max(1, output ?? 1) <= q.contextWindow);
        }
      }),
    );
  });

  it('never raises a limit', () => {
    fc.assert(
      fc.property(estimatedQuestion, (q) => {
        const decision = ask(q);
        if (decision.action === 'clamp' && q.requested !== undefined && q.requested >= 1) assert.ok(decision.maxTokens < q.requested);
      }),
    );
  });
});

describe('decideRequest', () => {
  const founding: GuardQuestion = { contextWindow: 32_768, prompt: exactSize(21_924), requestedOutputTokens: 32_768, overrunsWithoutLimit: false, leastOutputTokens: 256 };

  it('makes the founding failure impossible: 32,768 becomes 10,844', () => {
    assert.deepEqual(decideRequest(founding), { action: 'clamp', reason: 'tooMuchOutput', maxTokens: 10_844, contextWindow: 32_768, promptTokens: 21_924 });
  });

  it('gives "no limit" (-1) a limit that fits', () => {
    assert.deepEqual(decideRequest({ ...founding, requestedOutputTokens: -1 }), { action: 'clamp', reason: 'noLimit', maxTokens: 10_844, contextWindow: 32_768, promptTokens: 21_924 });
  });

  it('refuses a prompt that leaves no room for an answer of use', () => {
    assert.equal(decideRequest({ ...founding, prompt: exactSize(32_600) }).action, 'refuse');
    assert.equal(decideRequest({ ...founding, prompt: exactSize(32_600), requestedOutputTokens: 100 }).action, 'pass');
    assert.deepEqual(decideRequest({ ...founding, prompt: exactSize(33_000) }), { action: 'refuse', reason: 'promptTooLong', contextWindow: 32_768, promptTokens: 33_000 });
  });

  it('passes what it cannot judge', () => {
    assert.deepEqual(decideRequest({ prompt: founding.prompt, requestedOutputTokens: 32_768, overrunsWithoutLimit: false, leastOutputTokens: 256 }), { action: 'pass', reason: 'windowUnknown' });
  });
});
