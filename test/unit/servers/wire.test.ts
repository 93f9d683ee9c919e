/** What goes over the wire and what comes back as values: request bodies, JSON questions, live ticks. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { z } from 'zod';
import { createOpenAiServer } from '../../../src/adapters/servers/openaiCompatible/createOpenAiServer.ts';
import { askJson } from '../../../src/adapters/servers/shared/http/askJson.ts';
import { type Connection, openConnection } from '../../../src/adapters/servers/shared/http/connection.ts';
import { sendForSuccess } from '../../../src/adapters/servers/shared/http/sendForSuccess.ts';
import { chatBody, openAiMessage, openAiTool } from '../../../src/adapters/servers/shared/openAi/chatBody.ts';
import { completeOpenAi } from '../../../src/adapters/servers/shared/openAi/completeOpenAi.ts';
import { askActivity } from '../../../src/adapters/servers/shared/metrics/askActivity.ts';
import { measureRoundTrip, replyContext, unsupported, type ServerContext } from '../../../src/adapters/servers/shared/openAi/serverContext.ts';
import type { ReplyContext } from '../../../src/adapters/servers/shared/failures/failureOfReply.ts';
import type { Failure, Result } from '../../../src/domain/failure.ts';
import type { ServerActivity } from '../../../src/domain/server.ts';
import type { StreamTick } from '../../../src/ports/inferenceServer.ts';
import { chunk, json, lastChunk, reply, sse, streamHead } from '../../fakes/httpReplies.ts';
import { end, hang, pause, startScriptedServer, type Route, type ScriptedServer, type Step } from '../../fakes/scriptedServer.ts';

const signal = new AbortController().signal;
const request = { model: 'm', messages: [{ role: 'user', content: 'hi' }], maxOutputTokens: 9, temperature: 0.5 } as const;

async function withServer(route: Route, test: (context: ServerContext, server: ScriptedServer) => Promise<void>, apiKey?: string): Promise<void> {
  const server = await startScriptedServer(route);
  const connection: Result<Connection> = openConnection({ url: server.url, ...(apiKey === undefined ? {} : { apiKey }) });
  assert.ok(connection.ok);
  try {
    await test({ connection: connection.value, identity: { url: server.url, kind: 'vllm', location: 'loopback' } }, server);
  } finally {
    await server.close();
  }
}

function failureIn(result: Result<unknown>): Failure {
  assert.ok(!result.ok, 'a failure was expected');
  return result.failure;
}

describe('chat bodies', () => {
  const plain = { model: 'm', messages: [{ role: 'user', content: 'hi' }], max_tokens: 9, temperature: 0.5, stream: true, stream_options: { include_usage: true } };
  const tool = { name: 'f', description: 'd', parameters: { type: 'object' } };
  const wireTool = { type: 'function', function: { name: 'f', description: 'd', parameters: { type: 'object' } } };
  it('plain', () => assert.deepEqual(chatBody(request), plain));
  it('seed and stop', () => assert.deepEqual(chatBody({ ...request, seed: 0, stop: ['x'] }), { ...plain, seed: 0, stop: ['x'] }));
  it('tools and choice', () => assert.deepEqual(chatBody({ ...request, tools: [tool], toolChoice: 'required' }), { ...plain, tools: [wireTool], tool_choice: 'required' }));
  it('tools without choice', () => assert.deepEqual(chatBody({ ...request, tools: [tool] }), { ...plain, tools: [wireTool] }));
  it('a choice without tools is left out', () => {
    assert.deepEqual(chatBody({ ...request, tools: [], toolChoice: 'auto' }), plain);
    assert.deepEqual(chatBody({ ...request, toolChoice: 'auto' }), plain);
  });
  it('tools', () => assert.deepEqual(openAiTool(tool), wireTool));
  it('messages', () => {
    assert.deepEqual(openAiMessage({ role: 'tool', content: 'c', toolCallId: 'i' }), { role: 'tool', content: 'c', tool_call_id: 'i' });
    assert.deepEqual(openAiMessage({ role: 'assistant', content: '', toolCalls: [] }), { role: 'assistant', content: '' });
    assert.deepEqual(openAiMessage({ role: 'assistant', content: '', toolCalls: [{ id: 'i', name: 'f', argumentsText: '{' }] }), {
      ...{ role: 'assistant', content: '' },
      tool_calls: [{ id: 'i', type: 'function', function: { name: 'f', arguments: '{' } }],
    });
  });
});

describe('contexts', () => {
  it('say who was asked', async () => {
    await withServer(() => json({}), (context, { url }) => {
      assert.deepEqual(replyContext(context), { kind: 'vllm', url, hasKey: false });
      assert.deepEqual(replyContext(context, 'm'), { kind: 'vllm', url, hasKey: false, model: 'm' });
      assert.deepEqual(unsupported(context, 'fly').failure, { kind: 'unsupported', detail: 'vLLM cannot fly.', advice: '' });
      assert.equal(unsupported(context, 'fly', 'Walk.').failure.advice, 'Walk.');
      return Promise.resolve();
    });
    const withKey = (context: ServerContext): Promise<void> => {
      assert.equal(replyContext(context).hasKey, true);
      return Promise.resolve();
    };
    await withServer(() => json({}), withKey, 'k');
  });
  it('measure a round trip from sending to the first byte', async () => {
    await withServer(() => [pause(40), ...json({})], async (context, { requests }) => {
      const trip = await measureRoundTrip(context, '/ping', signal);
      assert.ok(trip.ok && trip.value >= 35);
      assert.deepEqual([requests[0]?.method, requests[0]?.path], ['GET', '/ping']);
    });
    await withServer(() => [end], async (context) => assert.equal(failureIn(await measureRoundTrip(context, '/ping', signal)).kind, 'serverGone'));
  });
});

describe('questions in JSON', () => {
  const schema = z.looseObject({ answer: z.number() });
  const context: ReplyContext = { kind: 'vllm', url: 'http://h:1', hasKey: false };
  const ask = (steps: readonly Step[], test: (result: Result<{ answer: number }>, server: ScriptedServer) => void, body?: unknown): Promise<void> =>
    withServer(() => steps, async ({ connection }, server) => test(await askJson(connection, { path: '/q', schema, signal, ...(body === undefined ? {} : { body }) }, context), server));

  it('are answered', () => ask(json({ answer: 42, more: true }), (result) => assert.ok(result.ok && result.value.answer === 42)));
  it('carry a body as JSON by POST', () =>
    ask(
      json({ answer: 1 }),
      (_, { requests }) => {
        assert.deepEqual([requests[0]?.method, requests[0]?.body, requests[0]?.headers['content-type']], ['POST', '{"é":1}', 'application/json']);
        assert.equal(requests[0]?.headers['content-length'], '8');
      },
      { é: 1 },
    ));
  it('without a body are GET', () => ask(json({ answer: 1 }), (_, { requests }) => assert.deepEqual([requests[0]?.method, requests[0]?.body, requests[0]?.headers['content-type']], ['GET', '', undefined])));
  it('with another answer are a bad reply', () => ask(json({ answer: 'x' }), (result) => assert.equal(failureIn(result).kind, 'badReply')));
  it('refused in words', () => ask(json({ error: { message: 'CUDA out of memory' } }, 500), (result) => assert.deepEqual([failureIn(result).kind, failureIn(result).httpStatus], ['outOfMemory', 500])));
  it('refused with the first status that is a refusal', () => ask(json({ answer: 1 }, 400), (result) => assert.deepEqual([failureIn(result).kind, failureIn(result).httpStatus], ['invalidInput', 400])));
  it('refused although the body would fit', () => ask(json({ answer: 1 }, 404), (result) => assert.equal(failureIn(result).kind, 'wrongPath')));
  it('broken off', () =>
    ask([streamHead('application/json'), chunk('{"answer":1}'), end], (result) => {
      const { detail, ...rest } = failureIn(result);
      assert.deepEqual(rest, { kind: 'badReply', advice: 'Look into the log of the server, then try again.', cause: 'cut' });
      assert.match(detail, /\/q broke off/);
    }));
  it('are cancelled', async () => {
    await withServer(() => [hang], async ({ connection }) => assert.equal(failureIn(await askJson(connection, { path: '/q', schema, signal: AbortSignal.abort() }, context)).kind, 'cancelled'));
  });

  it('of which only the status counts', async () => {
    const send = async (steps: readonly Step[]): Promise<Result<undefined>> => {
      let result: Result<undefined> | undefined;
      await withServer(() => steps, async ({ connection }) => {
        result = await sendForSuccess(connection, { path: '/do', body: {}, signal }, context);
      });
      assert.ok(result);
      return result;
    };
    assert.ok((await send(json(null))).ok);
    assert.ok((await send(reply(204, 'text/plain', ''))).ok);
    assert.equal(failureIn(await send(json({ detail: 'nope' }, 400))).kind, 'invalidInput');
    assert.equal(failureIn(await send([end])).kind, 'serverGone');
  });
});

describe('metrics', () => {
  const page = (text: string, headers = {}): readonly Step[] => reply(200, 'text/plain', text, headers);
  const ask = async (steps: readonly Step[], advice?: string): Promise<Result<ServerActivity>> => {
    let result: Result<ServerActivity> | undefined;
    await withServer(() => steps, async (context, { requests }) => {
      result = await askActivity(context, signal, advice);
      assert.deepEqual([requests[0]?.method, requests[0]?.path], ['GET', '/metrics']);
    });
    assert.ok(result);
    return result;
  };
  it('are read', async () => assert.deepEqual(await ask(page('vllm:num_requests_running 1')), { ok: true, value: { runningRequests: 1, source: '/metrics' } }));
  it('that are none are unsupported, with the advice given', async () => {
    assert.deepEqual(failureIn(await ask(page('other 1'), 'Start it with metrics.')), { kind: 'unsupported', detail: 'vLLM cannot say how busy it is.', advice: 'Start it with metrics.' });
    assert.equal(failureIn(await ask(page('other 1'))).advice, '');
    const others = [page('no exposition'), reply(404, 'text/plain', 'vllm:num_requests_running 1'), reply(500, 'text/plain', 'vllm:num_requests_running 1'), [...page('vllm:num_requests_running 1\n', { 'Content-Length': '99' }), end]];
    for (const steps of others) assert.equal(failureIn(await ask(steps)).kind, 'unsupported');
    assert.equal(failureIn(await ask(reply(300, 'text/plain', 'vllm:num_requests_running 1'))).kind, 'redirected');
  });
  it('that never come are given up within two seconds', async () => {
    const began = performance.now();
    assert.equal(failureIn(await ask([hang])).kind, 'noFirstByte');
    assert.ok(performance.now() - began < 4_000);
    assert.equal(failureIn(await ask([end])).kind, 'serverGone');
  });
});

describe('a chat on the wire', () => {
  const said = (text: string): Step => chunk(sse({ choices: [{ index: 0, delta: { content: text } }] }));
  const stop = chunk(sse({ choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] }));

  it('goes to its path with the product’s own fields', async () => {
    await withServer(() => [streamHead(), said('a'), stop, lastChunk], async (context, { requests }) => {
      const done = await completeOpenAi(context, request, { signal, idleTimeoutMs: 1_000 }, { cache_prompt: false });
      assert.ok(done.ok && done.value.text === 'a');
      assert.deepEqual(JSON.parse(requests[0]?.body ?? ''), { ...chatBody(request), cache_prompt: false });
      assert.deepEqual([requests[0]?.method, requests[0]?.path], ['POST', '/v1/chat/completions']);
    });
  });

  it('is refused by its status, whatever the body looks like', async () => {
    const body = sse({ choices: [{ index: 0, delta: { content: 'a' }, finish_reason: 'stop' }] });
    await withServer(() => reply(400, 'text/event-stream', body), async (context) => {
      const failure = failureIn(await completeOpenAi(context, request, { signal, idleTimeoutMs: 1_000 }));
      assert.deepEqual([failure.kind, failure.httpStatus], ['invalidInput', 400]);
    });
  });

  it('that never came is the server’s death, with no tick', async () => {
    await withServer(() => [end], async (context) => {
      const ticks: StreamTick[] = [];
      const failure = failureIn(await completeOpenAi(context, request, { signal, idleTimeoutMs: 1_000, onTick: (tick) => ticks.push(tick) }));
      assert.deepEqual([failure.kind, ticks], ['serverGone', []]);
    });
  });

  it('names the model in its failures', async () => {
    await withServer(() => json({ error: { message: 'The model `m` does not exist.' } }, 404), async (context) => {
      const failure = failureIn(await completeOpenAi(context, request, { signal, idleTimeoutMs: 1_000 }));
      assert.deepEqual([failure.kind, failure.httpStatus], ['modelMissing', 404]);
      assert.match(failure.detail, /"m"/);
    });
  });

  it('keeps to the idle limit it was given', async () => {
    await withServer(() => [streamHead(), said('a'), hang], async (context) => {
      const failure = failureIn(await completeOpenAi(context, request, { signal, idleTimeoutMs: 80 }));
      assert.equal(failure.kind, 'stalled');
      assert.match(failure.detail, /after 1 pieces of text for 0\.1 s/);
    });
  });

  it('ticks at once, then at most every 100 ms, and never after its end', async () => {
    const drip = Array.from({ length: 14 }, (_, place) => [said(String(place % 10)), pause(20)]).flat();
    await withServer(() => [streamHead(), ...drip, stop, lastChunk], async (context) => {
      const ticks: StreamTick[] = [];
      const done = await completeOpenAi(context, request, { signal, idleTimeoutMs: 1_000, onTick: (tick) => ticks.push(tick) });
      assert.ok(done.ok);
      const atEnd = ticks.length;
      assert.ok(atEnd >= 2 && atEnd <= 6, `${atEnd} ticks`);
      const [first] = ticks;
      assert.ok(first);
      assert.deepEqual([first.chunks, first.textDelta, first.firstTokenMs], [1, '0', done.value.firstTokenMs]);
      assert.equal(first.elapsedMs, done.value.firstTokenMs);
      for (const [place, tick] of ticks.entries()) {
        const before = ticks[place - 1];
        if (before !== undefined) assert.ok(tick.elapsedMs - before.elapsedMs >= 99, 'ticks are apart');
      }
      assert.ok(done.value.text.startsWith(ticks.map((tick) => tick.textDelta).join('')));
      assert.equal(ticks.at(-1)?.chunks, ticks.map((tick) => tick.textDelta).join('').length);
      await new Promise((resolve) => setTimeout(resolve, 30));
      assert.equal(ticks.length, atEnd);
    });
  });

  it('ticks before the first token carry no token time', async () => {
    await withServer(() => [streamHead(), chunk(sse({ choices: [{ index: 0, delta: { role: 'assistant' } }] })), pause(30), said('a'), stop, lastChunk], async (context) => {
      const ticks: StreamTick[] = [];
      await completeOpenAi(context, request, { signal, idleTimeoutMs: 1_000, onTick: (tick) => ticks.push(tick) });
      assert.deepEqual([ticks[0]?.chunks, ticks[0]?.textDelta, ticks[0]?.firstTokenMs], [0, '', undefined]);
    });
  });

  it('of a short answer ticks once', async () => {
    await withServer(() => [streamHead(), said('a'), stop, lastChunk], async (context) => {
      const ticks: StreamTick[] = [];
      await completeOpenAi(context, request, { signal, idleTimeoutMs: 1_000, onTick: (tick) => ticks.push(tick) });
      assert.deepEqual(ticks.length, 1);
    });
  });
});

describe('a generic server', () => {
  it('lists windows by whatever name its list has', async () => {
    const windows = [{ max_model_len: 1 }, { context_length: 2 }, { context_window: 3 }, { max_context_length: 4 }, { meta: { n_ctx: 5 } }, {}];
    await withServer(() => json({ data: windows.map((window, place) => ({ id: `m${place}`, ...window })) }), async (context) => {
      const report = await createOpenAiServer(context).report(signal);
      assert.ok(report.ok);
      assert.deepEqual(report.value.models.map((model) => [model.contextWindow, model.contextWindowSource]), [[1, '/v1/models'], [2, '/v1/models'], [3, '/v1/models'], [4, '/v1/models'], [5, '/v1/models'], [undefined, undefined]]);
    });
  });
});
