/** What the measuring claims, held against a real llama.cpp server's own stopwatch. Ratios and intervals only: how fast this machine is does not matter. */
import assert from 'node:assert/strict';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { median } from 'simple-statistics';
import type { EmbeddedServer } from '../../../src/adapters/embedded/startLlamaCpp.ts';
import { readJournal } from '../../../src/adapters/storage/fileJournal.ts';
import type { Figure } from '../../../src/domain/figure.ts';
import type { Sample } from '../../../src/domain/sample.ts';
import { figureOf } from '../../../src/measure/statistics/figure.ts';
import { openTarget, type Target } from '../../../src/shells/measure/openTarget.ts';
import { runCli } from '../../real/cli.ts';
import { startLlamaCppServer } from '../../real/llamaCppServer.ts';
import { decodeRatio, measureOnce, prefillRatio } from '../../real/ownStopwatch.ts';

const signal = new AbortController().signal;
let server: EmbeddedServer;
let target: Target;
let folder = '';

before(async () => {
  server = await startLlamaCppServer({ contextWindow: 2048 });
  const opened = await openTarget({ url: server.url }, undefined, signal);
  assert.ok(opened.ok);
  target = opened.value;
  folder = await mkdtemp(path.join(tmpdir(), 'plimsoll-proofs-'));
});
after(async () => {
  await server.stop();
  await rm(folder, { recursive: true, force: true });
});

const measure = (nonce: string, promptTokens: number, maxOutputTokens: number): Promise<Sample> => measureOnce(target, { nonce, promptTokens, maxOutputTokens });

const bothRuns: { readonly first: Sample[]; readonly second: Sample[] } = { first: [], second: [] };

describe('the figures of a real llama.cpp server', () => {
  it('decode rate: within 2 % of the server’s own, median of twenty', async () => {
    // A B B A, so that what else the machine does is shared by both runs
    for (let turn = 0; turn < 10; turn++) for (const run of turn % 2 === 0 ? (['first', 'second'] as const) : (['second', 'first'] as const)) bothRuns[run].push(await measure(`${run} ${turn}`, 64, 40));
    const ratios = [...bothRuns.first, ...bothRuns.second].map(decodeRatio);
    assert.ok(Math.abs(median(ratios) - 1) < 0.02, ratios.map((ratio) => ratio.toFixed(3)).join(' '));
  });

  it('two runs of the same plan agree within their own intervals: median decode rate and median total time, order statistics of ten', () => {
    const figures = (take: (sample: Sample) => number | undefined): readonly (Figure | undefined)[] => [bothRuns.first, bothRuns.second].map((run) => figureOf(run.map(take).filter((value) => value !== undefined)));
    for (const take of [(sample: Sample): number | undefined => sample.decodeTokensPerSecond, (sample: Sample): number | undefined => sample.totalMs]) {
      const [a, b] = figures(take);
      assert.ok(a?.interval !== undefined && b?.interval !== undefined);
      assert.ok(a.interval.confidence > 0.97 && b.interval.confidence > 0.97);
      assert.ok(a.interval.low <= b.interval.high && b.interval.low <= a.interval.high, JSON.stringify([a, b]));
    }
  });

  it('prefill by the client’s clock: within 2 % of the server’s own, median of three', async () => {
    const ratios: number[] = [];
    for (let turn = 0; turn < 3; turn++) {
      const sample = await measure(`prefill ${turn}`, 600, 2);
      ratios.push(prefillRatio(sample));
      assert.equal(sample.prefillSource, 'server');
      assert.equal(sample.promptTokens, sample.sentTokens?.tokens, 'every token that was counted was read');
    }
    assert.ok(Math.abs(median(ratios) - 1) < 0.02, ratios.map((ratio) => ratio.toFixed(4)).join(' '));
  });

  it('no sample that claims to be uncached was helped by the prefix cache, two runs in a row', async () => {
    for (const name of ['one', 'two']) {
      const out = path.join(folder, name);
      const { code, stderr } = await runCli(['bench', '--url', server.url, '--out', out, '--repeats', '2', '--contexts', '300', '--scenarios', '', '--max-tokens', '8']);
      assert.equal(code, 0, stderr);
      const [run] = await readdir(out);
      const journal = await readJournal(path.join(out, run ?? '', 'journal.jsonl'));
      assert.ok(journal.ok);
      const samples = journal.value.events.filter((event) => event.type === 'sampleDone').map((event) => event.sample);
      assert.ok(samples.length === 4, `${samples.length} samples`);
      for (const sample of samples) {
        assert.equal(sample.server?.cachedTokens, 0, sample.key);
        assert.equal(sample.sentTokens?.tokens, sample.promptTokens, sample.key);
      }
    }
  });
});
