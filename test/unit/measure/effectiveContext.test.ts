import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { TokenCount } from '../../../src/domain/budget.ts';
import type { EffectiveContext } from '../../../src/domain/effectiveContext.ts';
import { fail } from '../../../src/domain/failure.ts';
import { canaryPrompt, canaryWord } from '../../../src/measure/canary.ts';
import { type EffectiveContextQuestion, findEffectiveContext, judgeProbe, probeSizes } from '../../../src/measure/effectiveContext.ts';
import { countWords, fakeServer } from '../../fakes/fakeServer.ts';
import { windowedServer, type WindowedServerOptions } from '../../fakes/windowedServer.ts';

const words = (content: readonly { readonly content: string }[]): number => countWords(content.map((message) => message.content).join('\n'));
const exactly: EffectiveContextQuestion['countTokens'] = (messages) => Promise.resolve({ tokens: words(messages), method: 'server', errorShare: 0 });
const about: EffectiveContextQuestion['countTokens'] = (messages) => Promise.resolve({ tokens: Math.round(words(messages) * 1.02), method: 'calibrated', errorShare: 0.05 });

async function found(options: WindowedServerOptions, more: Partial<EffectiveContextQuestion> = {}): Promise<EffectiveContext> {
  const result = await findEffectiveContext({
    ...{ server: windowedServer(options), model: 'small', countTokens: exactly, claimedWindow: options.window, seed: 1, nonce: 'n', idleTimeoutMs: 1000 },
    signal: new AbortController().signal,
    ...more,
  });
  assert.ok(result.ok);
  return result.value;
}

describe('findEffectiveContext', () => {
  it('finds a server honest that serves what it claims and refuses the rest', async () => {
    const context = await found({ window: 4096, overflow: 'refuse' });
    assert.deepEqual(context.probes.map((probe) => probe.verdict), ['whole', 'refused']);
    assert.equal(context.verdict, 'whole');
    assert.equal(context.effectiveTokens, 4096);
    assert.match(context.explanation, /refused, not cut/);
  });

  it('catches a silent cut at the claimed window', async () => {
    const context = await found({ window: 4096, overflow: 'cut' });
    assert.deepEqual(context.probes.map((probe) => probe.verdict), ['whole', 'truncated']);
    assert.equal(context.verdict, 'truncated');
    assert.equal(context.effectiveTokens, 4096);
    assert.equal(context.probes[1]?.canarySeen, false);
  });

  it('catches a window smaller than the one that is claimed, also when tokens can only be estimated', async () => {
    for (const countTokens of [exactly, about]) {
      const context = await found({ window: 4096, overflow: 'cut', canCount: false }, { claimedWindow: 32_768, sizes: [6037], countTokens });
      assert.equal(context.verdict, 'truncated');
      assert.equal(context.effectiveTokens, 4096);
    }
  });

  it('says "unclear" when the count is an estimate and the canary is lost, not more', async () => {
    const context = await found({ window: 4096, overflow: 'cutAndLie' }, { sizes: [6000], countTokens: about });
    assert.equal(context.verdict, 'unclear');
    assert.equal(context.effectiveTokens, undefined);
  });

  it('lets an exact count vouch for a model too weak to repeat the canary', async () => {
    const context = await found({ window: 4096, overflow: 'refuse', forgetful: true });
    assert.equal(context.verdict, 'whole');
    assert.match(context.probes[0]?.why ?? '', /too weak/);
  });

  it('calls a refusal of everything a refusal', async () => {
    const context = await found({ window: 1000, overflow: 'refuse' }, { sizes: [2000], claimedWindow: 4096 });
    assert.equal(context.verdict, 'refused');
    assert.match(context.probes[0]?.refusal?.detail ?? '', /exceeds/);
  });

  it('corrects a rough estimate by two short prompts before it judges', async () => {
    const rough: EffectiveContextQuestion['countTokens'] = (messages) => Promise.resolve({ tokens: Math.round(words(messages) * 0.8), method: 'tiktoken', errorShare: 0.2 });
    const whole = await found({ window: 8000, overflow: 'cut' }, { sizes: [6000], countTokens: rough });
    assert.deepEqual([whole.verdict, whole.probes[0]?.sent.method], ['whole', 'calibrated']);
    assert.ok(Math.abs((whole.probes[0]?.reportedTokens ?? 0) - 6000) < 60);
    const cut = await found({ window: 5000, overflow: 'cut' }, { sizes: [6000], countTokens: rough });
    assert.deepEqual([cut.verdict, cut.effectiveTokens], ['truncated', 5000]);
  });

  it('ends with any other failure', async () => {
    const gone = fail('serverGone', 'Gone.', '').failure;
    const server = fakeServer({ failAt: () => gone });
    const result = await findEffectiveContext({ server, model: 'small', countTokens: exactly, seed: 1, nonce: 'n', idleTimeoutMs: 1, signal: new AbortController().signal });
    assert.deepEqual(result, { ok: false, failure: gone });
  });

  it('contradicting evidence is not proof', () => {
    const sent: TokenCount = { tokens: 6000, method: 'calibrated', errorShare: 0.05 };
    assert.equal(judgeProbe({ sent, reportedTokens: 4096, canarySeen: true }).verdict, 'unclear');
  });
});

describe('the canary', () => {
  it('stands in the first line, changes with the seed and keeps the size', async () => {
    assert.notEqual(canaryWord(1), canaryWord(2));
    assert.match(canaryWord(7), /^[A-Z]{6}$/);
    const prompt = await canaryPrompt({ targetTokens: 900, seed: 1, nonce: 'n', canary: 'ABCDEF', countTokens: (messages) => Promise.resolve(words(messages)) });
    assert.match(prompt.messages[0]?.content ?? '', /^The password is ABCDEF\./);
    assert.ok(prompt.tokens <= 900 && prompt.tokens >= 898, String(prompt.tokens));
  });

  it('is tried just inside the window and beyond it, farther off when the count is rough', () => {
    assert.deepEqual(probeSizes(4096), [4032, 5120]);
    const [inside, beyond] = probeSizes(4096, 0.2);
    assert.ok((inside ?? 0) * 1.2 <= 4096 && (beyond ?? 0) * 0.8 >= 4096);
    assert.deepEqual(probeSizes(undefined), [8192]);
  });
});
