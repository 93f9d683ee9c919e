/**
 * A server behind TLS with a certificate of its own and a proxy that wants a header: every command that names a server gets in when the
 * user says so, and sends nothing when not.
 */
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, beforeEach, describe, it } from 'node:test';
import { ok } from '../../src/domain/failure.ts';
import type { AgentConfigStore } from '../../src/ports/agentConfig.ts';
import { verifyAgent } from '../../src/shells/configure/verifyAgent.ts';
import { EngineProcess, type EngineCall } from '../../src/shells/engineClient/engineProcess.ts';
import { runBench } from '../../src/shells/cli/commands/bench.ts';
import { runBudget } from '../../src/shells/cli/commands/budget.ts';
import { runFit } from '../../src/shells/cli/commands/fit.ts';
import { openGuard } from '../../src/shells/cli/commands/guard.ts';
import { runCompare } from '../../src/shells/cli/commands/measure/compare.ts';
import { runEffective } from '../../src/shells/cli/commands/measure/effective.ts';
import { runLoad } from '../../src/shells/cli/commands/measure/load.ts';
import { runPrefill } from '../../src/shells/cli/commands/measure/prefill.ts';
import { runProbe } from '../../src/shells/cli/commands/probe.ts';
import { runReadiness } from '../../src/shells/cli/commands/readiness.ts';
import type { CliContext, CommandOutcome } from '../../src/shells/cli/command.ts';
import { reply } from '../fakes/httpReplies.ts';
import { createOllamaFake } from '../fakes/protocols/ollamaFake.ts';
import { type ScriptedServer, startScriptedServer } from '../fakes/scriptedServer.ts';
import { startTlsFront, type TlsFront } from '../fakes/tlsFront.ts';
import { startFake } from './subject.ts';

let behind: ScriptedServer;
let front: TlsFront;
let out = '';
let seen = 0;
before(async () => {
  behind = await startFake(createOllamaFake());
  front = await startTlsFront(behind.port);
  out = await mkdtemp(path.join(tmpdir(), 'plimsoll-ways-'));
});
beforeEach(() => (seen = behind.requests.length));
after(async () => {
  await front.close();
  await behind.close();
  await rm(out, { recursive: true, force: true });
});

const contextWith = (env: NodeJS.ProcessEnv): CliContext => ({
  env: { ...env, PLIMSOLL_STATE_DIR: path.join(out, 'state') },
  isTerminal: false,
  note: () => undefined,
  signal: AbortSignal.timeout(60_000),
  finish: () => Promise.reject(new Error('not used')),
});

const ways = (): NodeJS.ProcessEnv => ({ PLIMSOLL_API_KEY: 'marked-key', PLIMSOLL_LOCAL_API_KEY: 'marked-key', PLIMSOLL_HEADERS: JSON.stringify({ [front.url]: { 'X-Team': 'marked-team' } }) });

type Run = (url: string, selfSigned: boolean, context: CliContext) => Promise<CommandOutcome>;
const usual = { requests: 1, promptTokens: 64, maxTokens: 2 };
const commands: Readonly<Record<string, Run>> = {
  probe: (url, selfSigned, context) => runProbe({ url: [url], selfSigned }, context),
  bench: (url, selfSigned, context) => runBench({ url, selfSigned, suite: 'quick', repeats: 1, contexts: [256], scenarios: [], out }, context),
  budget: (url, selfSigned, context) => runBudget({ url, selfSigned, promptTokens: 10 }, context),
  fit: (url, selfSigned, context) => runFit({ url, selfSigned, kvType: 'f16', microBatch: 512, vram: [2 ** 34] }, context),
  readiness: (url, selfSigned, context) => runReadiness({ url, selfSigned, agent: ['cline-compact'], repeats: 1 }, context),
  prefill: (url, selfSigned, context) => runPrefill({ url, selfSigned, tokens: 256, repeats: 1, target: { lowMsPerToken: 20, highMsPerToken: 50 }, setting: [], agent: 'cline-next', baseline: [] }, context),
  effective: (url, selfSigned, context) => runEffective({ url, selfSigned, tokens: 256 }, context),
  load: (url, selfSigned, context) => runLoad({ url, selfSigned, ...usual, streams: [1], replay: [512], turnTokens: 256, agent: 'cline-compact', only: 'streams' }, context),
  compare: (url, selfSigned, context) => runCompare({ local: url, selfSigned, ...usual, onlyLocal: true }, context),
};

const newRequests = (): readonly (typeof behind.requests)[number][] => behind.requests.slice(seen);

