/** The estimate's ends really enclose what a tokeniser counts, on this repository's own texts and on arbitrary ones. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { countTiktoken } from '../../../src/adapters/tokenizers/tiktoken.ts';
import { calibratedSize, learnRatio, type LearnedRatios } from '../../../src/guard/calibrateSizes.ts';
import { estimatePrompt, exactSize, type PromptSize } from '../../../src/guard/estimatePrompt.ts';
import type { GuardRequest } from '../../../src/guard/guardRequest.ts';

const request = (content: string, more: Partial<GuardRequest> = {}): GuardRequest => ({
  api: 'openaiChat',
  model: 'm',
  stream: true,
  messages: [{ role: 'user', content }],
  tools: [],
  images: 0,
  outputFields: [],
  ...more,
});

async function enclosed(text: string): Promise<void> {
  const size = estimatePrompt(request(text));
  const tokens = await countTiktoken(text);
  assert.ok(size.low <= tokens, `low ${size.low} > ${tokens} for ${JSON.stringify(text.slice(0, 80))}`);
  assert.ok(tokens <= size.high, `high ${size.high} < ${tokens} for ${JSON.stringify(text.slice(0, 80))}`);
  assert.ok(size.low <= size.likely && size.likely <= size.high);
}

describe('estimatePrompt', () => {
  it('encloses the count of source code, Markdown, Korean and hexadecimal digits', async () => {
    const folder = join(import.meta.dirname, '../../../src/guard');
    const files = readdirSync(folder).filter((name) => name.endsWith('.ts')).map((name) => readFileSync(join(folder, name), 'utf8'));
    for (const text of [...files, '안녕하세요. 이 함수는 피보나치 수열을 계산합니다. '.repeat(40), 'f47ac10b-58cc-4372-a567-0e02b2c3d479 '.repeat(50), ' '.repeat(5_000), '0123456789'.repeat(100)]) {
      await enclosed(text);
    }
  });

  it('encloses the count of arbitrary text', async () => {
    await fc.assert(fc.asyncProperty(fc.oneof(fc.string({ maxLength: 300 }), fc.string({ unit: 'grapheme', maxLength: 300 }), fc.lorem({ maxCount: 50 })), enclosed), { numRuns: 150 });
  });

  it('leaves out of the lower end what templates may drop: tools and earlier thinking', () => {
    const plain = estimatePrompt(request('hello world'));
    const tools = [{ name: 'read_files', description: 'Reads files from the workspace', parameters: { type: 'object' } }];
    const withTools = estimatePrompt(request('hello world', { tools }));
    assert.equal(withTools.low, plain.low);
    assert.ok(withTools.high > plain.high);
    const thought = estimatePrompt(request('', { messages: [{ role: 'assistant', content: '<think>one two three four</think>five' }] }));
    assert.equal(thought.low, 1);
  });

  it('allows for images without knowing their size', () => {
    const size = estimatePrompt(request('look', { images: 2 }));
    assert.equal(size.low, 1);
    assert.ok(size.high >= 6_000);
    assert.deepEqual(exactSize(100, 1), { low: 100, likely: 900, high: 3_100, isExact: false });
  });
});

describe('calibratedSize', () => {
  const size: PromptSize = { low: 500, likely: 1_000, high: 3_000, isExact: false };
  const learned = (reported: readonly number[]): LearnedRatios => reported.reduce<LearnedRatios>((ratios, tokens) => learnRatio(ratios, size, tokens), []);

  it('narrows the estimate after three answered requests', () => {
    assert.deepEqual(calibratedSize(size, learned([1_200, 1_200])), size);
    assert.deepEqual(calibratedSize(size, learned([1_200, 1_210, 1_200])), { low: 1_020, likely: 1_200, high: 1_380, isExact: false });
  });

  it('is not poisoned by counts of truncated or cached prompts', () => {
    assert.deepEqual(learned([10, 100, 5_000]), []);
  });

  it('stays wide when past counts disagree', () => {
    const wide = calibratedSize(size, learned([700, 1_000, 1_500]));
    assert.ok(wide.low <= 700 && wide.high >= 1_500);
  });
});
