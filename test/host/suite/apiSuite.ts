/** What holds inside the extension host: commands, settings scopes, servers and tree, status bar words, and the price of activation. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ConfigurationTarget, commands, extensions, workspace } from 'vscode';
import type { Extension } from 'vscode';
import { ApiKeys } from '../../../src/shells/extension/apiKeys.ts';
import { EngineProcess } from '../../../src/shells/engineClient/engineProcess.ts';
import { ServerList } from '../../../src/shells/extension/serverList.ts';
import { findRefusedSettings } from '../../../src/shells/extension/settings/findRefusedSettings.ts';
import { readSettings } from '../../../src/shells/extension/settings/readSettings.ts';
import { statusText } from '../../../src/shells/extension/statusBar.ts';
import { type Case, runCases } from './cases.ts';
import { inMemorySecrets } from './inMemorySecrets.ts';

function plimsoll(): Extension<unknown> {
  const extension = extensions.getExtension('plimsoll.plimsoll');
  assert.ok(extension, 'the extension is not installed');
  return extension;
}

interface Manifest {
  readonly activationEvents: readonly string[];
  readonly contributes: { readonly commands: readonly { readonly command: string }[] };
}

const manifest = (): Manifest => JSON.parse(readFileSync(path.join(plimsoll().extensionPath, 'package.json'), 'utf8')) as Manifest;

const last = { model: 'm', decodeTokensPerSecond: 42.25, ttftMs: 820, contextWindow: 32_768, promptTokens: 3_000, measuredAt: '2026-11-20T10:00:00Z' };
const dayMs = 86_400_000;

const cases: readonly Case[] = [
  {
    name: 'opening a folder does not activate the extension',
    prove: () => {
      assert.deepEqual(manifest().activationEvents, []);
      assert.equal(plimsoll().isActive, false);
    },
  },
  {
    name: 'activation costs at most 40 ms of processor time and starts no process',
    prove: async () => {
      await sleep(2_000); // the host itself has just started and is still at work
      const before = process.cpuUsage();
      await plimsoll().activate();
      const { user, system } = process.cpuUsage(before);
      // processor time, not wall time: other work on the machine must not decide
      assert.ok((user + system) / 1_000 <= 40, `activation took ${String((user + system) / 1_000)} ms`);
    },
  },
  {
    name: 'every contributed command is registered, and no other',
    prove: async () => {
      const contributed = manifest().contributes.commands.map(({ command }) => command);
      // the view brings commands of its own (focus, resetViewLocation …)
      const registered = (await commands.getCommands(true)).filter((id) => id.startsWith('plimsoll.') && !id.startsWith('plimsoll.localModels.'));
      assert.deepEqual(registered.toSorted(), contributed.toSorted());
    },
  },
  {
    name: 'a workspace value of a machine setting is refused, dotted and nested',
    prove: async () => {
      const { servers, outputFolder } = readSettings();
      assert.deepEqual(servers, []);
      assert.equal(outputFolder, '');
      assert.deepEqual(await findRefusedSettings(), ['plimsoll.servers', 'plimsoll.outputFolder']);
    },
  },
  {
    name: 'a workspace may choose what is harmless',
    prove: () => assert.equal(readSettings().repeats, 7),
  },
  {
    name: 'a user value of the wrong shape falls back to the default and is named',
    prove: async () => {
      const configuration = workspace.getConfiguration('plimsoll');
      await configuration.update('servers', [{ url: 'ftp://nowhere' }], ConfigurationTarget.Global);
      try {
        assert.deepEqual(readSettings().servers, []);
        assert.deepEqual(readSettings().malformed, ['plimsoll.servers']);
      } finally {
        await configuration.update('servers', undefined, ConfigurationTarget.Global);
      }
    },
  },
  {
    name: 'key, headers and certificate belong to their origin: another port does not get them',
    prove: async () => {
      const keys = new ApiKeys(inMemorySecrets(), () => ({ servers: [{ url: 'http://localhost:8001/v1', headers: { 'x-team': 'a' }, acceptsSelfSigned: true }] }));
      await keys.store('http://localhost:8000/v1', 'sk-marked');
      assert.deepEqual(await keys.accessTo('http://localhost:8000'), { url: 'http://localhost:8000', apiKey: 'sk-marked' });
      assert.deepEqual(await keys.accessTo('http://localhost:8001'), { url: 'http://localhost:8001', headers: { 'x-team': 'a' }, acceptsSelfSigned: true });
      await keys.store('http://localhost:8000', '');
      assert.deepEqual(await keys.accessTo('http://localhost:8000'), { url: 'http://localhost:8000' });
    },
  },
  {
    name: 'the server list asks the engine, and knows only what it found or the user configured',
    prove: async () => {
      const engine = new EngineProcess(path.join(plimsoll().extensionPath, 'dist', 'engine.mjs'), () => undefined);
      try {
        const servers = new ServerList(engine, new ApiKeys(inMemorySecrets(), readSettings), readSettings);
        assert.equal(engine.pid, undefined, 'no process before the first call');
        assert.equal(await servers.find(), undefined);
        assert.deepEqual(servers.servers.map(({ kind }) => kind), ['vllm', 'ollama']);
        assert.ok(servers.knows('http://127.0.0.1:8000'));
        assert.ok(!servers.knows('http://evil.example:8000'));
      } finally {
        engine.dispose();
      }
    },
  },
  {
    name: 'an engine that cannot start is a failure in words, not an exception',
    prove: async () => {
      const engine = new EngineProcess('/no/such/engine.mjs', () => undefined);
      const answer = await engine.call({ call: 'history', folder: '/nowhere' }).answer;
      assert.equal(answer.say, 'failed');
      assert.match(answer.failure.detail, /measuring process ended/);
    },
  },
  {
    name: 'the status bar is live during a run or the agent\'s traffic, shows the last figure otherwise, and says when that is stale',
    prove: () => {
      const quiet = { run: { state: 'idle' }, tick: undefined, traffic: undefined, last, hasFailed: false, nowMs: Date.parse(last.measuredAt) + dayMs } as const;
      const tick = { label: 'Warm request 1', model: 'm', tokensPerSecond: 48.26, elapsedMs: 900, chunks: 3, text: '' };
      assert.equal(statusText({ ...quiet, run: { state: 'running' }, tick }).text, '$(sync~spin) 48.3 tok/s');
      assert.equal(statusText({ ...quiet, run: { state: 'starting' } }).text, '$(sync~spin) measuring …');
      assert.equal(statusText({ ...quiet, traffic: { inFlight: 1, tokensPerSecond: 31.04 } }).text, '$(pulse) 31.0 tok/s');
      assert.equal(statusText(quiet).text, '$(dashboard) 42.3 tok/s');
      assert.equal(statusText({ ...quiet, nowMs: quiet.nowMs + 30 * dayMs }).text, '$(history) 42.3 tok/s');
      assert.equal(statusText({ ...quiet, last: undefined }).text, '$(dashboard) Plimsoll');
      const failed = statusText({ ...quiet, hasFailed: true });
      assert.equal(failed.text, '$(error) Plimsoll');
      assert.ok(failed.isError);
    },
  },
  {
    name: 'the status bar tooltip names model, TTFT and context, and does not take a model name for Markdown',
    prove: () => {
      const evil = { ...last, model: '[x](command:evil)' };
      const { tooltip } = statusText({ run: { state: 'idle' }, tick: undefined, traffic: undefined, last: evil, hasFailed: false, nowMs: Date.parse(last.measuredAt) });
      assert.match(tooltip, /TTFT: 820 ms/);
      assert.match(tooltip, /3,000 \/ 32,768/);
      assert.ok(!tooltip.includes('[x](command:evil)'));
    },
  },
];

export const run = (): Promise<void> => runCases(cases);
