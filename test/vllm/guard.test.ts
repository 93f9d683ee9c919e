/** The founding failure on a real vLLM: 400 without the guard, an answer through it. By hand (`npm run test:vllm`). */
import assert from 'node:assert/strict';
import http from 'node:http';
import { after, before, describe, it } from 'node:test';
import { type RealVllmVersion, realVllmVersions } from '../../scripts/provisionVllm.ts';
import { defaultGuardSettings } from '../../src/shells/guardServer/guardSettings.ts';
import { type Guard, startGuard } from '../../src/shells/guardServer/startGuard.ts';
import { type RealVllm, startVllm } from '../real/vllmServer.ts';

const vllmWindow = 32_768;
const wanted = process.env['PLIMSOLL_VLLM'];

interface FirstAnswer {
  readonly status: number;
  readonly note: string;
  /** The whole body of an error; of a stream only as far as its first text. */
  readonly body: string;
}

/** Reads until the first text and leaves: the rest of a 10,000-token answer would take minutes. */
function askForFirstText(base: string, body: object): Promise<FirstAnswer> {
  return new Promise((resolve, reject) => {
    const request = http.request(`${base}/chat/completions`, { method: 'POST', headers: { 'content-type': 'application/json' } }, (response) => {
      let text = '';
      const finish = (): void => {
        resolve({ status: response.statusCode ?? 0, note: String(response.headers['x-plimsoll-guard'] ?? ''), body: text });
        request.destroy();
      };
      response.setEncoding('utf8').on('data', (piece: string) => {
        text += piece;
        if (response.statusCode === 200 && /"content":"[^"]/u.test(text)) finish();
      });
      response.on('end', finish);
      response.on('error', finish);
    });
    request.on('error', reject);
    request.end(JSON.stringify({ model: 'smol', stream: true, temperature: 0, ...body }));
  });
}

const words = (count: number): object[] => [{ role: 'user', content: 'word '.repeat(count) }];

/** The user's own request: some 21,900 tokens of messages and max_tokens as large as the window. */
const founding = { max_tokens: vllmWindow, messages: words(21_890) };

function guardTests(version: RealVllmVersion): void {
  let vllm: RealVllm;
  let guard: Guard;
  const notices: string[] = [];
  before(async () => {
    vllm = await startVllm(version);
    const started = await startGuard({ ...defaultGuardSettings, upstream: { url: vllm.url }, onNotice: ({ text }) => void notices.push(text) });
    assert.ok(started.ok);
    guard = started.value;
  });
  after(async () => {
    await guard.stop();
    await vllm.stop();
  });

  it('the founding failure: 400 directly (a silent cut in 0.32), an answer through the guard', async (test) => {
    const direct = await askForFirstText(`${vllm.url}/v1`, founding);
    test.diagnostic(`direct: ${direct.status} ${direct.body.slice(0, 300)}`);
    assert.equal(direct.status, version === '0.20.2' ? 400 : 200);
    const guarded = await askForFirstText(guard.url, founding);
    test.diagnostic(`through the guard: ${guarded.status} ${guarded.note}`);
    assert.equal(guarded.status, 200, guarded.body);
    const [, maxTokens = '', promptTokens = ''] = /clamped max_tokens 32768 -> (\d+), prompt (\d+) of 32768/u.exec(guarded.note) ?? [];
    assert.equal(Number(maxTokens) + Number(promptTokens), vllmWindow, guarded.note);
    assert.ok(Number(promptTokens) > 21_800 && Number(promptTokens) < 22_000);
  });

  it('max_tokens -1: refused directly, an answer through the guard', async () => {
    const body = { max_tokens: -1, messages: words(20) };
    const direct = await askForFirstText(`${vllm.url}/v1`, body);
    assert.deepEqual([direct.status, /must be at least 1/u.test(direct.body)], [400, true]);
    assert.equal((await askForFirstText(guard.url, body)).status, 200);
  });

  it('a prompt that cannot fit is refused in words every agent recognises', async () => {
    const refused = await askForFirstText(guard.url, { max_tokens: 100, messages: words(33_000) });
    assert.equal(refused.status, 400);
    assert.match(refused.body, /maximum context length is 32768 tokens\. However, your prompt has \d+ tokens.*"code":"context_length_exceeded"/u);
    assert.match(refused.note, /refused, prompt too long/u);
  });

  it('tool_choice auto without the server’s flags: the server’s own words, and the flags in the log', async () => {
    const tools = [{ type: 'function', function: { name: 'read', parameters: { type: 'object', properties: {} } } }];
    const refused = await askForFirstText(guard.url, { max_tokens: 16, messages: words(5), tools, tool_choice: 'auto' });
    assert.deepEqual([refused.status, /--enable-auto-tool-choice/u.test(refused.body)], [400, true]);
    assert.ok(notices.some((line) => line.includes('start vLLM with --enable-auto-tool-choice')));
  });
}

for (const version of realVllmVersions.filter((known) => wanted === undefined || known === wanted)) {
  describe(`the guard before a real vLLM ${version}`, () => guardTests(version));
}
