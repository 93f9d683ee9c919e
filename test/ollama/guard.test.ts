/** The guard before a real Ollama, which cuts a long prompt and answers 200 as if it had read it all. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { defaultGuardSettings } from '../../src/shells/guardServer/guardSettings.ts';
import { type Guard, startGuard } from '../../src/shells/guardServer/startGuard.ts';
import { send, until } from '../faults/guard/guardBench.ts';
import { type RealOllama, startOllama } from '../real/ollamaServer.ts';

const contextWindow = 512;
const waitMs = 60_000;

describe('the guard before a real Ollama that serves 512 tokens', () => {
  let ollama: RealOllama;
  let guard: Guard;
  const notices: string[] = [];
  before(async () => {
    ollama = await startOllama(contextWindow);
    const started = await startGuard({ ...defaultGuardSettings, upstream: { url: ollama.url }, onNotice: ({ text }) => void notices.push(text) });
    assert.ok(started.ok);
    guard = started.value;
  });
  after(async () => {
    await guard.stop();
    await ollama.stop();
  });

  const body = (words: number, more: object = {}): string => JSON.stringify({ model: ollama.model, stream: false, messages: [{ role: 'user', content: 'word '.repeat(words) }], options: { num_predict: 4 }, ...more });
  const native = (words: number, more?: object) => send(`${guard.ollamaUrl}/api/chat`, { body: body(words, more) });

  it('raises the silent truncation of the first request, whose window nobody knew before the model was loaded', async () => {
    const answer = await native(800);
    assert.equal(answer.status, 200);
    assert.equal((JSON.parse(answer.body) as { prompt_eval_count: number }).prompt_eval_count, contextWindow);
    await until(() => notices.some((line) => /TRUNCATED .*read 512 of at least 800/u.test(line)), waitMs);
  });

  it('refuses the same request from then on, natively and on /v1, where Ollama itself goes on answering 200', async () => {
    const direct = await send(`${ollama.url}/api/chat`, { body: body(800) });
    assert.equal(direct.status, 200);
    let refused = await native(800);
    for (let tries = 0; refused.status === 200 && tries < 20; tries += 1) refused = await native(800);
    assert.equal(refused.status, 400);
    assert.match(refused.body, /prompt is longer than the context length/u);
    const openAi = await send(`${guard.url}/chat/completions`, { body: JSON.stringify({ model: ollama.model, max_tokens: 4, messages: [{ role: 'user', content: 'word '.repeat(800) }] }) });
    assert.deepEqual([openAi.status, /context_length_exceeded/u.test(openAi.body)], [400, true]);
  });

  it('gives a request without a limit one that fits, and passes what fits', async () => {
    const limitless = await native(20, { options: {} });
    assert.equal(limitless.status, 200);
    assert.match(String(limitless.headers['x-plimsoll-guard']), /^clamped max_tokens none -> \d+, prompt ~\d+ of 512$/u);
    const small = await native(20);
    assert.equal(small.status, 200);
    // a window as small as this is no larger than what templates may add: passed, if not with certainty
    assert.doesNotMatch(String(small.headers['x-plimsoll-guard'] ?? ''), /clamped|refused/u);
  });

  it('takes the window a request asks for itself', async () => {
    const larger = await native(800, { options: { num_predict: 4, num_ctx: 2_048 } });
    assert.equal(larger.status, 200);
    assert.ok((JSON.parse(larger.body) as { prompt_eval_count: number }).prompt_eval_count > 800);
  });
});
