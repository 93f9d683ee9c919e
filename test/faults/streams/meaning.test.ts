/** What the events of a stream may say, in every order and shape that servers are known to send. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { ToolCall } from '../../../src/domain/chat.ts';
import type { BodyEnding } from '../../../src/adapters/servers/shared/http/exchange.ts';
import type { Completion } from '../../../src/domain/sample.ts';
import { foldBytes, foldText } from './foldBytes.ts';

type Event = object | string;

const sse = (event: Event): string => `data: ${typeof event === 'string' ? event : JSON.stringify(event)}\n\n`;
const delta = (fields: object, finish: string | null = null): object => ({ choices: [{ index: 0, delta: fields, finish_reason: finish }] });
const content = (text: string): object => delta({ content: text });
const stop = delta({}, 'stop');
const usage = (prompt: number, completion: number, more: object = {}): object => ({ prompt_tokens: prompt, completion_tokens: completion, ...more });
const call = (fields: object): object => delta({ tool_calls: [fields] });

/** One read for each event. */
function folded(events: readonly Event[]): Completion {
  const done = foldBytes(events.map((event) => Buffer.from(sse(event))));
  if (!done.ok) assert.fail(`${done.failure.kind}: ${done.failure.detail}`);
  return done.value;
}

interface Row {
  readonly name: string;
  readonly events: readonly Event[];
  readonly expected: Partial<Completion>;
}

