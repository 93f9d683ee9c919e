/** Promise: the shipped engine and command line talk to what they are told to, and start nothing but their own helpers and the machine's GPU tools. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { after, before, describe, it } from 'node:test';
import { type Mock, startMock } from '../../bench/startMock.ts';
import { type Reach, readReach } from '../../spies/readReach.ts';
import { startEngine } from '../run/engineLife.ts';

const spy = pathToFileURL(path.join(import.meta.dirname, '../../spies/recordReach.ts')).href;
const cli = path.join(import.meta.dirname, '../../../dist/cli.mjs');
/** Answers in about 25 ms. */
const fastModel = 'ttft=5,itl=1,n=20';
/** Our own helpers are Node; the others tell about cards, and those of a shell about processor and system: they read, and reach nobody. */
const known = /^(node|electron|nvidia-smi|amd-smi|rocm-smi|ioreg|powershell)(\.exe)?$|^(sh|cmd\.exe): (?!.*\b(curl|wget|nc|ncat|ssh|scp|telnet|ftp|dig|host|nslookup|ping|npm|npx|pip|git)\b)/;

let mock: Mock;
let out = '';
before(async () => {
  mock = await startMock();
  out = await mkdtemp(path.join(tmpdir(), 'plimsoll-reach-'));
});
after(async () => {
  mock.stop();
  await rm(out, { recursive: true, force: true });
});

async function watched(name: string, work: (env: Readonly<Record<string, string>>) => Promise<void>): Promise<Reach> {
  const file = path.join(out, `${name}.reach`);
  await work({ PLIMSOLL_REACH: file, NODE_OPTIONS: `--import=${spy}` });
  return readReach(file);
}

function runProgram(args: readonly string[], env: Readonly<Record<string, string>>): Promise<void> {
  const child = spawn(process.execPath, [cli, ...args], { env: { ...process.env, ...env }, stdio: 'ignore' });
  return new Promise((resolve) => child.once('close', () => resolve()));
}

describe('what the shipped programs reach', () => {
  it('the engine, while it probes and runs a benchmark with executed answers', async () => {
    const request = { access: { url: mock.url }, models: [fastModel], suite: 'quick', repeats: 1, contexts: [256], scenarios: ['sql-query', 'code-completion'], outputFolder: out } as const;
    const reach = await watched('engine', async (env) => {
      await startEngine({ id: 1, call: 'probe', urls: [{ url: mock.url }], discover: true }, env).ended;
      const { summary, failure } = await startEngine({ id: 2, call: 'bench', request }, env).ended;
      assert.equal(summary?.status, 'done', failure?.detail);
    });
    assert.ok(reach.sockets > 15, `${reach.sockets} connections: the spy was not there`);
    assert.deepEqual(reach.elsewhere, []);
    assert.ok(reach.programs.length > 0);
    assert.deepEqual(reach.programs.filter((program) => !known.test(program)), []);
  });

  it('the command line', async () => {
    const reach = await watched('cli', async (env) => {
      for (const args of [['probe'], ['probe', '--url', mock.url, '--check-tools'], ['budget', '--url', mock.url, '--agent', 'cline-next'], ['effective', '--url', mock.url, '--tokens', '256']]) await runProgram(args, env);
    });
    assert.ok(reach.sockets > 20, `${reach.sockets} connections: the spy was not there`);
    assert.deepEqual(reach.elsewhere, []);
    assert.deepEqual(reach.programs.filter((program) => !known.test(program)), []);
  });
});
