/** Promise: a key is in no log, journal, report, message or file of others. A marked key is planted, everything is done with it, and everything written is searched. */
import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { runCli, startCli } from '../../real/cli.ts';
import { html, json } from '../../fakes/httpReplies.ts';
import { createOllamaFake } from '../../fakes/protocols/ollamaFake.ts';
import { goodAnswer } from '../../contract/subject.ts';
import { type ScriptedServer, startScriptedServer } from '../../fakes/scriptedServer.ts';

const key = 'sk-marked-1f7c0de5';
const header = 'team-marked-77aa';
/** As it stands, and as encodings would hide it. */
const forms = [key, header].flatMap((secret) => [secret, Buffer.from(secret).toString('base64').replace(/=+$/, ''), encodeURIComponent(secret), Buffer.from(secret).toString('hex')]);

let server: ScriptedServer;
let out = '';
let chats = 0;
before(async () => {
  const fake = createOllamaFake();
  // every third chat is refused in words that repeat the key, as some servers do
  server = await startScriptedServer((request) => {
    if (request.headers['authorization'] !== `Bearer ${key}`) return json({ error: 'unauthorized' }, 401);
    if (request.path !== fake.chatPath) return fake.route(request);
    chats += 1;
    if (chats % 6 === 3) return json({ error: `Incorrect API key provided: ${request.headers['x-api-key'] ?? ''}. Team ${request.headers['x-team'] ?? ''}.` }, 500);
    return chats % 6 === 0 ? html(502) : goodAnswer(fake);
  });
  out = await mkdtemp(path.join(tmpdir(), 'plimsoll-keys-'));
  await mkdir(path.join(out, 'cline'));
});
after(async () => {
  await server.close();
  await rm(out, { recursive: true, force: true });
});

async function filesIn(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => path.join(entry.parentPath, entry.name));
}

const holders = (texts: Readonly<Record<string, string>>): readonly string[] => Object.entries(texts).filter(([, text]) => forms.some((form) => text.includes(form))).map(([name]) => name);

describe('a marked key', () => {
  it('goes to its server, and into nothing that is written or said', async () => {
    const env = { PLIMSOLL_API_KEY: key, PLIMSOLL_LOCAL_API_KEY: key, PLIMSOLL_HEADERS: JSON.stringify({ [server.url]: { 'X-Team': header } }), PLIMSOLL_STATE_DIR: path.join(out, 'state'), CLINE_DATA_DIR: path.join(out, 'cline'), PLIMSOLL_DEBUG: '1', HOME: out };
    const url = ['--url', server.url];
    const runs = path.join(out, 'runs');
    const said: Record<string, string> = {};
    const run = async (...args: readonly string[]): Promise<void> => {
      const { stdout, stderr } = await runCli(args, { env, cwd: out });
      said[args.join(' ')] = stdout + stderr;
    };
    await run('probe', ...url, '--check-tools', '--json');
    await run('bench', ...url, '--suite', 'quick', '--repeats', '3', '--contexts', '256', '--scenarios', 'sql-query', '--out', runs);
    await run('budget', ...url, '--agent', 'cline-compact', '--json');
    await run('readiness', ...url, '--repeats', '1', '--agent', 'cline-compact', '--json');
    await run('prefill', ...url, '--tokens', '256', '--out', path.join(out, 'prefill.json'));
    await run('compare', '--local', server.url, '--only-local', '-n', '3', '--prompt-tokens', '64', '--json');
    await run('load', ...url, '--only', 'streams', '--streams', '1', '--requests', '3', '--prompt-tokens', '64', '--json');
    const [runFolder] = await readdir(runs);
    await run('configure', 'cline', '--run', path.join(runs, runFolder ?? ''), '--apply', '--json');
    await run('resume', path.join(runs, runFolder ?? ''), ...url);
    const guard = startCli(['guard', '--upstream', server.url, '--json', '--end-with-stdin'], { env });
    said['guard'] = await guard.done.then(({ stdout, stderr }) => stdout + stderr);

    const withKey = server.requests.filter((request) => request.headers['authorization'] === `Bearer ${key}`).length;
    assert.ok(withKey > 40 && chats > 12, `${withKey} requests, ${chats} chats: nothing was tried`);
    const files = await filesIn(out);
    assert.ok(files.some((file) => file.endsWith('journal.jsonl')) && files.some((file) => file.endsWith('report.html')), files.join('\n'));
    const written = Object.fromEntries(await Promise.all(files.map(async (file) => [path.relative(out, file), await readFile(file, 'latin1')] as const)));
    assert.deepEqual(holders({ ...said, ...written }), []);
  });
});