const rows: readonly Row[] = [
  { name: 'usage in a chunk with empty choices', events: [content('a'), content('b'), stop, { choices: [], usage: usage(7, 2) }, '[DONE]'], expected: { text: 'ab', promptTokens: 7, completionTokens: 2, tokenSource: 'usage' } },
  { name: 'no usage: pieces are counted and flagged', events: [content('a'), content('b'), stop, '[DONE]'], expected: { completionTokens: 2, tokenSource: 'chunks' } },
  { name: 'usage in every chunk: the last one counts', events: [{ ...content('a'), usage: usage(7, 1) }, { ...content('b'), usage: usage(7, 2) }, { ...stop, usage: usage(7, 3) }, '[DONE]'], expected: { completionTokens: 3, tokenSource: 'usage' } },
  { name: 'usage null in chunks', events: [{ ...content('a'), usage: null }, stop, '[DONE]'], expected: { text: 'a', tokenSource: 'chunks' } },
  { name: 'usage in the finish chunk', events: [content('a'), { ...stop, usage: usage(3, 1) }], expected: { promptTokens: 3, completionTokens: 1 } },
  { name: 'cached tokens', events: [content('a'), { ...stop, usage: usage(100, 1, { prompt_tokens_details: { cached_tokens: 64 } }) }], expected: { promptTokens: 100, cachedPromptTokens: 64 } },
  { name: 'content null', events: [delta({ role: 'assistant', content: null }), content('a'), stop, '[DONE]'], expected: { text: 'a' } },
  { name: 'role-only first chunk', events: [delta({ role: 'assistant' }), content('a'), stop, '[DONE]'], expected: { text: 'a', firstChunkMs: 10, firstTokenMs: 20 } },
  { name: 'empty text pieces are no tokens', events: [content(''), content('a'), content(''), stop], expected: { text: 'a', tokenTimesMs: [20] } },
  { name: 'a delta of null', events: [{ choices: [{ index: 0, delta: null, finish_reason: null }] }, content('a'), stop], expected: { text: 'a' } },
  { name: 'reasoning_content', events: [delta({ reasoning_content: 'hm' }), content('a'), stop], expected: { thinking: 'hm', text: 'a', firstTokenMs: 10, firstAnswerMs: 20 } },
  { name: 'reasoning', events: [delta({ reasoning: 'hm' }), content('a'), stop], expected: { thinking: 'hm', text: 'a' } },
  { name: 'both names of thinking in one chunk count once', events: [delta({ reasoning_content: 'hm', reasoning: 'hm' }), content('a'), stop], expected: { thinking: 'hm' } },
  { name: 'thinking and text in one chunk', events: [delta({ reasoning_content: 'hm', content: 'a' }), stop], expected: { thinking: 'hm', text: 'a', tokenTimesMs: [10, 10], mergedChunkShare: 0.5 } },
  { name: '<think> tags', events: [content('<think>hm'), content('mm</think>'), content('\n\n'), content('a'), stop], expected: { thinking: 'hmmm', text: 'a', firstAnswerMs: 40 } },
  { name: '<think> cut between pieces', events: [content('<thi'), content('nk>x</th'), content('ink>'), content('a'), stop], expected: { thinking: 'x', text: 'a', firstAnswerMs: 40 } },
  { name: '</think> whose opening was in the prompt', events: [content('hm'), content('</think>'), content('a'), stop], expected: { thinking: 'hm', text: 'a', firstAnswerMs: 30 } },
  { name: '<think> never closed', events: [content('<think>hm'), content('mm'), delta({}, 'length')], expected: { thinking: 'hmmm', text: '', finishReason: 'length', firstAnswerMs: 20 } },
  { name: '[THINK] tags', events: [content('[THINK]hm[/THINK]a'), stop], expected: { thinking: 'hm', text: 'a' } },
  { name: '<think> mentioned in the middle of an answer', events: [content('Write <think>x</think> like this'), stop], expected: { thinking: '', text: 'Write <think>x</think> like this' } },
  { name: 'several choices: the first is ours', events: [{ choices: [{ index: 1, delta: { content: 'other' } }, { index: 0, delta: { content: 'a' } }] }, { choices: [{ index: 1, delta: { content: 'x' }, finish_reason: 'length' }] }, stop], expected: { text: 'a', finishReason: 'stop' } },
  { name: 'choices without index', events: [{ choices: [{ delta: { content: 'a' } }] }, { choices: [{ delta: {}, finish_reason: 'stop' }] }], expected: { text: 'a', finishReason: 'stop' } },
  { name: 'finish_reason with the last text', events: [content('a'), delta({ content: 'b' }, 'stop')], expected: { text: 'ab', finishReason: 'stop' } },
  { name: 'an empty finish_reason is none', events: [delta({ content: 'a' }, ''), stop], expected: { text: 'a', finishReason: 'stop' } },
  { name: 'only [DONE]', events: [content('a'), '[DONE]'], expected: { text: 'a', finishReason: 'other', complete: true } },
  { name: 'only finish_reason', events: [content('a'), stop], expected: { text: 'a', finishReason: 'stop', complete: true } },
  { name: 'text after [DONE] is ignored', events: [content('a'), stop, '[DONE]', content('b'), { error: { message: 'late' } }], expected: { text: 'a' } },
  { name: 'spaces around [DONE]', events: [content('a'), ' [DONE] '], expected: { text: 'a' } },
  { name: 'the first finish_reason counts', events: [content('a'), stop, delta({}, 'length')], expected: { finishReason: 'stop' } },
  { name: 'unknown finish_reason', events: [content('a'), delta({}, 'abort')], expected: { finishReason: 'other' } },
  { name: 'finish_reason length', events: [content('a'), delta({}, 'length')], expected: { finishReason: 'length' } },
  { name: 'finish_reason max_tokens', events: [content('a'), delta({}, 'max_tokens')], expected: { finishReason: 'length' } },
  { name: 'finish_reason eos', events: [content('a'), delta({}, 'eos')], expected: { finishReason: 'stop' } },
  { name: 'finish_reason content_filter', events: [content('a'), delta({}, 'content_filter')], expected: { finishReason: 'contentFilter' } },
  { name: 'finish_reason function_call', events: [content('a'), delta({}, 'function_call')], expected: { finishReason: 'toolCalls' } },
  { name: 'finish_reason toString is not a reason', events: [content('a'), delta({}, 'toString')], expected: { finishReason: 'other' } },
  { name: 'an answer without a token', events: [delta({ role: 'assistant', content: '' }), stop, { choices: [], usage: usage(5, 0) }], expected: { text: '', completionTokens: 0, firstTokenMs: 10, lastTokenMs: 10, mergedChunkShare: 0 } },
  { name: 'numbers as text read as absent', events: [content('a'), { ...stop, usage: { prompt_tokens: '7', completion_tokens: 'x' } }], expected: { text: 'a', tokenSource: 'chunks', completionTokens: 1 } },
  { name: 'content of a wrong type reads as absent', events: [delta({ content: 5 }), delta({ content: { text: 'x' } }), content('a'), stop], expected: { text: 'a' } },
  { name: 'objects that say nothing', events: [{}, { type: 'ping' }, content('a'), { id: 'x' }, stop], expected: { text: 'a' } },
  { name: 'error null is none', events: [{ ...content('a'), error: null }, stop], expected: { text: 'a' } },
  { name: 'llama.cpp timings', events: [content('a'), stop, { choices: [], usage: usage(11, 1), timings: { cache_n: 4, prompt_n: 7, prompt_ms: 70, predicted_n: 1, predicted_ms: 6 } }], expected: { tokenSource: 'serverTimings', promptTokens: 11, cachedPromptTokens: 4, server: { cachedTokens: 4, promptTokens: 7, promptMs: 70, predictedTokens: 1, predictedMs: 6 } } },
  { name: 'llama.cpp timings without usage', events: [content('a'), { ...stop, timings: { cache_n: 4, prompt_n: 7, prompt_ms: 70, predicted_n: 1, predicted_ms: 6 } }], expected: { promptTokens: 11, completionTokens: 1 } },
  { name: 'timings win over usage', events: [content('a'), { ...stop, usage: usage(11, 99), timings: { predicted_n: 1, predicted_ms: 6 } }], expected: { completionTokens: 1, tokenSource: 'serverTimings' } },
  { name: 'TabbyAPI’s times are seconds', events: [content('a'), { ...stop, usage: usage(11, 1, { prompt_time: 0.5, completion_time: 0.25 }) }], expected: { server: { promptMs: 500, promptTokens: 11, predictedMs: 250, predictedTokens: 1 } } },
  { name: 'end_turn is a stop', events: [content('a'), delta({}, 'end_turn')], expected: { finishReason: 'stop' } },
  { name: 'the first answer token is the first, not the last', events: [delta({ reasoning_content: 'hm' }), content('a'), content('b'), content('c'), stop], expected: { firstTokenMs: 10, firstAnswerMs: 20, lastTokenMs: 40 } },
  { name: 'a tool call after thinking is the first answer', events: [delta({ reasoning_content: 'hm' }), call({ index: 0, id: 'a', function: { name: 'f' } }), call({ index: 0, function: { arguments: '{}' } }), delta({}, 'tool_calls')], expected: { firstAnswerMs: 20, lastTokenMs: 30 } },
  { name: 'the answer begins after the white space that follows thinking', events: [content('<think>x</think>'), content('\n'), content('a'), content('b'), stop], expected: { text: 'ab', firstAnswerMs: 30, lastTokenMs: 40 } },
  { name: 'spaces around tags', events: [content(' <think> x '), stop], expected: { thinking: ' x ', text: '' } },
  { name: 'only [DONE] without a delta', events: ['[DONE]'], expected: { text: '', firstChunkMs: 0, firstTokenMs: 0, lastTokenMs: 0, tokenTimesMs: [] } },
  { name: 'a tool call adds no text', events: [content('a'), call({ index: 0, id: 'a', function: { name: 'f', arguments: '{}' } }), delta({}, 'tool_calls')], expected: { text: 'a', thinking: '' } },
  { name: 'a tool call without a function', events: [call({ index: 0, id: 'a' }), delta({}, 'tool_calls')], expected: { toolCalls: [{ id: 'a', name: '', argumentsText: '' }] } },
  { name: 'TabbyAPI’s time of the prompt alone', events: [content('a'), { ...stop, usage: usage(11, 1, { prompt_time: 0.5 }) }], expected: { server: { promptMs: 500, promptTokens: 11, predictedTokens: 1 } } },
  { name: 'TabbyAPI’s time of the answer alone', events: [content('a'), { ...stop, usage: usage(11, 1, { completion_time: 0.5 }) }], expected: { server: { promptTokens: 11, predictedMs: 500, predictedTokens: 1 } } },
  { name: 'timings null', events: [content('a'), { ...stop, timings: null, usage: null, prompt_progress: null }], expected: { tokenSource: 'chunks' } },
  { name: 'progress of the prompt', events: [{ choices: [{ index: 0, delta: { role: 'assistant' } }], prompt_progress: { total: 100, cache: 10, processed: 60, time_ms: 7 } }, content('a'), stop], expected: { text: 'a', firstChunkMs: 20, promptProgress: [{ totalTokens: 100, processedTokens: 60, cachedTokens: 10, atMs: 7 }] } },
  { name: 'progress with fields missing', events: [{ choices: [], prompt_progress: {} }, content('a'), stop], expected: { promptProgress: [{ totalTokens: 0, processedTokens: 0, cachedTokens: 0, atMs: 0 }] } },
  { name: 'no counts at all leave no keys', events: [content('a'), stop], expected: { tokenTimesMs: [10] } },
  { name: 'pieces in one read are merged', events: [content('a'), content('b'), stop], expected: { mergedChunkShare: 0 } },
];

