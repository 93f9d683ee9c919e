/** An agent's first request in the server's own tokens: by its tokeniser, by what it counts of two tiny requests, or by tiktoken alone. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { agentProfiles } from '../../../src/budget/agentProfiles.ts';
import { calibrationText } from '../../../src/budget/calibrationText.ts';
import { countAgentPrompt, type CountingServer } from '../../../src/budget/countAgentPrompt.ts';
import { servedFacts } from '../../../src/budget/servedFacts.ts';
import type { ChatRequest } from '../../../src/domain/chat.ts';
import { fail, ok } from '../../../src/domain/failure.ts';
import type { Completion } from '../../../src/domain/sample.ts';
import type { CompleteOptions, InferenceServer } from '../../../src/ports/inferenceServer.ts';
import type { Tokenizer } from '../../../src/ports/tokenizer.ts';
import { fakeServer } from '../../fakes/fakeServer.ts';

const { signal } = new AbortController();
/** One token a word, so that figures can be worked out by hand. */
const words = (text: string): number => text.split(/\s+/u).filter((word) => word !== '').length;
const tokenizer: Tokenizer = { count: (text) => Promise.resolve({ tokens: words(text), method: 'tiktoken', errorShare: 0.2 }) };
const question = { profile: agentProfiles['cline-compact'], mcpTools: 0, rules: [{ path: 'AGENTS.md', text: 'one two three' }] };
const reference = words(calibrationText);

interface Asked {
  readonly request: ChatRequest;
  readonly options: CompleteOptions;
}

/** A server without a tokeniser that counts `counted(text)` tokens in each answer. */
function usageServer(counted: (text: string) => Partial<Completion> | undefined): { readonly asked: Asked[]; readonly server: InferenceServer } {
  const asked: Asked[] = [];
  const plain = fakeServer({ canCount: false });
  const complete: InferenceServer['complete'] = async (request, options) => {
    asked.push({ request, options });
    const answer = await plain.complete(request, options);
    const own = counted(request.messages[0]?.content ?? '');
    if (own === undefined) return fail('busy', 'busy', '');
    const { promptTokens: _, ...without } = answer.ok ? answer.value : assert.fail('the fake answers');
    return ok({ ...without, ...own });
  };
  return { asked, server: { ...plain, complete } };
}

const counting = (server: InferenceServer, mayAsk = true): CountingServer => ({ server, model: 'm', mayAsk });

describe('countAgentPrompt', () => {
  it('without a server is tiktoken’s, with its error bar', async () => {
    const { count, parts } = await countAgentPrompt({ ...question, conversationTokens: 7 }, tokenizer, undefined, signal);
    assert.deepEqual(count, { tokens: 1_510, method: 'tiktoken', errorShare: 0.2 });
    assert.deepEqual(parts.map(({ tokens }) => tokens), [1_500, 3, 7]);
  });

  it('asks the server’s tokeniser once and scales everything by its ratio', async () => {
    const texts: string[] = [];
    const server: InferenceServer = {
      ...fakeServer(),
      countText: (_model, text) => {
        texts.push(text);
        return Promise.resolve(ok({ tokens: 2 * reference, method: 'server', errorShare: 0 }));
      },
    };
    const { count, parts } = await countAgentPrompt(question, tokenizer, counting(server, false), signal);
    assert.deepEqual(texts, [calibrationText]);
    assert.deepEqual(count, { tokens: 3_006, method: 'calibrated', errorShare: 0.08 });
    assert.deepEqual(parts.map(({ tokens }) => tokens), [3_000, 6]);
  });

  it('rounds the tokens of a rules file up', async () => {
    const server: InferenceServer = { ...fakeServer(), countText: () => Promise.resolve(ok({ tokens: Math.round(1.1 * reference), method: 'server', errorShare: 0 })) };
    const { parts } = await countAgentPrompt(question, tokenizer, counting(server), signal);
    assert.equal(parts[1]?.tokens, 4);
  });

  it('learns from two tiny requests where there is no tokeniser', async () => {
    const { asked, server } = usageServer((text) => ({ promptTokens: 1.5 * words(text) + 20, tokenSource: 'usage' }));
    const { count } = await countAgentPrompt(question, tokenizer, counting(server), signal);
    assert.deepEqual(count, { tokens: 2_255, method: 'calibrated', errorShare: 0.05 });
    assert.deepEqual(asked.map(({ request }) => request), ['Say yes.', calibrationText].map((content) => ({ model: 'm', messages: [{ role: 'user', content }], maxOutputTokens: 1, temperature: 0 })));
    assert.deepEqual(asked.map(({ options }) => [options.signal === signal, options.idleTimeoutMs]), [[true, 60_000], [true, 60_000]]);
  });

  it('takes the server’s own timings as well as its usage', async () => {
    const { server } = usageServer((text) => ({ promptTokens: 2 * words(text), tokenSource: 'serverTimings' }));
    assert.equal((await countAgentPrompt(question, tokenizer, counting(server), signal)).count.method, 'calibrated');
  });

  it('asks nothing where asking would load the model', async () => {
    const { asked, server } = usageServer(() => ({ promptTokens: 1, tokenSource: 'usage' }));
    assert.equal((await countAgentPrompt(question, tokenizer, counting(server, false), signal)).count.method, 'tiktoken');
    assert.equal(asked.length, 0);
  });

  const useless: readonly { readonly name: string; readonly counted: (text: string) => Partial<Completion> | undefined; readonly requests: number }[] = [
    { name: 'counts chunks only', counted: () => ({ promptTokens: 5, tokenSource: 'chunks' }), requests: 1 },
    { name: 'counts nothing', counted: () => ({ tokenSource: 'usage' }), requests: 1 },
    { name: 'refuses the first request', counted: () => undefined, requests: 1 },
    { name: 'refuses the second request', counted: (text) => (text === 'Say yes.' ? { promptTokens: 5, tokenSource: 'usage' } : undefined), requests: 2 },
  ];
  for (const { name, counted, requests } of useless) {
    it(`falls back to tiktoken when the server ${name}`, async () => {
      const { asked, server } = usageServer(counted);
      assert.deepEqual((await countAgentPrompt(question, tokenizer, counting(server), signal)).count, { tokens: 1_503, method: 'tiktoken', errorShare: 0.2 });
      assert.equal(asked.length, requests);
    });
  }

  it('the text it calibrates on is of an agent’s kind and size', () => {
    assert.ok(reference > 150 && /"type":"function"/u.test(calibrationText) && calibrationText.includes('def __init__'));
  });
});

describe('servedFacts', () => {
  it('says what is known and leaves out what is not', () => {
    assert.deepEqual(servedFacts({ id: 'm', contextWindow: 8_192, trainedContextWindow: 32_768 }, 4), { contextWindow: 8_192, trainedContextWindow: 32_768, parallelSlots: 4 });
    assert.deepEqual(servedFacts({ id: 'm', contextWindow: 8_192 }, undefined), { contextWindow: 8_192 });
    assert.deepEqual(servedFacts({ id: 'm', trainedContextWindow: 32_768 }, undefined), { trainedContextWindow: 32_768 });
    assert.deepEqual(servedFacts(undefined, 2), { parallelSlots: 2 });
    assert.deepEqual(servedFacts(undefined, undefined), {});
  });
});
