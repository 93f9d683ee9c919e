/** What a real Ollama does with a prompt that is too long: it cuts it in silence, and that is caught. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { EffectiveContext } from '../../src/domain/effectiveContext.ts';
import { findEffectiveContext } from '../../src/measure/effectiveContext.ts';
import { openTarget } from '../../src/shells/measure/openTarget.ts';
import { runCli } from '../real/cli.ts';
import { startOllama } from '../real/ollamaServer.ts';

const signal = new AbortController().signal;

describe('a real Ollama with a window of 512', () => {
  const window = 512;
  let ollama: Awaited<ReturnType<typeof startOllama>>;
  before(async () => {
    ollama = await startOllama(window);
  });
  after(() => ollama.stop());

  async function context(sizes: readonly number[]): Promise<EffectiveContext> {
    const target = await openTarget({ url: ollama.url }, ollama.model, signal);
    assert.ok(target.ok);
    const { server, model, countTokens } = target.value;
    assert.equal(model.contextWindow, window, 'loading reveals the window');
    const found = await findEffectiveContext({ server, model: model.id, countTokens, claimedWindow: window, sizes, seed: 1, nonce: String(performance.now()), idleTimeoutMs: 300_000, signal });
    assert.ok(found.ok, JSON.stringify(found));
    return found.value;
  }

  it('cuts in silence, which is caught', async () => {
    const found = await context([900]);
    assert.deepEqual([found.verdict, found.effectiveTokens, found.probes[0]?.canarySeen], ['truncated', window, false]);
    assert.equal(found.probes[0]?.sent.method, 'calibrated', 'Ollama has no tokeniser: two short prompts told how it counts');
  });

  it('reads whole what fits', async () => {
    const found = await context([360]);
    const [probe] = found.probes;
    assert.notEqual(found.verdict, 'truncated');
    assert.ok(Math.abs((probe?.reportedTokens ?? 0) - 360) < 360 * 0.1, `${probe?.reportedTokens} read`);
  });

  it('is told with exit code 3 by the command line', async () => {
    const { code, stdout, stderr } = await runCli(['effective', '--url', ollama.url, '--model', ollama.model, '--tokens', '1200']);
    assert.equal(code, 3, stderr);
    assert.match(stdout, /silently cuts longer prompts to 512 tokens/);
  });
});