describe('meaning of events', () => {
  for (const { name, events, expected } of rows) {
    it(name, () => {
      const done = folded(events);
      assert.deepEqual(Object.fromEntries(Object.keys(expected).map((key) => [key, done[key as keyof Completion]])), expected);
    });
  }

  it('what nobody said is absent, not undefined', () => {
    assert.deepEqual(Object.keys(folded([content('a'), stop])).filter((key) => ['promptTokens', 'cachedPromptTokens', 'server', 'promptProgress'].includes(key)), []);
  });

  it('the total time of a stream that ended is that of its end', () => {
    assert.equal(folded([content('a'), stop]).totalMs, 21);
  });

  it('counts pieces that share a read', () => {
    const done = foldBytes([Buffer.from(sse(content('a')) + sse(content('b')) + sse(content('c'))), Buffer.from(sse(content('d')) + sse(stop))]);
    assert.ok(done.ok);
    assert.equal(done.value.mergedChunkShare, 0.5);
    assert.deepEqual(done.value.tokenTimesMs, [10, 10, 10, 20]);
  });

  it('an event belongs to the read that completed it', () => {
    const text = Buffer.from(sse(content('a')));
    const done = foldBytes([text.subarray(0, 20), text.subarray(20), Buffer.from(sse(stop))]);
    assert.ok(done.ok && done.value.firstTokenMs === 20);
  });
});

