/** What a real llama.cpp does with a prompt that is too long, through the command line; a real Ollama's part is in test/ollama. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { EffectiveContext } from '../../../src/domain/effectiveContext.ts';
import type { EmbeddedServer } from '../../../src/adapters/embedded/startLlamaCpp.ts';
import { runCli } from '../../real/cli.ts';
import { startLlamaCppServer } from '../../real/llamaCppServer.ts';

describe('a real llama.cpp server', () => {
  let server: EmbeddedServer;
  before(async () => {
    server = await startLlamaCppServer({ contextWindow: 1024 });
  });
  after(() => server.stop());

  it('gives the whole window it claims and refuses more', async () => {
    const { code, stdout, stderr } = await runCli(['effective', '--url', server.url, '--json']);
    assert.equal(code, 0, stderr);
    const context = JSON.parse(stdout) as EffectiveContext & { readonly schema: string };
    assert.equal(context.schema, 'plimsoll.effective/v1');
    assert.deepEqual([context.verdict, context.claimedWindow, context.effectiveTokens], ['whole', 1024, 1024]);
    const [inside, beyond] = context.probes;
    assert.deepEqual([inside?.verdict, inside?.sent.tokens, inside?.sent.method], ['whole', inside?.reportedTokens, 'server']);
    assert.deepEqual([beyond?.verdict, beyond?.refusal?.kind], ['refused', 'contextOverflow']);
  });
});
