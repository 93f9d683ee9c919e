/** One click, proven by its consumer: the real Cline CLI answers with what was written, directly and through the guard, and undo restores every byte. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, afterEach, before, beforeEach, describe, it } from 'node:test';
import type { EmbeddedServer } from '../../../src/adapters/embedded/startLlamaCpp.ts';
import { defaultGuardSettings } from '../../../src/shells/guardServer/guardSettings.ts';
import { type Guard, startGuard } from '../../../src/shells/guardServer/startGuard.ts';
import { runCli } from '../../real/cli.ts';
import { startLlamaCppServer } from '../../real/llamaCppServer.ts';
import { type ClineRun, endHub, provisionCline, runCline } from './clineCli.ts';
import { writeRunFolder } from './runFolder.ts';
import { playToolTurns, type ToolTurns } from './toolTurns.ts';

const settingsFiles = ['globalState.json', 'secrets.json', 'settings/providers.json', 'settings/models.json'] as const;

let folder = '';
let work = '';
let env: Record<string, string> = {};

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'plimsoll-cline-'));
  work = path.join(folder, 'work');
  await mkdir(work);
  env = { CLINE_DATA_DIR: path.join(folder, 'data'), PLIMSOLL_STATE_DIR: path.join(folder, 'state'), HOME: folder, AI_SDK_LOG_WARNINGS: 'false', CLINE_NO_AUTO_UPDATE: '1' };
  await mkdir(path.join(folder, 'data', 'settings'), { recursive: true });
});
afterEach(async () => {
  await endHub(path.join(folder, 'data'), work);
  await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
});

/** Hash of each settings file; undefined where there is none. */
async function hashes(): Promise<Record<string, string | undefined>> {
  const rows = settingsFiles.map(async (file) => {
    const bytes = await readFile(path.join(folder, 'data', file)).catch(() => undefined);
    return [file, bytes === undefined ? undefined : createHash('sha256').update(bytes).digest('hex')] as const;
  });
  return Object.fromEntries(await Promise.all(rows));
}

async function configure(...args: readonly string[]): Promise<Record<string, unknown>> {
  const done = await runCli(['configure', 'cline', ...args, '--json'], { env });
  assert.equal(done.code, 0, done.stdout + done.stderr);
  return JSON.parse(done.stdout) as Record<string, unknown>;
}

async function openGuard(upstream: string): Promise<Guard> {
  const guard = await startGuard({ ...defaultGuardSettings, upstream: { url: upstream } });
  assert.ok(guard.ok);
  return guard.value;
}

describe('Cline 3.0.65 with the real llama.cpp server', () => {
  let program = '';
  let server: EmbeddedServer | undefined;
  let front: ToolTurns | undefined;

  before(async () => {
    program = await provisionCline('3.0.65');
    server = await startLlamaCppServer();
  });
  after(async () => server?.stop());
  // Cline sends the whole rest of the window as max_tokens, and a tiny model fills it turn after turn: one answer, cut short, proves as much
  beforeEach(async () => {
    assert.ok(server !== undefined);
    front = await playToolTurns(server.url, []);
  });
  afterEach(() => front?.close());

  const sayHello = (): Promise<ClineRun> => runCline({ program, args: ['--json', 'Say hello'], cwd: work, env, limitMs: 180_000 });

  it('answers directly with the settings that were applied; undo restores every byte', async () => {
    assert.ok(server !== undefined && front !== undefined);
    await writeFile(path.join(folder, 'data', 'globalState.json'), '{"mine": [1, 2],\r\n "welcomeViewCompleted": false}\r\n');
    await writeFile(path.join(folder, 'data', 'settings', 'providers.json'), '{"version":1,"modes":{},"providers":{}}');
    const untouched = await hashes();
    const run = await writeRunFolder(path.join(folder, 'run'), front.url, server.modelId);
    const applied = await configure('--run', run, '--apply', '--verify');
    assert.equal(applied['action'], 'applied');
    assert.equal((applied['verification'] as { ok: boolean }).ok, true);
    const answer = await sayHello();
    assert.equal(answer.code, 0, answer.output.slice(-2_000));
    assert.match(answer.output, /"type":"run_result","finishReason":"completed"/u);
    assert.deepEqual(front.reached.map((one) => one.status), [200]);
    assert.ok(answer.output.includes(`"id":"${server.modelId}","provider":"openai-compatible","info":{"contextWindow":7680`));
    await endHub(path.join(folder, 'data'), work);
    assert.equal((await configure('--undo'))['action'], 'undone');
    assert.deepEqual(await hashes(), untouched);
  });

  it('answers through the guard, which counts its request and learns its prompt', async () => {
    assert.ok(server !== undefined && front !== undefined);
    const guard = await openGuard(front.url);
    const run = await writeRunFolder(path.join(folder, 'run'), front.url, server.modelId);
    const applied = await configure('--run', run, '--apply', '--verify', '--through-guard', guard.url);
    assert.equal((applied['verification'] as { ok: boolean }).ok, true);
    const answer = await sayHello();
    assert.equal(answer.code, 0, answer.output.slice(-2_000));
    assert.match(answer.output, /"type":"run_result","finishReason":"completed"/u);
    assert.deepEqual(front.reached.map((one) => one.status), [200]);
    const stats = guard.stats();
    assert.ok(stats.requests >= 1 && stats.refused === 0);
    assert.ok((stats.firstPrompts[0] ?? 0) > 500, JSON.stringify(stats.firstPrompts));
    await endHub(path.join(folder, 'data'), work);
    await configure('--undo');
    assert.deepEqual(await hashes(), Object.fromEntries(settingsFiles.map((file) => [file, undefined])));
    await guard.stop();
  });
});

