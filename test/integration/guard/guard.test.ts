/** `plimsoll guard` as it ships, before the real llama.cpp server: one line, real clamps and refusals, and an orderly end. */
import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import path from 'node:path';
import readline from 'node:readline';
import { after, before, describe, it } from 'node:test';
import type { EmbeddedServer } from '../../../src/adapters/embedded/startLlamaCpp.ts';
import { connectServer } from '../../../src/adapters/servers/connectServer.ts';
import { chat, send } from '../../faults/guard/guardBench.ts';
import { runCli } from '../../real/cli.ts';
import { startLlamaCppServer } from '../../real/llamaCppServer.ts';

interface GuardLine {
  readonly schema: string;
  readonly url: string;
  readonly ollamaUrl: string;
  readonly statsUrl: string;
  readonly pid: number;
}

interface RunningGuard extends GuardLine {
  readonly child: ChildProcess;
  readonly ended: Promise<number | null>;
  readonly lines: readonly string[];
}

async function openGuard(upstream: string): Promise<RunningGuard> {
  const child = spawn(process.execPath, [path.join(import.meta.dirname, '../../../dist/cli.mjs'), 'guard', '--upstream', upstream, '--port', '0', '--json'], { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  const lines: string[] = [];
  const first = await new Promise<string>((resolve) => {
    readline.createInterface({ input: child.stdout }).on('line', (line) => {
      lines.push(line);
      resolve(line);
    });
  });
  return { ...(JSON.parse(first) as GuardLine), child, ended, lines };
}

const words = (count: number): object => ({ messages: [{ role: 'user', content: 'word '.repeat(count) }] });

describe('plimsoll guard before the real llama.cpp server at -c 1024', () => {
  let server: EmbeddedServer;
  let guard: RunningGuard;
  before(async () => {
    server = await startLlamaCppServer({ contextWindow: 1_024 });
    guard = await openGuard(server.url);
  });
  after(async () => {
    guard.child.kill();
    await guard.ended;
    await server.stop();
  });

  it('prints one line with addresses that carry the token', () => {
    assert.equal(guard.schema, 'plimsoll.guard/v1');
    assert.equal(guard.pid, guard.child.pid);
    assert.match(guard.url, /^http:\/\/127\.0\.0\.1:\d+\/[\w-]{24}\/v1$/u);
    assert.equal(guard.url, `${guard.ollamaUrl}/v1`);
    assert.ok(guard.statsUrl.startsWith(guard.ollamaUrl));
  });

  it('clamps to exactly what the server then counts', async () => {
    const answer = await send(`${guard.url}/chat/completions`, { body: chat({ stream: false, max_tokens: 5_000, stop: ['\n', '.', ','], ...words(500) }) });
    assert.equal(answer.status, 200, answer.body);
    const { usage } = JSON.parse(answer.body) as { usage: { prompt_tokens: number } };
    assert.equal(answer.headers['x-plimsoll-guard'], `clamped max_tokens 5000 -> ${1_024 - usage.prompt_tokens}, prompt ${usage.prompt_tokens} of 1024`);
  });

  it('passes and streams what fits', async () => {
    const answer = await send(`${guard.url}/chat/completions`, { body: chat({ max_tokens: 4 }) });
    assert.equal(answer.status, 200);
    assert.match(answer.body, /data: \[DONE\]/u);
  });

  it('refuses what cannot fit in words Cline recognises, where the server’s own are not', async () => {
    const direct = await send(`${server.url}/v1/chat/completions`, { body: chat(words(1_500)) });
    assert.deepEqual([direct.status, /exceeds the available context size/u.test(direct.body)], [400, true]);
    const guarded = await send(`${guard.url}/chat/completions`, { body: chat(words(1_500)) });
    assert.deepEqual([guarded.status, /maximum context length is 1024 tokens.*context_length_exceeded/u.test(guarded.body)], [400, true]);
  });

  it('is itself a server Plimsoll can talk to', async () => {
    const through = await connectServer({ url: guard.url }, new AbortController().signal);
    assert.ok(through.ok);
    const answer = await through.value.complete({ model: server.modelId, messages: [{ role: 'user', content: 'Say hi' }], maxOutputTokens: 4, temperature: 0 }, { signal: new AbortController().signal, idleTimeoutMs: 60_000 });
    assert.ok(answer.ok, JSON.stringify(answer));
  });

  it('lets the stream in flight end on SIGTERM, then exits 0 without another line', async () => {
    const other = await openGuard(server.url);
    const streaming = send(`${other.url}/chat/completions`, { body: chat({ max_tokens: 150, ignore_eos: true }) });
    await new Promise((resolve) => setTimeout(resolve, 300));
    other.child.kill('SIGTERM');
    const answer = await streaming;
    assert.match(answer.body, /data: \[DONE\]/u);
    assert.equal(await other.ended, 0);
    assert.equal(other.lines.length, 1);
  });
});

describe('plimsoll budget before the real llama.cpp server', () => {
  it('counts Cline’s prompt in the server’s own tokens against the window it really serves, per slot', async () => {
    const server = await startLlamaCppServer({ contextWindow: 8_192, slots: 2 });
    const ask = async (agent: string): Promise<{ code: number | null; json: Record<string, unknown> }> => {
      const done = await runCli(['budget', '--url', server.url, '--model', server.modelId, '--agent', agent, '--max-tokens', '512', '--json']);
      return { code: done.code, json: JSON.parse(done.stdout) as Record<string, unknown> };
    };
    const compact = await ask('cline-compact');
    assert.equal(compact.code, 0, JSON.stringify(compact.json));
    assert.equal(compact.json['contextWindow'], 4_096);
    const legacy = await ask('cline-legacy');
    assert.equal(legacy.code, 3);
    assert.ok((legacy.json['promptTokens'] as number) > 10_000);
    assert.deepEqual(Object.keys(legacy.json['promptCount'] as object), ['tokens', 'method', 'errorShare']);
    assert.equal((legacy.json['promptCount'] as { method: string }).method, 'calibrated');
    await server.stop();
  });
});
