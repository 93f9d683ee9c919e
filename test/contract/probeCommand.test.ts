/** `plimsoll probe` as scripts see it: the JSON they rely on, exit codes, and no key where it does not belong. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { runProbe, type ProbeCommandOptions } from '../../src/shells/cli/commands/probe.ts';
import type { CommandOutcome } from '../../src/shells/cli/command.ts';
import { html, json } from '../fakes/httpReplies.ts';
import { llamaCppFake } from '../fakes/protocols/llamaCppFake.ts';
import { createVllmFake } from '../fakes/protocols/vllmFake.ts';
import { captured } from '../fakes/protocols/vllmCaptures.ts';
import { startScriptedServer, type Route, type ScriptedServer } from '../fakes/scriptedServer.ts';
import { startFake } from './subject.ts';

const signal = new AbortController().signal;
const run = (options: ProbeCommandOptions, env: NodeJS.ProcessEnv = {}): Promise<CommandOutcome> => runProbe(options, { env, signal });

interface ProbeJson {
  readonly schema: string;
  readonly servers: readonly Record<string, unknown>[];
  readonly failures: readonly { readonly url: string; readonly failure: { readonly kind: string } }[];
  readonly machine: Record<string, unknown>;
}
const jsonOf = (outcome: CommandOutcome): ProbeJson => outcome.json as ProbeJson;

async function withServer(route: Route, test: (server: ScriptedServer) => Promise<void>): Promise<void> {
  const server = await startScriptedServer(route);
  try {
    await test(server);
  } finally {
    await server.close();
  }
}

describe('plimsoll probe', () => {
  it('prints the contract’s JSON and exits 0', async () => {
    const server = await startFake(llamaCppFake);
    try {
      const outcome = await run({ url: [`${server.url}/v1`] });
      const { schema, servers, failures, machine } = jsonOf(outcome);
      assert.equal(outcome.exitCode, 0);
      assert.equal(schema, 'plimsoll.probe/v1');
      assert.deepEqual(failures, []);
      const [found] = servers;
      assert.deepEqual([found?.['url'], found?.['kind'], found?.['version']], [server.url, 'llamacpp', 'b7000-abcdef12']);
      const [model] = found?.['models'] as Record<string, unknown>[];
      for (const key of ['id', 'contextWindow', 'trainedContextWindow', 'quantization', 'parameterCount', 'loaded']) assert.ok(key in (model ?? {}), key);
      assert.ok(typeof machine['os'] === 'string' && typeof machine['memoryBytes'] === 'number');
      assert.match(outcome.text, /llama\.cpp b7000-abcdef12 at .*\n {2}SmolLM2-135M-Instruct: 135M parameters, Q4_1, serves 8,192 tokens/);
    } finally {
      await server.close();
    }
  });

  const broken: readonly { readonly name: string; readonly route: Route; readonly kind: string; readonly exitCode: number }[] = [
    { name: 'HTML', route: () => html(), kind: 'notAnApi', exitCode: 1 },
    { name: 'a key that is asked for', route: () => json({ error: 'Unauthorized' }, 401), kind: 'unauthorised', exitCode: 1 },
    { name: 'another API', route: () => json({ detail: 'Not Found' }, 404), kind: 'wrongPath', exitCode: 1 },
  ];
  for (const { name, route, kind, exitCode } of broken) {
    it(`${name}: one failure, exit ${exitCode}, no stack trace`, async () => {
      await withServer(route, async ({ url }) => {
        const outcome = await run({ url: [url] });
        assert.equal(outcome.exitCode, exitCode);
        assert.deepEqual(jsonOf(outcome).failures.map(({ failure }) => failure.kind), [kind]);
        assert.doesNotMatch(outcome.text, /\n\s+at /);
      });
    });
  }

  it('an address that is none is wrong usage', async () => {
    assert.equal((await run({ url: ['nonsense://x'] })).exitCode, 2);
  });

  it('the key of the environment goes to the one given address, never to several', async () => {
    const env = { PLIMSOLL_API_KEY: 'marked-key' };
    await withServer((request) => llamaCppFake.route(request), async (a) => {
      const outcome = await run({ url: [a.url] }, env);
      assert.equal(a.requests.every((request) => request.headers['authorization'] === 'Bearer marked-key'), true);
      assert.doesNotMatch(JSON.stringify(outcome), /marked-key/);
      await withServer((request) => llamaCppFake.route(request), async (b) => {
        const before = a.requests.length;
        await run({ url: [a.url, b.url] }, env);
        for (const request of [...a.requests.slice(before), ...b.requests]) assert.equal('authorization' in request.headers, false);
      });
    });
  });

  it('finds switched-off tool calls and names the flags', async () => {
    const server = await startFake(createVllmFake('v0.32.0'), (request) => (request.body.includes('"tool_choice":"auto"') ? captured('v0.32.0', 'err_tools_auto_not_enabled') : undefined));
    try {
      const outcome = await run({ url: [server.url], checkTools: true });
      assert.equal(outcome.exitCode, 0);
      assert.match(outcome.text, /vLLM refuses tool calls/);
      assert.match(outcome.text, /--enable-auto-tool-choice --tool-call-parser/);
    } finally {
      await server.close();
    }
  });
});
