/** Every recorded and documented refusal, read without a socket: its kind, its figures, its cure. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { failureOfReply, type ReplyContext } from '../../../src/adapters/servers/shared/failures/failureOfReply.ts';
import { failureOfSilence, failureOfSocket } from '../../../src/adapters/servers/shared/failures/failureOfSocket.ts';
import { recogniseOverflow, type Overflow } from '../../../src/adapters/servers/shared/failures/overflowWording.ts';
import { replyMessage } from '../../../src/adapters/servers/shared/failures/replyMessage.ts';
import { largerWindowAdvice, memoryAdvice, missingModelAdvice, toolCallsAdvice } from '../../../src/adapters/servers/shared/failures/serverAdvice.ts';
import { startCommandFor } from '../../../src/adapters/servers/shared/failures/startCommand.ts';
import type { Failure } from '../../../src/domain/failure.ts';
import type { ServerKind } from '../../../src/domain/server.ts';
import { allFakes } from '../../contract/allFakes.ts';
import type { Step } from '../../fakes/scriptedServer.ts';

function read(steps: readonly Step[]): { readonly status: number; readonly text: string } {
  const raw = Buffer.concat(steps.map((step) => (step.kind === 'bytes' ? Buffer.from(step.bytes) : Buffer.alloc(0)))).toString();
  const at = raw.indexOf('\r\n\r\n');
  return { status: Number(/^HTTP\/1\.1 (\d+)/.exec(raw)?.[1]), text: raw.slice(at + 4) };
}

const context: ReplyContext = { kind: 'openai', url: 'http://h:1', hasKey: false };
const failureOf = (status: number, text: string, more: Partial<ReplyContext> = {}): Failure => failureOfReply({ status, text, contentType: '', path: '/v1/chat/completions' }, { ...context, ...more });
const wordsOf = (message: string, status = 400, more: Partial<ReplyContext> = {}): Failure => failureOf(status, JSON.stringify({ error: { message } }), more);

describe('refusals of every product', () => {
  for (const makeFake of allFakes) {
    const fake = makeFake();
    for (const refusal of fake.refusals) {
      it(`${fake.name}: ${refusal.name} is ${refusal.kind}`, () => {
        const { status, text } = read(refusal.steps);
        const failure = failureOfReply({ status, text, contentType: '', path: '/v1' }, { kind: fake.kind, url: 'http://h:1', hasKey: false, model: refusal.names.includes('nope') ? 'nope' : fake.model });
        assert.equal(failure.kind, refusal.kind, failure.detail);
        assert.equal(failure.httpStatus, status);
        for (const name of refusal.names) assert.ok(`${failure.detail} ${failure.advice}`.includes(name), `"${name}" is missing in: ${failure.detail} ${failure.advice}`);
      });
    }
  }
});

describe('overflow in words', () => {
  const rows: readonly (readonly [message: string, found: Overflow | undefined])[] = [
    ['request (5000 tokens) exceeds the available context size (4096 tokens), try increasing it', { promptTokens: 5000, windowTokens: 4096, isLowerBound: false }],
    ["'max_tokens' or 'max_completion_tokens' is too large: 32768. This model's maximum context length is 32768 tokens and your request has 21901 input tokens (32768 > 32768 - 21901).", { promptTokens: 21901, windowTokens: 32768, requestedOutputTokens: 32768, isLowerBound: false }],
    ["This model's maximum context length is 0 tokens. However, your request has 21871 input tokens.", { promptTokens: 21871, isLowerBound: false }],
    ["This model's maximum context length is 8192 tokens. However, you requested 2048 output tokens and your prompt contains at least 6145 input tokens, for a total of at least 8193 tokens.", { promptTokens: 6145, windowTokens: 8192, requestedOutputTokens: 2048, isLowerBound: true }],
    ["This model's maximum context length is 32768 tokens. However, you requested 32768 output tokens and your prompt contains 87629 characters (more than 0 characters", { windowTokens: 32768, requestedOutputTokens: 32768, isLowerBound: false }],
    ["You passed 16769 input tokens and requested 16000 output tokens. However, the model's context length is only 32768 tokens", { promptTokens: 16769, requestedOutputTokens: 16000, windowTokens: 32768, isLowerBound: true }],
    ["You passed 87629 input characters and requested 32768 output tokens. However, the model's context length is only 32768 tokens", { requestedOutputTokens: 32768, windowTokens: 32768, isLowerBound: false }],
    ['max_tokens=40000 cannot be greater than max_model_len=32768. Please', { requestedOutputTokens: 40000, windowTokens: 32768, isLowerBound: false }],
    ["This model's maximum context length is 4096 tokens, which is new", { windowTokens: 4096, isLowerBound: false }],
    ['input length exceeds the context length', { isLowerBound: false }],
    ['The input length exceeds maximum context length', { isLowerBound: false }],
    ['temperature must be positive', undefined],
    ['', undefined],
  ];
  for (const [message, found] of rows) it(message.slice(0, 90), () => assert.deepEqual(recogniseOverflow(message, '', ''), found));

  it('by type or code alone', () => {
    assert.deepEqual(recogniseOverflow('', 'exceed_context_size_error', ''), { isLowerBound: true });
    assert.deepEqual(recogniseOverflow('', '', 'context_length_exceeded'), { isLowerBound: true });
    assert.equal(recogniseOverflow('', 'context_length_exceeded', 'exceed_context_size_error'), undefined);
  });

  it('is told with every figure there is', () => {
    const told = wordsOf("This model's maximum context length is 8192 tokens. However, you requested 2048 output tokens and your prompt contains at least 6145 input tokens, for", 400, { kind: 'vllm' });
    assert.equal(told.detail, 'The prompt of at least 6145 tokens with 2048 tokens for the answer does not fit into the context window of 8192 tokens that vLLM serves.');
    assert.equal(told.advice, 'Lower max_tokens, shorten the prompt, or start vLLM with --max-model-len 12288.');
    assert.equal(wordsOf('Context size has been exceeded.', 400, { kind: 'lmstudio' }).detail, 'The prompt does not fit into the context window that LM Studio serves.');
    assert.match(wordsOf('Context size has been exceeded.', 400, { kind: 'lmstudio' }).advice, /--context-length TOKENS/);
  });
});

describe('where servers put their message', () => {
  const rows: readonly (readonly [text: string, found: { readonly message: string; readonly type?: string; readonly code?: string } | undefined])[] = [
    ['{"error":{"message":"m","type":"t","code":400}}', { message: 'm', type: 't', code: '400' }],
    ['{"error":{"message":"m","code":"c"}}', { message: 'm', code: 'c' }],
    ['{"error":"m"}', { message: 'm' }],
    ['{"object":"error","message":"m","type":"t","code":400}', { message: 'm', type: 't' }],
    ['{"message":"m"}', { message: 'm' }],
    ['{"detail":"m"}', { message: 'm' }],
    ['{"detail":[{"msg":"a"},{"msg":"b"},{}]}', { message: 'a; b; ' }],
    ['{"error":{"reason":"x"}}', { message: '{"reason":"x"}' }],
    ['{"error":{"message":5}}', { message: '{}' }],
    ['{"error":5}', undefined],
    ['{}', undefined],
    ['[]', undefined],
    ['"text"', undefined],
    ['not json', undefined],
    ['', undefined],
  ];
  for (const [text, found] of rows) it(text, () => (found === undefined ? assert.equal(replyMessage(text), undefined) : assert.deepEqual(replyMessage(text), { type: '', code: '', ...found })));
});

describe('other refusals in words', () => {
  const rows: readonly (readonly [message: string, status: number, kind: string])[] = [
    ['CUDA error: out of memory', 500, 'outOfMemory'],
    ['cudaMalloc failed: out of memory', 500, 'outOfMemory'],
    ['model requires more system memory (8 GiB) than is available', 500, 'outOfMemory'],
    ['model requires more gpu memory', 500, 'outOfMemory'],
    ['insufficient memory', 500, 'outOfMemory'],
    ['insufficient system resources', 400, 'outOfMemory'],
    ['failed to allocate buffer', 500, 'outOfMemory'],
    ['unable to allocate CUDA0 buffer', 500, 'outOfMemory'],
    ['No available memory for the cache blocks', 500, 'outOfMemory'],
    ['the KV cache needed is larger than the available KV cache memory', 500, 'outOfMemory'],
    ['OutOfMemoryError', 500, 'outOfMemory'],
    ['"auto" tool choice requires --enable-auto-tool-choice and --tool-call-parser to be set', 400, 'toolCallsDisabled'],
    ['llama3 does not support tools', 400, 'toolCallsDisabled'],
    ['tools param requires --jinja flag', 500, 'toolCallsDisabled'],
    ['Tool calling is not enabled', 400, 'toolCallsDisabled'],
    ['Tool use is not supported for this model', 400, 'toolCallsDisabled'],
    ['Loading model', 503, 'busy'],
    ['The model is loading', 400, 'busy'],
    ['server busy, please try again', 503, 'busy'],
    ['server overloaded', 500, 'busy'],
    ['too many requests', 400, 'busy'],
    ['no slot available', 500, 'busy'],
    ['queue is full', 500, 'busy'],
    ['slow down', 429, 'busy'],
    ['going away', 503, 'busy'],
    ["model 'x' not found", 404, 'modelMissing'],
    ['The model `x` does not exist.', 404, 'modelMissing'],
    ['model not found', 400, 'modelMissing'],
    ['no models loaded', 400, 'modelMissing'],
    ['No models are currently loaded.', 400, 'modelMissing'],
    ['unknown model x', 400, 'modelMissing'],
    ['Invalid model identifier "x"', 400, 'modelMissing'],
    ['Failed to load model', 500, 'modelMissing'],
    ['File Not Found', 404, 'wrongPath'],
    ['Method Not Allowed', 405, 'wrongPath'],
    ['bad', 422, 'invalidInput'],
    ['boom', 500, 'serverError'],
    ['boom', 0, 'serverError'],
    ['no', 401, 'unauthorised'],
    ['no', 403, 'unauthorised'],
  ];
  for (const [message, status, kind] of rows) {
    it(`${status} ${message}: ${kind}`, () => {
      const failure = wordsOf(message, status, { model: 'm' });
      assert.equal(failure.kind, kind);
      assert.equal(failure.httpStatus, status === 0 ? undefined : status);
      assert.notEqual(failure.detail, '');
      assert.notEqual(failure.advice, '');
      assert.equal(failure.cause, kind === 'unauthorised' ? undefined : message);
    });
  }

  it('names the model where it matters', () => {
    assert.match(wordsOf('out of memory', 500, { model: 'big' }).detail, /for "big"/);
    assert.match(wordsOf('model not found', 404, { model: 'big', kind: 'ollama' }).advice, /ollama pull big/);
    assert.equal(wordsOf('model not found', 404).detail, 'OpenAI-compatible server does not have the model.');
    assert.equal(wordsOf('out of memory', 500).detail, 'OpenAI-compatible server ran out of memory.');
  });

  it('tells a missing key from a wrong one', () => {
    assert.match(failureOf(401, '').detail, /asks for a key and none is set/);
    assert.match(failureOf(401, '', { hasKey: true }).detail, /refuses the key/);
    for (const hasKey of [true, false]) assert.match(failureOf(401, '', { hasKey }).advice, /--api-key/);
  });

  const wordless: readonly (readonly [status: number, kind: string, says: RegExp])[] = [
    [400, 'invalidInput', /refused the request with HTTP 400/],
    [418, 'invalidInput', /HTTP 418/],
    [401, 'unauthorised', /key/],
    [403, 'unauthorised', /key/],
    [404, 'wrongPath', /does not know \/v1\/chat\/completions \(HTTP 404\)/],
    [405, 'wrongPath', /HTTP 405/],
    [429, 'busy', /busy \(HTTP 429\)/],
    [503, 'busy', /busy \(HTTP 503\)/],
    [500, 'serverError', /failed with HTTP 500/],
    [502, 'serverError', /HTTP 502/],
    [200, 'badReply', /http:\/\/h:1\/v1\/chat\/completions answered something else/],
  ];
  for (const [status, kind, says] of wordless) {
    it(`${status} without words: ${kind}`, () => {
      const failure = failureOf(status, '');
      assert.equal(failure.kind, kind);
      assert.match(failure.detail, says);
      assert.notEqual(failure.advice, '');
    });
  }

  it('says where an error came', () => {
    assert.equal(wordsOf('boom', 0).detail, 'OpenAI-compatible server reported an error in the middle of the answer: boom');
    assert.equal(wordsOf('boom', 500).detail, 'OpenAI-compatible server reported an error (HTTP 500): boom');
  });

  it('shortens what the server said', () => {
    assert.equal(wordsOf('x'.repeat(5000), 500).cause?.length, 600);
    assert.equal(failureOf(500, 'y'.repeat(5000)).cause?.length, 300);
    assert.equal(failureOf(500, '').cause, undefined);
  });

  it('shows the title of a web page', () => {
    assert.match(failureOf(200, ' <html><title class="x"> Sign in </title>').detail, /a web page \("Sign in"\) instead of JSON/);
    assert.match(failureOf(502, '<html>').detail, /a web page instead of JSON/);
    assert.notEqual(failureOf(502, '<html>').advice, '');
  });
});

describe('cures', () => {
  const kinds: readonly ServerKind[] = ['llamacpp', 'ollama', 'vllm', 'lmstudio', 'tabby', 'openai'];
  const expected = {
    window: ['-c 9', 'OLLAMA_CONTEXT_LENGTH=9', '--max-model-len 9', '--context-length 9', 'max_seq_len: 9', 'larger context window'],
    missing: ['--alias M', 'ollama pull M', 'vllm serve M', 'lms get M', '"model_name":"M"', '/v1/models'],
    tools: ['--jinja', 'capability "tools"', '--enable-auto-tool-choice', 'hammer', 'template', 'Switch tool calls on'],
    memory: ['-ngl', 'OLLAMA_KV_CACHE_TYPE', '--gpu-memory-utilization', 'fewer GPU layers', 'cache_mode', 'smaller quantisation'],
  };
  for (const [place, kind] of kinds.entries()) {
    it(kind, () => {
      assert.ok(largerWindowAdvice(kind, 9).includes(expected.window[place] ?? '?'));
      assert.ok(missingModelAdvice(kind, 'M').includes(expected.missing[place] ?? '?'));
      assert.ok(toolCallsAdvice(kind).includes(expected.tools[place] ?? '?'));
      assert.ok(memoryAdvice(kind).includes(expected.memory[place] ?? '?'));
      assert.ok(missingModelAdvice(kind, undefined).includes('MODEL') || kind === 'openai');
    });
  }
  it('start commands by port', () => {
    assert.match(startCommandFor('11434'), /ollama serve/);
    assert.match(startCommandFor('8000'), /vllm serve .*--enable-auto-tool-choice/);
    assert.match(startCommandFor('8080'), /llama-server .*--jinja$/);
    assert.match(startCommandFor('9931'), /--port 9931/);
    assert.match(startCommandFor('1234'), /lms server start/);
    assert.match(startCommandFor('5000'), /start\.py/);
    assert.match(startCommandFor('4711'), /host and port/);
  });
});

describe('sockets', () => {
  const url = new URL('http://h:8000/v1');
  const rows: readonly (readonly [code: string, kind: string, says: RegExp])[] = [
    ['ECONNREFUSED', 'serverGone', /Nothing listens at h:8000.*vllm serve/],
    ['ENOTFOUND', 'serverGone', /host name h cannot be found/],
    ['EAI_AGAIN', 'serverGone', /host name h cannot be found/],
    ['EHOSTUNREACH', 'serverGone', /cannot be reached/],
    ['ENETUNREACH', 'serverGone', /cannot be reached/],
    ['ETIMEDOUT', 'serverGone', /cannot be reached/],
    ['DEPTH_ZERO_SELF_SIGNED_CERT', 'insecureAddress', /not trusted/],
    ['SELF_SIGNED_CERT_IN_CHAIN', 'insecureAddress', /not trusted/],
    ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'insecureAddress', /not trusted/],
    ['UNABLE_TO_GET_ISSUER_CERT_LOCALLY', 'insecureAddress', /not trusted/],
    ['CERT_HAS_EXPIRED', 'insecureAddress', /CERT_HAS_EXPIRED/],
    ['ERR_TLS_CERT_ALTNAME_INVALID', 'insecureAddress', /not trusted/],
    ['EPROTO', 'notAnApi', /does not speak TLS.*http:\/\//],
    ['ERR_SSL_WRONG_VERSION_NUMBER', 'notAnApi', /does not speak TLS/],
    ['HPE_INVALID_CONSTANT', 'notAnApi', /not in HTTP/],
    ['ECONNRESET', 'serverGone', /broke before an answer/],
    ['EPIPE', 'serverGone', /broke before an answer/],
  ];
  for (const [code, kind, says] of rows) {
    it(code, () => {
      const failure = failureOfSocket(Object.assign(new Error('because'), { code }), url);
      assert.equal(failure.kind, kind);
      assert.match(`${failure.detail} ${failure.advice}`, says);
      assert.notEqual(failure.advice, '');
      assert.equal(failure.cause, `${code}: because`);
    });
  }
  it('a code that only resembles one of TLS is none', () => {
    for (const code of ['MY_CERT_HAS_EXPIRED', 'SELF_SIGNED_CERT_IN_CHAIN_NOT']) assert.equal(failureOfSocket(Object.assign(new Error('x'), { code }), url).kind, 'serverGone');
  });
  it('long causes are shortened', () => assert.equal(failureOfSocket(new Error('x'.repeat(999)), url).cause?.length, 300));
  it('an error without a code', () => assert.equal(failureOfSocket(new Error('x'), url).cause, 'unknown: x'));
  it('silence', () => {
    assert.deepEqual([failureOfSilence('connecting', 1500, url).kind, failureOfSilence('answering', 1500, url).kind], ['serverGone', 'noFirstByte']);
    assert.match(failureOfSilence('connecting', 1540, url).detail, /h:8000 did not accept a connection within 1\.5 s/);
    assert.match(failureOfSilence('answering', 60_000, url).detail, /sent nothing for 60 s/);
    assert.notEqual(failureOfSilence('answering', 1, url).advice, '');
    assert.notEqual(failureOfSilence('connecting', 1, url).advice, '');
  });
});
