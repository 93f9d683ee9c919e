/** Streams at once and a growing conversation on a real llama.cpp server with one slot, through the command line. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { EmbeddedServer } from '../../../src/adapters/embedded/startLlamaCpp.ts';
import type { LoadReport } from '../../../src/domain/load.ts';
import { runCli } from '../../real/cli.ts';
import { startLlamaCppServer } from '../../real/llamaCppServer.ts';

let server: EmbeddedServer;
before(async () => {
  server = await startLlamaCppServer({ contextWindow: 2048, batchTokens: 128 });
});
after(() => server.stop());

describe('plimsoll load', () => {
  it('shows what a second stream waits for when the server has one slot', async () => {
    const { code, stdout, stderr } = await runCli(['load', '--url', server.url, '--only', 'streams', '--streams', '1,2', '--requests', '2', '--prompt-tokens', '96', '--max-tokens', '8', '--json']);
    assert.equal(code, 0, stderr);
    const report = JSON.parse(stdout) as LoadReport;
    assert.equal(report.parallelSlots, 1);
    assert.deepEqual(report.levels.map((level) => [level.streams, level.requests, level.failures.length, level.latencyFromSendMs?.n]), [[1, 2, 0, 2], [2, 4, 0, 4]]);
    const [, two] = report.levels;
    assert.ok((two?.latencyFromScheduleMs?.max ?? 0) >= (two?.latencyFromSendMs?.max ?? Infinity) - 1, 'the latency from schedule holds the waiting as well');
    assert.equal(report.replay, undefined);
  });

  it('grows a conversation whose beginning comes from the cache, and sends no size that cannot fit', async () => {
    const { code, stdout, stderr } = await runCli(['load', '--url', server.url, '--only', 'replay', '--agent', 'cline-compact', '--replay', '1900,9000', '--turn-tokens', '100', '--json']);
    // the compact prompt alone is 1,500 tokens: 1,900 do not fit beside an answer, so nothing may be sent
    assert.equal(code, 3, stderr);
    assert.match(stdout, /plimsoll\.failure/);
    const fits = await runCli(['load', '--url', server.url, '--only', 'replay', '--agent', 'cline-compact', '--replay', '1780,9000', '--turn-tokens', '90', '--json']);
    assert.equal(fits.code, 0, fits.stderr);
    const { replay } = JSON.parse(fits.stdout) as LoadReport;
    assert.ok(replay);
    assert.deepEqual(replay.cannotFit, [9000]);
    assert.ok(replay.turns.length >= 2, fits.stderr);
    for (const [index, turn] of replay.turns.entries()) {
      if (index === 0) assert.ok((turn.cachedTokens ?? 0) < 32, 'nobody has seen the first turn before');
      else assert.ok((turn.cachedTokens ?? 0) >= (turn.promptTokens - turn.newTokens) * 0.8, `turn ${turn.turn}: ${turn.cachedTokens} of ${turn.promptTokens - turn.newTokens} kept`);
    }
    assert.equal(replay.turns.at(-1)?.reaches, 1780);
  });
});
