/** What every adapter must make of a server that refuses, breaks, stalls or lies: scripted stand-ins only. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { ServerReport } from '../../src/domain/server.ts';
import { chunk, html, json, lastChunk, reply, streamHead } from '../fakes/httpReplies.ts';
import { promptTokens, type ProtocolFake, type Said } from '../fakes/protocols/protocolFake.ts';
import { hang, pause, reset, end, type ScriptedServer, type Step } from '../fakes/scriptedServer.ts';
import { connected, failureOf, question, valueOf } from './serverContract.ts';
import { startFake, type ChatScript } from './subject.ts';

const signal = new AbortController().signal;
const options = { signal, idleTimeoutMs: 150 };

async function withFake(fake: ProtocolFake, chat: ChatScript | readonly Step[], test: (server: ScriptedServer) => Promise<void>): Promise<void> {
  const server = await startFake(fake, typeof chat === 'function' ? chat : () => chat);
  try {
    await test(server);
  } finally {
    await server.close();
  }
}

const words: readonly Said[] = ['Hello', ' there', ', world'].map((text) => ({ kind: 'text', text }));

export function brokenServerContract(makeFake: () => ProtocolFake): void {
  const fake = makeFake();
  const { model } = fake;
  const head = streamHead(fake.contentType);
  const said = (parts: readonly Said[]): readonly Step[] => fake.says(parts).map(chunk);
  const whole = (parts: readonly Said[], reason: 'stop' | 'length' | 'toolCalls' = 'stop'): readonly Step[] => [head, ...said(parts), ...fake.ends(reason, parts.length).map(chunk), lastChunk];

  describe(`contract on the wire: ${fake.name}`, () => {
    it('reports exactly what the product says', async () => {
      await withFake(makeFake(), () => undefined, async ({ url }) => {
        const report: ServerReport = valueOf(await (await connected(url)).report(signal));
        assert.deepEqual(
          { kind: report.kind, version: report.version, parallelSlots: report.parallelSlots, model: report.models.find((entry) => entry.id === model) },
          { kind: fake.kind, version: fake.version, parallelSlots: fake.parallelSlots, model: fake.modelInfo },
        );
        assert.equal(report.models.length, 1, 'embedding models and the like are not offered');
      });
    });

    it('sends what the request says', async () => {
      await withFake(makeFake(), () => undefined, async ({ url, requests }) => {
        const server = await connected(url, 'marked-key-123');
        const request = question(model, { maxOutputTokens: 77, temperature: 0.2, seed: 5, stop: ['END'], messages: [{ role: 'system', content: 'Be brief.' }, { role: 'user', content: '한국어 ✓' }] });
        valueOf(await server.complete(request, options));
        const sent = requests.find((one) => one.path === fake.chatPath);
        const body = JSON.parse(sent?.body ?? '{}') as Record<string, unknown>;
        const settings = (body['options'] ?? body) as Record<string, unknown>;
        assert.equal(body['model'], model);
        assert.equal(body['stream'], true);
        assert.deepEqual(body['messages'], [{ role: 'system', content: 'Be brief.' }, { role: 'user', content: '한국어 ✓' }]);
        assert.equal(settings['num_predict'] ?? settings['max_tokens'], 77);
        assert.equal(settings['temperature'], 0.2);
        assert.equal(settings['seed'], 5);
        assert.deepEqual(settings['stop'], ['END']);
        assert.equal(sent?.headers['authorization'], 'Bearer marked-key-123');
        assert.equal(sent.headers['x-api-key'], 'marked-key-123');
        assert.equal(sent.headers['accept-encoding'], 'identity');
      });
    });

    it('sends tools and earlier tool calls', async () => {
      await withFake(makeFake(), () => undefined, async ({ url, requests }) => {
        const tools = [{ name: 'read_file', description: 'Reads', parameters: { type: 'object' } }];
        const messages = [
          { role: 'user', content: 'Read a.txt' },
          { role: 'assistant', content: '', toolCalls: [{ id: 'c1', name: 'read_file', argumentsText: '{"path":"a.txt"}' }] },
          { role: 'tool', content: 'text', toolCallId: 'c1' },
        ] as const;
        valueOf(await (await connected(url)).complete(question(model, { tools, toolChoice: 'auto', messages }), options));
        const body = requests.find((one) => one.path === fake.chatPath)?.body ?? '';
        assert.match(body, /"tools":\[\{"type":"function","function":\{"name":"read_file"/);
        assert.match(body, /"tool_calls":\[\{/);
        assert.match(body, /"tool_call_id":"c1"/);
      });
    });

    it('reads text, counts and timings', async () => {
      await withFake(makeFake(), whole(words), async ({ url }) => {
        const done = valueOf(await (await connected(url)).complete(question(model), options));
        assert.equal(done.text, 'Hello there, world');
        assert.equal(done.thinking, '');
        assert.equal(done.finishReason, 'stop');
        assert.equal(done.promptTokens, promptTokens);
        assert.equal(done.completionTokens, 3);
        assert.equal(done.tokenTimesMs.length, 3);
        if (fake.capabilities.serverTimings) {
          assert.equal(done.server?.promptMs, 128.5);
          assert.equal(done.server.predictedMs, 24);
          assert.equal(done.server.predictedTokens, 3);
        } else assert.equal(done.server, undefined);
      });
    });

    it('tells a cut-off answer from a finished one', async () => {
      await withFake(makeFake(), whole(words, 'length'), async ({ url }) => {
        assert.equal(valueOf(await (await connected(url)).complete(question(model), options)).finishReason, 'length');
      });
    });

    it('puts tool calls together', async () => {
      const calls: readonly Said[] = [
        { kind: 'toolCall', name: 'read_file', argumentsText: '{"path":"a.txt"}' },
        { kind: 'toolCall', name: 'list_files', argumentsText: '{"path":"."}' },
      ];
      await withFake(makeFake(), whole(calls, 'toolCalls'), async ({ url }) => {
        const done = valueOf(await (await connected(url)).complete(question(model), options));
        assert.equal(done.finishReason, 'toolCalls');
        assert.deepEqual(
          done.toolCalls.map(({ name, argumentsText }) => [name, argumentsText]),
          [['read_file', '{"path":"a.txt"}'], ['list_files', '{"path":"."}']],
        );
      });
    });

    it('keeps thinking apart and times the answer from its first own token', async () => {
      const thought = said([{ kind: 'thinking', text: 'Hmm.' }]);
      const answer = fake.says(words).filter((part) => !part.includes('"role":"assistant","content":""}')).map(chunk);
      const answerParts = answer.length === 0 ? said(words) : answer;
      await withFake(makeFake(), [head, ...thought, pause(60), ...answerParts, ...fake.ends('stop', 4).map(chunk), lastChunk], async ({ url }) => {
        const done = valueOf(await (await connected(url)).complete(question(model), options));
        assert.equal(done.thinking, 'Hmm.');
        assert.equal(done.text, 'Hello there, world');
        assert.ok(done.firstAnswerMs - done.firstTokenMs >= 50, `${done.firstAnswerMs} after ${done.firstTokenMs}`);
      });
    });

    it('separates <think> tags in the text', async () => {
      const tagged = ['<th', 'ink>Let me see</thi', 'nk>\n\n', 'Paris'].map((text): Said => ({ kind: 'text', text }));
      await withFake(makeFake(), whole(tagged), async ({ url }) => {
        const done = valueOf(await (await connected(url)).complete(question(model), options));
        assert.deepEqual([done.thinking, done.text], ['Let me see', 'Paris']);
      });
    });

    for (const refusal of fake.refusals) {
      it(`words of ${refusal.name} become ${refusal.kind}`, async () => {
        await withFake(makeFake(), refusal.steps, async ({ url }) => {
          const name = refusal.names.includes('nope') ? 'nope' : model;
          const failure = failureOf(await (await connected(url)).complete(question(name), options));
          assert.equal(failure.kind, refusal.kind, failure.detail);
          for (const named of refusal.names) assert.ok(`${failure.detail} ${failure.advice}`.includes(named), `"${named}" is missing in: ${failure.detail} ${failure.advice}`);
          assert.doesNotMatch(JSON.stringify(failure), /sk-marked-key/);
        });
      });
    }

    it('an error in the middle of a stream is a failure, even when [DONE] follows', async () => {
      await withFake(makeFake(), [head, ...said(words), chunk(fake.errorEvent), lastChunk], async ({ url }) => {
        const failure = failureOf(await (await connected(url)).complete(question(model), options));
        assert.equal(failure.kind, 'serverError');
        assert.match(failure.detail, /in the middle of the answer/);
      });
    });

    const broken: readonly { readonly name: string; readonly steps: readonly Step[]; readonly kind: string }[] = [
      { name: 'a stream that ends without saying so', steps: [head, ...said(words), lastChunk], kind: 'incompleteStream' },
      { name: 'a stream cut by FIN', steps: [head, ...said(words), end], kind: 'incompleteStream' },
      { name: 'a stream cut by RST', steps: [head, ...said(words), pause(20), reset], kind: 'incompleteStream' },
      { name: 'a stream that goes silent', steps: [head, ...said(words), hang], kind: 'stalled' },
      { name: 'headers and then silence', steps: [head, hang], kind: 'noFirstByte' },
      { name: 'silence', steps: [hang], kind: 'noFirstByte' },
      { name: 'a connection closed without an answer', steps: [end], kind: 'serverGone' },
      { name: 'a connection reset without an answer', steps: [reset], kind: 'serverGone' },
      { name: 'an empty stream', steps: [head, lastChunk], kind: 'incompleteStream' },
      { name: 'an empty body', steps: reply(200, fake.contentType, ''), kind: 'incompleteStream' },
      { name: 'HTML with status 200', steps: html(200), kind: 'notAnApi' },
      { name: 'HTML with status 502', steps: html(502), kind: 'notAnApi' },
      { name: 'an error as JSON with status 200', steps: json({ error: { message: 'something broke' } }), kind: 'serverError' },
      { name: '404 without words', steps: reply(404, 'text/plain', 'nope'), kind: 'wrongPath' },
      { name: '500 without words', steps: reply(500, 'text/plain', ''), kind: 'serverError' },
      { name: '503 without words', steps: reply(503, 'text/plain', ''), kind: 'busy' },
      { name: '429 without words', steps: reply(429, 'text/plain', ''), kind: 'busy' },
      { name: '401 without words', steps: reply(401, 'text/plain', ''), kind: 'unauthorised' },
      { name: '400 without words', steps: reply(400, 'text/plain', ''), kind: 'invalidInput' },
      { name: 'another language than HTTP', steps: [{ kind: 'bytes', bytes: 'SSH-2.0-OpenSSH_9.2\r\n' }], kind: 'notAnApi' },
      { name: 'a redirect to another origin', steps: reply(307, 'text/plain', '', { Location: 'http://127.0.0.1:9/v1/chat/completions' }), kind: 'redirected' },
    ];
    for (const { name, steps, kind } of broken) {
      it(`${name} is ${kind}`, async () => {
        await withFake(makeFake(), steps, async ({ url }) => {
          const failure = failureOf(await (await connected(url)).complete(question(model), options));
          assert.equal(failure.kind, kind, failure.detail);
          assert.ok(failure.detail.length > 0);
        });
      });
    }

    it('closes the connection at once when cancelled before the first byte', async () => {
      await withFake(makeFake(), [hang], async ({ url, closedBy }) => {
        const server = await connected(url);
        const abort = new AbortController();
        const running = server.complete(question(model), { signal: abort.signal, idleTimeoutMs: 5_000 });
        setTimeout(() => abort.abort(), 30);
        assert.equal(failureOf(await running).kind, 'cancelled');
        await closedBy(fake.chatPath);
      });
    });

    it('closes the connection at once when cancelled in the middle', async () => {
      await withFake(makeFake(), [head, ...said(words), hang], async ({ url, closedBy }) => {
        const server = await connected(url);
        const abort = new AbortController();
        let ticks = 0;
        const running = server.complete(question(model), { signal: abort.signal, idleTimeoutMs: 5_000, onTick: () => (ticks += 1) > 0 && abort.abort() });
        assert.equal(failureOf(await running).kind, 'cancelled');
        await closedBy(fake.chatPath);
      });
    });

    it('asks once more when a kept connection dies before the first byte', async () => {
      let chats = 0;
      const script: ChatScript = (request) => {
        chats += 1;
        return request.turn > 1 ? [reset] : undefined;
      };
      await withFake(makeFake(), script, async ({ url }) => {
        const server = await connected(url);
        const done = valueOf(await server.complete(question(model), options));
        assert.equal(done.text, 'The capital of France is Paris.');
        assert.ok(done.connectionRetries <= 1);
        assert.equal(chats, 1 + done.connectionRetries);
      });
    });

    it('gives up a server that dies on every connection', async () => {
      await withFake(makeFake(), [reset], async ({ url, requests }) => {
        const server = await connected(url);
        assert.equal(failureOf(await server.complete(question(model), options)).kind, 'serverGone');
        assert.ok(requests.filter((one) => one.path === fake.chatPath).length <= 2);
      });
    });
  });
}
