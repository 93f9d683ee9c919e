/** Whatever is wrong, the command line says it in words, with the right exit code and without a stack trace. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import http from 'node:http';
import net from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { EmbeddedServer } from '../../../src/adapters/embedded/startLlamaCpp.ts';
import { type CliResult, runCli } from '../../real/cli.ts';
import { startLlamaCppServer } from '../../real/llamaCppServer.ts';
import { tally } from '../tally.ts';

let server: EmbeddedServer;
let out = '';
const html = http.createServer((_request, response) => void response.writeHead(200, { 'content-type': 'text/html' }).end('<html><body>Router login</body></html>'));
const silent = net.createServer(() => undefined);
const listen = (one: net.Server): Promise<string> => new Promise((resolve) => one.listen(0, '127.0.0.1', () => resolve(`http://127.0.0.1:${(one.address() as net.AddressInfo).port}`)));
let [htmlUrl, silentUrl, closedUrl] = ['', '', ''];

before(async () => {
  [server, htmlUrl, silentUrl] = await Promise.all([startLlamaCppServer({ contextWindow: 2048 }), listen(html), listen(silent)]);
  const closed = net.createServer();
  closedUrl = await listen(closed);
  closed.close();
  out = await mkdtemp(path.join(tmpdir(), 'plimsoll-bad-'));
});
after(async () => {
  html.close();
  silent.close();
  await server.stop();
  await rm(out, { recursive: true, force: true });
});

function expectWords(ended: CliResult, code: number, words: RegExp): void {
  tally('badInputs');
  const all = ended.stdout + ended.stderr;
  assert.match(all, words);
  assert.equal(ended.code, code, all);
  assert.doesNotMatch(all, /\n\s+at .*[:(]\d+/, 'no stack trace');
}

const bench = (url: string, ...more: readonly string[]): Promise<CliResult> => runCli(['bench', '--url', url, '--out', path.join(out, 'runs'), ...more]);

describe('plimsoll with bad input', () => {
  it('no server: says so and how to start one', async () => expectWords(await bench(closedUrl), 1, /(refused|answers|not running|nothing listens)/i));
  it('a port that answers HTML', async () => expectWords(await bench(htmlUrl), 1, /HTML|web page/i));
  it('a server that hangs', async () => expectWords(await bench(silentUrl), 1, /hangs/i));
  it('an address that is none', async () => expectWords(await bench('not an address'), 2, /address|URL/i));
  it('a model that is not there, with those that are', async () => expectWords(await bench(server.url, '--model', 'nope'), 1, /nope[\s\S]*SmolLM2/));
  it('an unknown scenario, with the known ones', async () => expectWords(await bench(server.url, '--scenarios', 'nope'), 2, /nope[\s\S]*sql-query/));
  it('sizes that are no sizes', async () => expectWords(await bench(server.url, '--contexts', 'big'), 2, /contexts/));
  it('an unknown option', async () => expectWords(await runCli(['bench', '--nonsense']), 2, /nonsense/));
  it('an unknown command', async () => expectWords(await runCli(['nonsense']), 2, /nonsense/));
  it('a run folder that is none', async () => expectWords(await runCli(['resume', path.join(out, 'nowhere')]), 1, /nowhere/));
  it('nothing is left behind by runs that could not start', async () => assert.deepEqual(await readdir(path.join(out, 'runs')).catch(() => []), []));

  it('a full disk: the run stops in order, what was measured stays', { skip: process.platform === 'linux' && process.getuid?.() === 0 ? false : 'needs root to mount a small file system' }, async () => {
    const small = path.join(out, 'small');
    await mkdir(small);
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=16k', 'tmpfs', small]);
    try {
      const ended = await runCli(['bench', '--url', server.url, '--out', small, '--repeats', '3', '--contexts', '512', '--scenarios', 'sql-query']);
      expectWords(ended, 1, /disk is full/i);
      const [run] = await readdir(small);
      assert.ok((await readdir(path.join(small, run ?? ''))).includes('journal.jsonl'));
    } finally {
      execFileSync('umount', [small]);
    }
  });

  it('a configuration file that cannot be read: nothing is written', async () => {
    const data = path.join(out, 'cline');
    await mkdir(data, { recursive: true });
    await writeFile(path.join(data, 'globalState.json'), '{ not json');
    const run = path.join(out, 'run');
    await mkdir(run, { recursive: true });
    const settings = { serverKind: 'llamacpp', openAiBaseUrl: 'http://127.0.0.1:1/v1', serverUrl: 'http://127.0.0.1:1', modelId: 'm', contextWindow: 8000, servedContextWindow: 8192, contextMarginTokens: 192, maxOutputTokens: 1024, temperature: 0, requestTimeoutMs: 60_000, supportsImages: false, supportsComputerUse: false, isR1FormatRequired: false, inputPrice: 0, outputPrice: 0, useCompactPrompt: false };
    await writeFile(path.join(run, 'summary.json'), JSON.stringify({ schema: 'plimsoll.run/v1', models: [{ id: 'm', recommendation: { settings } }] }));
    const ended = await runCli(['configure', 'cline', '--run', run, '--apply'], { env: { CLINE_DATA_DIR: data, PLIMSOLL_STATE_DIR: path.join(out, 'state') } });
    expectWords(ended, 1, /globalState\.json/);
    assert.deepEqual(await readdir(data), ['globalState.json']);
    await chmod(data, 0o700);
  });

  it('--json gives exactly one document, also for a failure', async () => {
    const ended = await runCli(['bench', '--url', closedUrl, '--json']);
    const document = JSON.parse(ended.stdout) as { readonly schema: string; readonly failure: { readonly kind: string } };
    assert.equal(document.schema, 'plimsoll.failure/v1');
    assert.equal(document.failure.kind, 'serverGone');
  });
});
