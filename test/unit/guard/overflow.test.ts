/** Every server's overflow in words that Cline recognises, in bodies and inside streams, at any cut of the stream. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { recogniseOverflow } from '../../../src/adapters/servers/shared/failures/overflowWording.ts';
import { createLineGate } from '../../../src/guard/reply/lineGate.ts';
import { overflowBody, translateOverflow } from '../../../src/guard/reply/overflowReply.ts';
import { capturedBody, captureNames, vllmVersions } from '../../fakes/protocols/vllmCaptures.ts';

/** As read in Cline 3.0.65: any of these under status 400, or the code. */
const clineRecognises = [/\bcontext\s*(?:length|window|limit)\b/iu, /\bmaximum\s*context\b/iu, /\b(?:input\s*)?tokens?\s+exceeds?\b/iu, /\btoo\s*many\s*tokens?\b/iu, /\bprompt\s+is\s+too\s+long\b/iu];
const recognised = (body: string): boolean => body.includes('"code":"context_length_exceeded"') && clineRecognises.some((pattern) => pattern.test(body));

const llamaCpp = '{"error":{"code":400,"message":"request (5000 tokens) exceeds the available context size (4096 tokens), try increasing it","type":"exceed_context_size_error","n_prompt_tokens":5000,"n_ctx":4096}}';

describe('overflow wordings', () => {
  it('translates llama.cpp, which Cline does not recognise, and keeps its figures', () => {
    assert.equal(clineRecognises.some((pattern) => pattern.test(llamaCpp)), false);
    const body = translateOverflow(llamaCpp, 'openaiChat', recogniseOverflow) ?? '';
    assert.ok(recognised(body));
    assert.match(body, /maximum context length is 4096 tokens\. However, your prompt has 5000 tokens/u);
    assert.match(body, /"n_prompt_tokens":5000,"n_ctx":4096/u);
  });

  it('translates what four versions of vLLM really answered', () => {
    for (const version of vllmVersions) {
      const body = translateOverflow(capturedBody(version, 'err_prompt_too_long'), 'openaiChat', recogniseOverflow);
      assert.ok(body !== undefined && recognised(body), version);
    }
  });

  it('passes other errors as they are, with the flags vLLM names for tool calls', () => {
    for (const version of vllmVersions) {
      for (const name of ['err_tools_auto_not_enabled', 'err_max_tokens_neg', 'err_unknown_model'].filter((one) => captureNames(version).includes(one))) {
        assert.equal(translateOverflow(capturedBody(version, name), 'openaiChat', recogniseOverflow), undefined, `${version} ${name}`);
      }
    }
    assert.equal(translateOverflow('<html>', 'openaiChat', recogniseOverflow), undefined);
    assert.equal(translateOverflow('"error"', 'openaiChat', recogniseOverflow), undefined);
  });

  it('translates LM Studio’s bare string and answers Ollama clients with one', () => {
    const lmStudio = JSON.stringify({ error: 'The number of tokens to keep from the initial prompt is greater than the context length (n_keep: 13055>= n_ctx: 4096). Try to load the model with a larger context length, or provide a shorter input.' });
    assert.ok(recognised(translateOverflow(lmStudio, 'openaiChat', recogniseOverflow) ?? ''));
    const ollama = JSON.parse(overflowBody('ollamaChat', { contextWindow: 4_096, promptTokens: 6_037 })) as { error: string };
    assert.match(ollama.error, /^the prompt is longer than the context length: This model's maximum context length is 4096 tokens/u);
  });
});

/** The stream cut at the given places. */
function pieces(bytes: Buffer, cuts: readonly number[]): readonly Buffer[] {
  const at = [0, ...cuts.map((cut) => cut % (bytes.length + 1)).toSorted((a, b) => a - b), bytes.length];
  return at.slice(1).map((end, index) => bytes.subarray(at[index], end));
}

function through(bytes: Buffer, cuts: readonly number[]): string {
  const gate = createLineGate('openaiChat', recogniseOverflow);
  return Buffer.concat([...pieces(bytes, cuts).map((piece) => gate.pass(piece)), gate.end()]).toString('utf8');
}

const answer = [
  'data: {"choices":[{"delta":{"role":"assistant","content":""}}]}\n\n',
  ': a comment\n\n',
  'data: {"choices":[{"delta":{"content":"say {\\"error\\": \\"exceeds the available context size\\"} 안녕 \u{1F600}"}}]}\n\n',
  'data: {"error":{"message":"CUDA out of memory","type":"server_error","code":500}}\n\n',
  'data: [DONE]\n\n',
].join('');
const cuts = fc.array(fc.nat(2_000), { maxLength: 30 });

describe('createLineGate', () => {
  it('lets every stream without an overflow through byte for byte, wherever it is cut', () => {
    fc.assert(fc.property(cuts, (at) => assert.equal(through(Buffer.from(answer), at), answer)));
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 200 }), cuts, (text, at) => assert.equal(through(Buffer.from(text), at), Buffer.from(text).toString('utf8'))));
  });

  it('translates an overflow inside a 200 stream, wherever it is cut', () => {
    for (const [event, end] of [
      [`data: ${llamaCpp}`, '\n\n'],
      [`data: ${llamaCpp}`, '\r\n\r\n'],
      ['error: {"code":500,"message":"the request exceeds the available context size. try increasing the context size or enable context shift","type":"server_error"}', '\n\n'],
      [`data: ${llamaCpp}`, ''],
    ] as const) {
      fc.assert(
        fc.property(cuts, (at) => {
          const passed = through(Buffer.from(`${answer}${event}${end}`), at);
          assert.ok(passed.startsWith(answer));
          const line = passed.slice(answer.length);
          assert.ok(line.startsWith('data: {"error"') && line.endsWith(end) && recognised(line), line);
        }),
      );
    }
  });

  it('holds nothing back but the beginning of a possible error', () => {
    const gate = createLineGate('openaiChat', recogniseOverflow);
    assert.equal(gate.pass(Buffer.from('data: {"choices":[{"delta"')).toString(), 'data: {"choices":[{"delta"');
    assert.equal(gate.isBetweenLines(), false);
    assert.equal(gate.pass(Buffer.from(':{}}]}\n\n')).toString(), ':{}}]}\n\n');
    assert.equal(gate.isBetweenLines(), true);
    assert.equal(gate.pass(Buffer.from('data: {"er')).length, 0);
    assert.equal(gate.isBetweenLines(), false);
    assert.equal(gate.pass(Buffer.from('go":1}\n')).toString(), 'data: {"ergo":1}\n');
  });

  it('does not hold an endless line', () => {
    const gate = createLineGate('openaiChat', recogniseOverflow);
    const long = `data: {"error":"${'x'.repeat(70_000)}`;
    assert.equal(gate.pass(Buffer.from(long)).toString(), long);
  });
});
