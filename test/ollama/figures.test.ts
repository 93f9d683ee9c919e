/** What the measuring claims, held against a real Ollama's own stopwatch. Ratios only: how fast this machine is does not matter. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { median } from 'simple-statistics';
import { openTarget, type Target } from '../../src/shells/measure/openTarget.ts';
import { type RealOllama, startOllama } from '../real/ollamaServer.ts';
import { decodeRatio, measureOnce, prefillRatio } from '../real/ownStopwatch.ts';

describe('the figures of a real Ollama', () => {
  let ollama: RealOllama | undefined;
  let target: Target;
  /**
   * Ollama's eval_duration leaves out the choosing and handing over of each token, a third of a millisecond here: within 2 % it agrees with
   * any outside clock only where a token takes much longer, as it does behind a long prompt.
   */
  const asked = { nonce: 'tide', promptTokens: 1_500, maxOutputTokens: 40 };

  before(async () => {
    ollama = await startOllama(2_560);
    const opened = await openTarget({ url: ollama.url }, ollama.model, new AbortController().signal);
    assert.ok(opened.ok);
    target = opened.value;
    await measureOnce(target, { nonce: 'loads the model', promptTokens: 32, maxOutputTokens: 2 });
  });
  after(() => ollama?.stop());

  it('prefill by the client’s clock: within 2 % of the server’s own', async () => {
    const sample = await measureOnce(target, asked);
    assert.ok(Math.abs(prefillRatio(sample) - 1) < 0.02, prefillRatio(sample).toFixed(4));
    assert.equal(sample.prefillSource, 'server');
  });

  it('decode rate: within 2 % of the server’s own, median of five', async () => {
    const ratios: number[] = [];
    for (let turn = 0; turn < 5; turn += 1) ratios.push(decodeRatio(await measureOnce(target, { ...asked, mayUsePromptCache: true })));
    assert.ok(Math.abs(median(ratios) - 1) < 0.02, ratios.map((ratio) => ratio.toFixed(4)).join(' '));
  });
});
