/** The prefill analysis on a real llama.cpp server that reads 64 tokens at a time, through the command line. */
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { EmbeddedServer } from '../../../src/adapters/embedded/startLlamaCpp.ts';
import type { PrefillReport } from '../../../src/domain/prefill.ts';
import { runCli } from '../../real/cli.ts';
import { startLlamaCppServer } from '../../real/llamaCppServer.ts';

let server: EmbeddedServer;
let folder = '';
before(async () => {
  server = await startLlamaCppServer({ contextWindow: 1024, batchTokens: 64 });
  folder = await mkdtemp(path.join(tmpdir(), 'plimsoll-prefill-'));
});
after(async () => {
  await server.stop();
  await rm(folder, { recursive: true, force: true });
});

describe('plimsoll prefill', () => {
  it('gives the chunk table, the curve, cached and cold, the target and the advice, and writes them down', async () => {
    const file = path.join(folder, 'first.json');
    const { code, stdout, stderr } = await runCli(['prefill', '--url', server.url, '--tokens', '500', '--target', '0.001-0.002', '--label', 'first', '--out', file, '--json']);
    assert.equal(code, 0, stderr);
    const report = JSON.parse(stdout) as PrefillReport;
    assert.equal(report.schema, 'plimsoll.prefill/v1');
    assert.deepEqual([report.method, report.clock, report.promptTokens], ['promptProgress', 'server', 500]);
    assert.deepEqual(report.chunks.map((chunk) => chunk.toTokens), [64, 128, 192, 256, 320, 384, 448, 500]);
    assert.ok(Math.abs(report.chunks.reduce((sum, chunk) => sum + chunk.ms, 0) - report.totalMs) < 1);
    assert.ok(Math.abs(report.msPerToken * report.tokensPerSecond - 1000) < 1e-6);
    assert.ok(report.curve !== undefined && report.curve.b >= 0 && report.curve.c >= 0 && report.curve.points === 8);
    assert.ok((report.cached?.cachedTokens ?? 0) >= 490 && (report.cached?.speedUp ?? 0) > 3, JSON.stringify(report.cached));
    assert.equal(report.settings.find((setting) => setting.name === 'n_batch')?.value, '64');
    assert.equal(report.target.met, false);
    assert.ok(report.advice.some((advice) => advice.command === '-b 2048 -ub 512'));
  });

  it('compares with the earlier run in both directions and never overwrites it', async () => {
    const file = path.join(folder, 'first.json');
    const again = await runCli(['prefill', '--url', server.url, '--tokens', '500', '--baseline', file, '--setting', 'n_threads=1', '--json']);
    assert.equal(again.code, 0, again.stderr);
    const [found] = (JSON.parse(again.stdout) as PrefillReport).improvements;
    assert.ok(found);
    assert.equal(found.label, 'first');
    assert.ok(Math.abs(found.speedUp * (1 - found.timeSavedPercent / 100) - 1) < 1e-9, 'the two directions belong together');
    assert.deepEqual(found.changed, ['n_threads not known → 1']);
    const over = await runCli(['prefill', '--url', server.url, '--out', file]);
    assert.equal(over.code, 1);
    assert.match(over.stderr, /never overwritten/);
  });

  it('refuses a prompt that cannot fit before it is sent, and nonsense in words', async () => {
    const large = await runCli(['prefill', '--url', server.url, '--tokens', '5000']);
    assert.equal(large.code, 3);
    assert.match(large.stdout + large.stderr, /5000 tokens .* serves 1024/);
    assert.equal((await runCli(['prefill', '--url', server.url, '--target', 'fast'])).code, 2);
    assert.equal((await runCli(['prefill', '--url', server.url, '--baseline', path.join(folder, 'none.json')])).code, 1);
  });
});
