/** What the guard sends on and what it answers itself, seen from both sides. */
import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'node:test';
import { capturedBody, type VllmVersion } from '../../fakes/protocols/vllmCaptures.ts';
import { chat, closeGuardBenches, delta, eventStream, openGuardBench, send, until, type UpstreamHandler } from './guardBench.ts';

afterEach(closeGuardBenches);

const bodies: string[] = [];
const answering: UpstreamHandler = (_request, response, body) => {
  bodies.push(body);
  response.writeHead(200, eventStream);
  response.end(`${delta('hi')}data: {"choices":[],"usage":{"prompt_tokens":21924,"completion_tokens":1}}\n\ndata: [DONE]\n\n`);
};

/** vLLM as it answered in reality: refuses the founding request, answers everything that fits. */
const vllm = (version: VllmVersion): UpstreamHandler => (_request, response, body) => {
  const { max_tokens: maxTokens } = JSON.parse(body) as { max_tokens: number };
  if (21_901 + maxTokens <= 32_768) {
    response.writeHead(200, eventStream).end(`${delta('an answer')}data: [DONE]\n\n`);
    return;
  }
  response.writeHead(400, { 'content-type': 'application/json' }).end(capturedBody(version, 'err_prompt_plus_max_tokens'));
};

describe('guard decisions', () => {
  it('turns the founding failure of vLLM 0.15.1, 0.16.0 and 0.20.2 into an answer', async () => {
    for (const version of ['v0.15.1', 'v0.16.0', 'v0.20.2'] as const) {
      const bench = await openGuardBench({ handler: vllm(version), contextWindow: 32_768, promptTokens: 21_901 });
      const direct = await send(`${bench.upstreamUrl}/v1/chat/completions`, { body: chat({ max_tokens: 32_768 }) });
      assert.equal(direct.status, 400, version);
      const guarded = await send(`${bench.guard.url}/chat/completions`, { body: chat({ max_tokens: 32_768 }) });
      assert.equal(guarded.status, 200, version);
      assert.match(guarded.body, /an answer/u);
      assert.equal(guarded.headers['x-plimsoll-guard'], 'clamped max_tokens 32768 -> 10867, prompt 21901 of 32768');
      await bench.close();
    }
  });

  it('passes what fits byte for byte, both ways', async () => {
    bodies.length = 0;
    const bench = await openGuardBench({ handler: answering, contextWindow: 32_768, promptTokens: 10 });
    const body = '{ "model":"m", "stream":true, "max_tokens" : 100, "seed": 12345678901234567890, "messages":[{"role":"user","content":"안녕"}] }';
    const answer = await send(`${bench.guard.url}/chat/completions`, { body });
    assert.equal(bodies[0], body);
    assert.equal(answer.body, `${delta('hi')}data: {"choices":[],"usage":{"prompt_tokens":21924,"completion_tokens":1}}\n\ndata: [DONE]\n\n`);
    assert.equal(answer.headers['x-plimsoll-guard'], undefined);
    await bench.close();
  });

  it('replaces max_tokens -1, which vLLM refuses, and clamps Ollama’s num_predict and missing limit', async () => {
    bodies.length = 0;
    const bench = await openGuardBench({ handler: answering, contextWindow: 8_192, promptTokens: 1_000, kind: 'ollama' });
    await send(`${bench.guard.url}/chat/completions`, { body: chat({ max_tokens: -1 }) });
    await send(`${bench.guard.ollamaUrl}/api/chat`, { body: JSON.stringify({ model: 'm', messages: [], options: { num_ctx: 2_048, num_predict: 5_000 } }) });
    await send(`${bench.guard.ollamaUrl}/api/chat`, { body: JSON.stringify({ model: 'm', messages: [] }) });
    const limits = bodies.map((body) => JSON.parse(body) as { max_tokens?: number; options?: { num_predict: number } });
    assert.deepEqual(limits.map((one) => one.max_tokens ?? one.options?.num_predict), [7_192, 1_048, 7_192]);
    await bench.close();
  });

  it('refuses what cannot fit without asking the server, in each API’s own form', async () => {
    bodies.length = 0;
    const bench = await openGuardBench({ handler: answering, contextWindow: 4_096, promptTokens: 5_000 });
    // long enough that the estimate leaves a doubt, so that the server is asked for its count
    const messages = [{ role: 'user', content: 'word '.repeat(2_000) }];
    const openAi = await send(`${bench.guard.url}/chat/completions`, { body: chat({ messages }) });
    assert.equal(openAi.status, 400);
    const { error } = JSON.parse(openAi.body) as { error: { code: string; message: string } };
    assert.equal(error.code, 'context_length_exceeded');
    assert.match(error.message, /maximum context length is 4096 tokens\. However, your prompt has 5000 tokens/u);
    const ollama = await send(`${bench.guard.ollamaUrl}/api/chat`, { body: JSON.stringify({ model: 'm', messages, options: { num_predict: 10 } }) });
    assert.match((JSON.parse(ollama.body) as { error: string }).error, /prompt is longer than the context length/u);
    assert.equal(bodies.length, 0);
    await bench.close();
  });

  it('refuses by estimate where nobody can count, but only what cannot fit in any tokeniser', async () => {
    const bench = await openGuardBench({ handler: answering, contextWindow: 4_096, kind: 'ollama' });
    const words = (count: number) => chat({ messages: [{ role: 'user', content: 'word '.repeat(count) }] });
    assert.equal((await send(`${bench.guard.url}/chat/completions`, { body: words(4_200) })).status, 400);
    assert.equal((await send(`${bench.guard.url}/chat/completions`, { body: words(3_900) })).status, 200);
    await bench.close();
  });

  it('passes malformed JSON on unchanged, with a note', async () => {
    bodies.length = 0;
    const bench = await openGuardBench({ handler: (_request, response, body) => (bodies.push(body), response.writeHead(400, { 'content-type': 'application/json' }).end('{"error":"bad json"}')) });
    const answer = await send(`${bench.guard.url}/chat/completions`, { body: '{"model": "m", oops' });
    assert.equal(bodies[0], '{"model": "m", oops');
    assert.equal(answer.status, 400);
    assert.equal(answer.body, '{"error":"bad json"}');
    assert.match(String(answer.headers['x-plimsoll-guard']), /not JSON/u);
    await bench.close();
  });

  it('passes everything that is no chat request untouched, and no CORS header', async () => {
    const bench = await openGuardBench({
      handler: (request, response) => response.writeHead(200, { 'content-type': 'application/json', 'access-control-allow-origin': '*', 'x-upstream': 'yes' }).end(JSON.stringify({ path: request.url, key: request.headers.authorization })),
    });
    const answer = await send(`${bench.guard.url}/models?a=1`, { headers: { authorization: 'Bearer k' } });
    assert.deepEqual(JSON.parse(answer.body), { path: '/v1/models?a=1', key: 'Bearer k' });
    assert.equal(answer.headers['x-upstream'], 'yes');
    assert.equal(answer.headers['access-control-allow-origin'], undefined);
    await bench.close();
  });

  it('raises silent truncation to the user', async () => {
    const truncating: UpstreamHandler = (_request, response) => response.writeHead(200, { 'content-type': 'application/x-ndjson' }).end('{"message":{"content":"hi"},"done":true,"prompt_eval_count":4096,"eval_count":2,"eval_duration":1000}\n');
    const bench = await openGuardBench({ handler: truncating, kind: 'ollama', contextWindow: 8_192 });
    // the server says 8,192 but serves half of it
    const body = JSON.stringify({ model: 'm', messages: [{ role: 'user', content: 'word '.repeat(6_037) }], options: { num_predict: 10 } });
    assert.equal((await send(`${bench.guard.ollamaUrl}/api/chat`, { body })).status, 200);
    await until(() => bench.records.length === 1);
    assert.match(bench.records[0]?.truncation ?? '', /read 4096 of at least 6037/u);
    assert.match(bench.notices.join(), /TRUNCATED/u);
    assert.equal(bench.guard.stats().truncations, 1);
    await bench.close();
  });

  it('translates an overflow the server reports itself, in a body and inside a 200 stream', async () => {
    const wording = '{"error":{"code":400,"message":"request (5000 tokens) exceeds the available context size (4096 tokens), try increasing it","type":"exceed_context_size_error"}}';
    const inBody = await openGuardBench({ handler: (_request, response) => response.writeHead(500, { 'content-type': 'application/json' }).end(wording) });
    const first = await send(`${inBody.guard.url}/chat/completions`, { body: chat() });
    assert.deepEqual([first.status, first.body.includes('maximum context length is 4096')], [400, true]);
    await inBody.close();
    const inStream = await openGuardBench({ handler: (_request, response) => response.writeHead(200, eventStream).end(`data: ${wording}\n\n`) });
    const second = await send(`${inStream.guard.url}/chat/completions`, { body: chat() });
    assert.match(second.body, /^data: \{"error":\{"message":"This model's maximum context length is 4096/u);
    await until(() => inStream.records.length === 1);
    assert.equal(inStream.records[0]?.ending, 'overflow');
    await inStream.close();
  });

  it('says which flags vLLM lacks when it refuses tool_choice auto', async () => {
    const bench = await openGuardBench({ handler: (_request, response) => response.writeHead(400, { 'content-type': 'application/json' }).end(capturedBody('v0.32.0', 'err_tools_auto_not_enabled')) });
    const answer = await send(`${bench.guard.url}/chat/completions`, { body: chat({ tool_choice: 'auto' }) });
    assert.equal(answer.body, capturedBody('v0.32.0', 'err_tools_auto_not_enabled'));
    await until(() => bench.notices.length === 1);
    assert.match(bench.notices[0] ?? '', /--enable-auto-tool-choice --tool-call-parser/u);
    await bench.close();
  });
});