describe('Cline 3.0.65 and a context overflow of the real llama.cpp server at -c 2048', () => {
  let program = '';
  let server: EmbeddedServer | undefined;

  before(async () => {
    program = await provisionCline('3.0.65');
    server = await startLlamaCppServer({ contextWindow: 2_048 });
  });
  after(async () => server?.stop());

  /** Two files of some 740 tokens each: system prompt, task and one file fit, with the second they do not. */
  async function readTwoFiles(throughGuard: boolean): Promise<{ readonly run: ClineRun; readonly statuses: readonly number[]; readonly refused: number }> {
    assert.ok(server !== undefined);
    const files = [1, 2].map((index) => path.join(work, `f${index}.txt`));
    for (const [index, file] of files.entries()) await writeFile(file, Array.from({ length: 45 }, (_, line) => `line ${line} of file ${index} says alpha beta\n`).join(''));
    const turns = await playToolTurns(server.url, files.map((file) => ({ name: 'read_files', arguments: { files: [{ path: file }] } })));
    const guard = throughGuard ? await openGuard(turns.url) : undefined;
    // the mistake this is about: the agent believes in a larger window than is served
    const folderOfRun = await writeRunFolder(path.join(folder, 'run'), turns.url, server.modelId, { contextWindow: 16_384, servedContextWindow: 16_384 });
    await configure('--run', folderOfRun, '--apply', ...(guard === undefined ? [] : ['--through-guard', guard.url]));
    const run = await runCline({ program, args: ['--json', 'Read the files and say done'], cwd: work, env, limitMs: 180_000 });
    const refused = guard?.stats().refused ?? 0;
    turns.close();
    await guard?.stop();
    return { run, statuses: turns.reached.map((one) => one.status), refused };
  }

  it('stops directly: its wording is not recognised', async () => {
    const { run, statuses } = await readTwoFiles(false);
    assert.equal(run.code, 1, run.output.slice(-2_000));
    assert.ok(statuses.includes(400));
    assert.match(run.output, /exceeds the available context size \(2048 tokens\)/u);
    assert.equal(run.output.includes('context_overflow_recovery'), false);
  });

  it('compacts and goes on to an answer through the guard', async () => {
    const { run, statuses, refused } = await readTwoFiles(true);
    assert.equal(run.code, 0, run.output.slice(-2_000));
    assert.ok(refused >= 1);
    assert.match(run.output, /context window exceeded — compacting and retrying/u);
    assert.match(run.output, /"type":"run_result","finishReason":"completed"/u);
    // the real server never saw the request that could not fit, and answered the compacted one
    assert.deepEqual(statuses, [200]);
  });
});

describe('Cline 2.18.0 (legacy)', () => {
  it('sends the address, key, model and limits that were applied; undo restores every byte', async () => {
    const program = await provisionCline('2.18.0');
    const bodies: { model: string; max_tokens: number; temperature: number }[] = [];
    const keys: (string | undefined)[] = [];
    const reply = '<attempt_completion>\n<result>\nHello!\n</result>\n</attempt_completion>';
    const server = http.createServer((request, response) => {
      let body = '';
      request.setEncoding('utf8').on('data', (text: string) => (body += text));
      request.on('end', () => {
        keys.push(request.headers.authorization);
        bodies.push(JSON.parse(body) as (typeof bodies)[number]);
        response.writeHead(200, { 'content-type': 'text/event-stream' });
        const chunk = (delta: object, finish: string | null): string => `data: ${JSON.stringify({ id: 'c', object: 'chat.completion.chunk', created: 1, model: 'm', choices: [{ index: 0, delta, finish_reason: finish }] })}\n\n`;
        response.end(`${chunk({ role: 'assistant', content: reply }, null)}${chunk({}, 'stop')}data: [DONE]\n\n`);
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    await writeFile(path.join(folder, 'data', 'globalState.json'), '{ "mine": 1 }');
    const untouched = await hashes();
    // 2.18.0 knows no CLINE_DATA_DIR: it takes the folder above
    env = { ...env, CLINE_DIR: folder };
    const run = await writeRunFolder(path.join(folder, 'run'), url, 'some/model', { contextWindow: 31_744, servedContextWindow: 32_768, maxOutputTokens: 2_048, temperature: 0.2 });
    await configure('--run', run, '--apply');
    const answer = await runCline({ program, args: ['-y', '--json', 'Say hello'], cwd: work, env, limitMs: 120_000 });
    assert.equal(answer.code, 0, answer.output.slice(-2_000));
    assert.deepEqual([bodies[0]?.model, bodies[0]?.max_tokens, bodies[0]?.temperature], ['some/model', 2_048, 0.2]);
    assert.equal(keys[0], 'Bearer local-server-needs-no-key');
    assert.notDeepEqual(await readdir(path.join(folder, 'data')), []);
    assert.equal((await configure('--undo'))['action'], 'undone');
    assert.deepEqual(await hashes(), untouched);
    server.closeAllConnections();
    server.close();
  });
});