describe('ways in: self-signed certificate, key and headers', () => {
  for (const [name, run] of Object.entries(commands)) {
    it(`plimsoll ${name} sends nothing until the certificate is accepted, then key and header each time`, async () => {
      const refused = await run(front.url, false, contextWith(ways()));
      assert.match(refused.text, /certificate of .* is not trusted[\s\S]*--self-signed/);
      assert.equal(newRequests().length, 0);
      const done = await run(front.url, true, contextWith(ways()));
      assert.doesNotMatch(done.text, /certificate|SELF_SIGNED/);
      assert.ok(newRequests().length > 0);
      for (const { headers, path: asked } of newRequests()) assert.deepEqual([headers['authorization'], headers['x-team']], ['Bearer marked-key', 'marked-team'], asked);
      assert.doesNotMatch(JSON.stringify(done), /marked-/);
    });
  }

  it('a study’s servers get what names their origin, and no key where there are several', async () => {
    const env = { ...ways(), PLIMSOLL_SELF_SIGNED: front.url };
    const found = await runProbe({ url: [front.url, 'http://127.0.0.1:9'] }, contextWith(env));
    assert.match(found.text, /Ollama/);
    for (const { headers } of newRequests()) assert.deepEqual([headers['authorization'], headers['x-team']], [undefined, 'marked-team']);
  });

  it('the engine’s calls carry them over its pipe', async () => {
    const engine = new EngineProcess(path.join(import.meta.dirname, '../../src/shells/engine/main.ts'), () => undefined);
    const access = { url: front.url, apiKey: 'marked-key', headers: { 'x-team': 'marked-team' }, acceptsSelfSigned: true };
    const request = { access, models: [], suite: 'quick', repeats: 1, contexts: [256], scenarios: [], outputFolder: out } as const;
    const calls: readonly EngineCall[] = [{ call: 'probe', urls: [access], discover: false }, { call: 'budget', access, model: 'qwen3:8b', agent: 'cline-compact' }, { call: 'bench', request }];
    try {
      for (const call of calls) {
        seen = behind.requests.length;
        const answer = await engine.call(call).answer;
        assert.notEqual(answer.say, 'failed', JSON.stringify(answer));
        assert.ok(newRequests().length > 0, call.call);
        for (const { headers } of newRequests()) assert.deepEqual([headers['authorization'], headers['x-team']], ['Bearer marked-key', 'marked-team']);
      }
    } finally {
      engine.dispose();
    }
  });

  it('the guard reaches its server with them, and the agent keeps its own key', async () => {
    const guard = await openGuard({ upstream: front.url, selfSigned: true }, { env: ways(), note: () => undefined });
    assert.ok(guard.ok);
    try {
      const answer = await fetch(`${guard.value.ollamaUrl}/api/chat`, { method: 'POST', headers: { authorization: 'Bearer agent-key', 'x-team': 'agent' }, body: JSON.stringify({ model: 'qwen3:8b', messages: [{ role: 'user', content: 'hi' }] }) });
      assert.match(await answer.text(), /Paris/);
      const chat = newRequests().find((one) => one.path === '/api/chat');
      assert.deepEqual([chat?.headers['authorization'], chat?.headers['x-team']], ['Bearer agent-key', 'marked-team']);
    } finally {
      await guard.value.stop();
    }
  });

  it('without the choice the guard reaches nothing', async () => {
    const guard = await openGuard({ upstream: front.url }, { env: ways(), note: () => undefined });
    assert.ok(guard.ok);
    try {
      const answer = await fetch(`${guard.value.ollamaUrl}/api/chat`, { method: 'POST', body: JSON.stringify({ model: 'qwen3:8b', messages: [{ role: 'user', content: 'hi' }] }) });
      assert.equal(answer.status, 502);
      await answer.text();
      assert.equal(newRequests().length, 0);
    } finally {
      await guard.value.stop();
    }
  });

  it('a check of Cline’s own settings sends Cline’s headers, and does not overlook a certificate that Cline would not', async () => {
    const store = (openAiBaseUrl: string): AgentConfigStore => {
      const state = { actModeApiProvider: 'openai', openAiBaseUrl, actModeOpenAiModelId: 'qwen3:8b', openAiHeaders: { 'X-Team': 'cline-team', bad: 1 } };
      const snapshots = [{ path: '/h/globalState.json', content: JSON.stringify(state) }, { path: '/h/secrets.json', content: '{"openAiApiKey":"cline-key"}' }];
      const unused = (): never => assert.fail('only reads');
      return { read: () => Promise.resolve(ok(snapshots)), apply: unused, undo: unused, lastApplied: unused };
    };
    const refused = await verifyAgent('cline', store(front.url), AbortSignal.timeout(10_000));
    assert.ok(!refused.ok && refused.failure.kind === 'insecureAddress');
    assert.match(refused.failure.advice, /NODE_EXTRA_CA_CERTS/);
    assert.equal(newRequests().length, 0);
    await verifyAgent('cline', store(behind.url), AbortSignal.timeout(10_000));
    assert.ok(newRequests().some((one) => one.path === '/v1/chat/completions'));
    for (const { headers, path: asked } of newRequests()) assert.deepEqual([headers['authorization'], headers['x-team']], ['Bearer cline-key', 'cline-team'], asked);
  });

  it('a redirect to another origin carries neither key nor header there, and its certificate is not accepted for ours', async () => {
    const lured = await startScriptedServer(() => reply(307, 'text/plain', '', { Location: `${front.url}/api/version` }));
    const luredFront = await startTlsFront(lured.port);
    try {
      const env = { PLIMSOLL_API_KEY: 'marked-key', PLIMSOLL_HEADERS: JSON.stringify({ [luredFront.url]: { 'X-Team': 'marked-team' } }) };
      const outcome = await runProbe({ url: [luredFront.url], selfSigned: true }, contextWith(env));
      assert.match(outcome.text, /redirects to/);
      assert.equal(newRequests().length, 0);
      for (const { headers } of lured.requests) assert.equal(headers['x-team'], 'marked-team');
    } finally {
      await luredFront.close();
      await lured.close();
    }
  });
});
