/** The founding failure and its neighbours: what fits, what does not, and what is advised. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { decideBudget, type BudgetQuestion } from '../../../src/budget/decideBudget.ts';

const given = (tokens: number) => ({ tokens, method: 'given' as const, errorShare: 0 });
const founding: BudgetQuestion = { contextWindow: 32_768, promptCount: given(21_924), requestedOutputTokens: 32_768 };

describe('decideBudget', () => {
  it('predicts the founding failure: 21,924 + 32,768 in a window of 32,768', () => {
    const verdict = decideBudget(founding);
    assert.equal(verdict.fits, false);
    assert.equal(verdict.neededTokens, 54_692);
    assert.equal(verdict.largestMaxTokens, 10_844);
    assert.match(verdict.explanation, /54,692.*32,768/u);
    assert.deepEqual(verdict.advice[0]?.value, 10_844);
  });

  it('fits to the last token and not one further', () => {
    assert.equal(decideBudget({ ...founding, requestedOutputTokens: 10_844 }).fits, true);
    assert.equal(decideBudget({ ...founding, requestedOutputTokens: 10_845 }).fits, false);
  });

  it('names the exact flag of each kind of server', () => {
    const commandFor = (question: Partial<BudgetQuestion>) =>
      decideBudget({ ...founding, ...question }).advice.find((one) => one.kind === 'largerWindow')?.command;
    assert.equal(commandFor({ serverKind: 'vllm' }), '--max-model-len 57344');
    assert.equal(commandFor({ serverKind: 'llamacpp' }), '-c 57344');
    assert.equal(commandFor({ serverKind: 'llamacpp', parallelSlots: 4 }), '-c 229376 -np 4');
    assert.equal(commandFor({ serverKind: 'ollama' }), 'OLLAMA_CONTEXT_LENGTH=57344 ollama serve');
    assert.equal(commandFor({ serverKind: 'tabby' }), 'max_seq_len: 57344');
    assert.equal(commandFor({ serverKind: 'lmstudio' }), 'lms load MODEL --context-length 57344');
  });

  it('never suggests a window beyond what the model was trained for', () => {
    const within = decideBudget({ ...founding, trainedContextWindow: 55_000 }).advice.find((one) => one.kind === 'largerWindow');
    assert.equal(within?.value, 55_000);
    const beyond = decideBudget({ ...founding, trainedContextWindow: 32_768 }).advice;
    assert.equal(beyond.some((one) => one.kind === 'largerWindow'), false);
    assert.equal(beyond.some((one) => one.kind === 'otherModel'), true);
  });

  it('suggests smaller prompt profiles, the compact one only where Cline has it', () => {
    const legacy: BudgetQuestion = { contextWindow: 16_384, promptCount: given(15_900), requestedOutputTokens: 4_096, agent: 'cline-legacy' };
    const values = (question: BudgetQuestion) => decideBudget(question).advice.filter((one) => one.kind === 'smallerPromptProfile').map((one) => one.value);
    assert.deepEqual(values({ ...legacy, serverKind: 'vllm' }), [4_400, 3_000]);
    assert.deepEqual(values({ ...legacy, serverKind: 'ollama' }), [4_400, 3_000, 1_500]);
  });

  it('takes the upper end of an inexact count', () => {
    const verdict = decideBudget({
      contextWindow: 10_000,
      promptCount: { tokens: 8_000, method: 'tiktoken', errorShare: 0.2 },
      requestedOutputTokens: 1_000,
    });
    assert.equal(verdict.fits, false);
    assert.equal(verdict.largestMaxTokens, 400);
    assert.match(verdict.explanation, /may be off by 20 %/u);
  });

  it('has no room when the prompt alone is too long', () => {
    const verdict = decideBudget({ ...founding, promptCount: given(40_000), requestedOutputTokens: 100 });
    assert.equal(verdict.largestMaxTokens, 0);
    assert.match(verdict.explanation, /prompt alone/u);
    assert.equal(verdict.advice.find((one) => one.kind === 'shorterPrompt')?.value, 32_668);
  });

  it('refuses -1, which real vLLM refuses too', () => {
    const verdict = decideBudget({ ...founding, requestedOutputTokens: -1 });
    assert.equal(verdict.fits, false);
    assert.equal(verdict.neededTokens, 21_924);
    assert.match(verdict.explanation, /at least 1/u);
  });

  it('promises nothing about an unknown window', () => {
    const verdict = decideBudget({ promptCount: given(3_000), requestedOutputTokens: 4_096, serverKind: 'lmstudio', model: 'm' });
    assert.equal(verdict.fits, false);
    assert.equal(verdict.contextWindow, undefined);
    assert.equal(verdict.advice[0]?.kind, 'setContextWindow');
  });
});