describe('tool calls', () => {
  const two: readonly ToolCall[] = [
    { id: 'a', name: 'read', argumentsText: '{"p":1}' },
    { id: 'b', name: 'list', argumentsText: '{"q":2}' },
  ];
  const begun = (index: number, id: string, name: string, text?: string): object => call({ index, id, type: 'function', function: { name, ...(text === undefined ? {} : { arguments: text }) } });
  const more = (index: number, text: string): object => call({ index, function: { arguments: text } });
  const finish = delta({}, 'tool_calls');
  const orders: readonly { readonly name: string; readonly events: readonly object[]; readonly expected?: readonly ToolCall[] }[] = [
    { name: 'one after the other', events: [begun(0, 'a', 'read', ''), more(0, '{"p"'), more(0, ':1}'), begun(1, 'b', 'list', ''), more(1, '{"q":2}')] },
    { name: 'whole in one delta', events: [begun(0, 'a', 'read', '{"p":1}'), begun(1, 'b', 'list', '{"q":2}')] },
    { name: 'both in one chunk', events: [delta({ tool_calls: [{ index: 0, id: 'a', function: { name: 'read', arguments: '{"p":1}' } }, { index: 1, id: 'b', function: { name: 'list', arguments: '{"q":2}' } }] })] },
    { name: 'interleaved', events: [begun(0, 'a', 'read'), begun(1, 'b', 'list'), more(1, '{"q"'), more(0, '{"p"'), more(0, ':1}'), more(1, ':2}')] },
    { name: 'second index first', events: [begun(1, 'b', 'list', '{"q":2}'), begun(0, 'a', 'read', '{"p":1}')] },
    { name: 'arguments before the name', events: [more(0, '{"p"'), call({ index: 0, id: 'a', function: { name: 'read', arguments: ':1}' } }), begun(1, 'b', 'list', '{"q":2}')] },
    { name: 'name repeated in every delta', events: [begun(0, 'a', 'read', '{"p"'), begun(0, 'a', 'read', ':1}'), begun(1, 'b', 'list', '{"q":2}')] },
    { name: 'without indexes, told apart by id', events: [call({ id: 'a', function: { name: 'read', arguments: '{"p"' } }), call({ id: 'b', function: { name: 'list', arguments: '{"q":2}' } }), call({ id: 'a', function: { arguments: ':1}' } })] },
    { name: 'without indexes and ids, told apart by name', events: [call({ function: { name: 'read', arguments: '{"p"' } }), call({ function: { arguments: ':1}' } }), call({ function: { name: 'list', arguments: '{"q":2}' } })], expected: [{ ...two[0], id: 'call_0' } as ToolCall, { ...two[1], id: 'call_1' } as ToolCall] },
    { name: 'arguments as an object', events: [call({ index: 0, id: 'a', function: { name: 'read', arguments: { p: 1 } } }), begun(1, 'b', 'list', '{"q":2}')] },
    { name: 'null fields', events: [begun(0, 'a', 'read', '{"p":1}'), call({ index: 0, id: null, function: { name: null, arguments: null } }), begun(1, 'b', 'list', '{"q":2}')] },
    { name: 'empty id repeated', events: [begun(0, 'a', 'read', '{"p"'), call({ index: 0, id: '', function: { name: '', arguments: ':1}' } }), begun(1, 'b', 'list', '{"q":2}')] },
  ];
  for (const { name, events, expected } of orders) {
    it(name, () => {
      const done = folded([...events, finish, '[DONE]']);
      assert.deepEqual(done.toolCalls, expected ?? two);
      assert.equal(done.finishReason, 'toolCalls');
    });
  }

  it('keeps arguments that are not valid JSON as they were written', () => {
    assert.equal(folded([begun(0, 'a', 'read', '{"p": oops'), finish]).toolCalls[0]?.argumentsText, '{"p": oops');
  });

  it('counts as an answer: the first call ends the thinking', () => {
    const done = folded([delta({ reasoning_content: 'hm' }), begun(0, 'a', 'read', '{}'), finish]);
    assert.equal(done.firstAnswerMs, 20);
  });

  it('calls and only [DONE] end as toolCalls', () => {
    assert.equal(folded([begun(0, 'a', 'read', '{}'), '[DONE]']).finishReason, 'toolCalls');
  });
});

describe('streams that are failures', () => {
  const failures: readonly { readonly name: string; readonly text: string; readonly kind: string; readonly contentType?: string }[] = [
    { name: 'neither finish_reason nor [DONE]', text: sse(content('a')), kind: 'incompleteStream' },
    { name: 'EOF inside JSON', text: `${sse(content('a'))}data: {"choices":[{"del`, kind: 'incompleteStream' },
    { name: 'EOF inside the first JSON', text: 'data: {"choices":[{"del', kind: 'incompleteStream' },
    { name: 'nothing', text: '', kind: 'incompleteStream' },
    { name: 'only comments', text: ': ping\n\n: ping\n\n', kind: 'incompleteStream' },
    { name: 'only usage', text: sse({ choices: [], usage: usage(1, 0) }), kind: 'incompleteStream' },
    { name: 'an error event', text: sse(content('a')) + sse({ error: { message: 'boom', code: 500 } }), kind: 'serverError' },
    { name: 'an error event and then [DONE]', text: sse(content('a')) + sse({ error: { message: 'boom' } }) + sse('[DONE]'), kind: 'serverError' },
    { name: 'an error event after finish_reason', text: sse(content('a')) + sse(stop) + sse({ error: { message: 'boom' } }), kind: 'serverError' },
    { name: 'an error as text', text: sse(content('a')) + sse({ error: 'boom' }), kind: 'serverError' },
    { name: 'vLLM’s old error object', text: sse({ object: 'error', message: 'boom', type: 'BadRequestError', code: 400 }), kind: 'serverError' },
    { name: 'overflow inside the stream', text: sse({ error: { message: 'request (5000 tokens) exceeds the available context size (4096 tokens), try increasing it' } }), kind: 'contextOverflow' },
    { name: 'an event that is not JSON in the middle', text: sse(content('a')) + sse('{"choices": oops') + sse(stop), kind: 'badReply' },
    { name: 'HTML', text: '<html><title>Login</title></html>', kind: 'notAnApi', contentType: 'text/html' },
    { name: 'HTML that claims to be JSON', text: '\n  <!doctype html><title>502</title>', kind: 'notAnApi', contentType: 'application/json' },
    { name: 'plain text', text: 'Service temporarily unavailable', kind: 'badReply', contentType: 'text/plain' },
    { name: 'a JSON error with status 200', text: '{"error":"model \'x\' not found"}', kind: 'modelMissing', contentType: 'application/json' },
    { name: 'a JSON error over several lines', text: '{\n  "error": {\n    "message": "boom"\n  }\n}', kind: 'serverError', contentType: 'application/json' },
    { name: 'another JSON document', text: '{"models":[]}', kind: 'badReply', contentType: 'application/json' },
  ];
  for (const { name, text, kind, contentType } of failures) {
    it(`${name} is ${kind}`, () => {
      const result = foldText(text, contentType === undefined ? {} : { contentType });
      assert.ok(!result.ok, 'a failure was expected');
      assert.equal(result.failure.kind, kind, result.failure.detail);
    });
  }

  it('says how far it had come and what ended it', () => {
    const detail = (text: string, ending: BodyEnding): string => {
      const result = foldText(text, { ending });
      assert.ok(!result.ok);
      assert.notEqual(result.failure.advice, '');
      return result.failure.detail;
    };
    const two = sse(content('a')) + sse(content('b'));
    assert.equal(detail(two, { kind: 'ended' }), 'The answer of http://127.0.0.1:1 ended after 2 pieces of text without saying that it was finished.');
    assert.equal(detail('', { kind: 'ended' }), 'The answer of http://127.0.0.1:1 ended before the first token without saying that it was finished.');
    assert.equal(detail(two, { kind: 'cut', cause: 'ECONNRESET' }), 'The connection to http://127.0.0.1:1 broke after 2 pieces of text.');
    assert.equal(detail(two, { kind: 'silent', limitMs: 1540 }), 'http://127.0.0.1:1 went silent after 2 pieces of text for 1.5 s.');
    assert.equal(detail(two, { kind: 'overlong', limitMs: 2000 }), 'http://127.0.0.1:1 had not finished after 2 pieces of text when the time limit of 2 s passed.');
    const cut = foldText(two, { ending: { kind: 'cut', cause: 'ECONNRESET' } });
    assert.ok(!cut.ok && cut.failure.cause === 'ECONNRESET');
  });

  it('a web page that breaks off is a broken connection, and so is a stream under a wrong name', () => {
    for (const [text, ending] of [['<html>', { kind: 'cut', cause: 'x' }], [`: ping\n\n`, { kind: 'ended' }], [`  data: {}\n\n`, { kind: 'ended' }], [' ', { kind: 'ended' }]] as const) {
      const result = foldText(text, { ending, contentType: 'text/plain' });
      assert.ok(!result.ok && result.failure.kind === 'incompleteStream', text);
    }
  });

  it('text before an end that is no end is not taken for another kind of answer', () => {
    const result = foldText(sse(content('a')), { contentType: 'text/plain' });
    assert.ok(!result.ok && result.failure.kind === 'incompleteStream');
  });

  it('quotes the event that cannot be read, shortened', () => {
    const result = foldText(sse(content('a')) + sse('x'.repeat(999)) + sse(stop));
    assert.ok(!result.ok && result.failure.cause?.length === 300);
    assert.match(`${result.failure.detail} ${result.failure.advice}`, /http:\/\/127\.0\.0\.1:1 sent an event .* cannot be read.* proxy/);
  });

  it('a broken connection after finish_reason is a whole answer, timed to its last read', () => {
    const done = foldBytes([Buffer.from(sse(content('a'))), Buffer.from(sse(stop))], { ending: { kind: 'cut', cause: 'ECONNRESET' } });
    assert.ok(done.ok && done.value.totalMs === 20);
  });

  it('a connection held open after [DONE] does not make the answer slower', () => {
    const done = foldBytes([Buffer.from(sse(content('a')) + sse(stop) + sse('[DONE]'))], { ending: { kind: 'silent', limitMs: 60_000 } });
    assert.ok(done.ok && done.value.totalMs === 10);
  });

  it('silence is a stall, and so is the end of the time allowed', () => {
    for (const ending of [{ kind: 'silent', limitMs: 1500 }, { kind: 'overlong', limitMs: 1500 }] as const) {
      const result = foldBytes([Buffer.from(sse(content('a')))], { ending });
      assert.ok(!result.ok && result.failure.kind === 'stalled' && result.failure.detail.includes('1.5 s'));
    }
  });
});
