/** The contract suite and the founding failure, put to a real vLLM on the CPU. By hand (`npm run test:vllm`): gigabytes and minutes. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { InferenceServer } from '../../src/ports/inferenceServer.ts';
import { checkToolCalls } from '../../src/probe/checkToolCalls.ts';
import { realVllmVersions } from '../../scripts/provisionVllm.ts';
import { connected, failureOf, question, serverContract, valueOf } from '../contract/serverContract.ts';
import { createVllmFake } from '../fakes/protocols/vllmFake.ts';
import { startVllm, type RealVllm } from '../real/vllmServer.ts';

const signal = new AbortController().signal;
const options = { signal, idleTimeoutMs: 600_000 };
const wanted = process.env['PLIMSOLL_VLLM'];

for (const version of realVllmVersions.filter((known) => wanted === undefined || known === wanted)) {
  describe(`real vLLM ${version}`, () => {
    let vllm: RealVllm;
    let server: InferenceServer;
    before(async () => {
      vllm = await startVllm(version);
      server = await connected(vllm.url);
    });
    after(() => vllm.stop());

    serverContract(`real vLLM ${version}`, 'vllm', () =>
      Promise.resolve({ url: vllm.url, model: vllm.model, capabilities: createVllmFake(`v${version}`).capabilities, close: () => Promise.resolve() }),
    );

    it('reports version and window', async () => {
      const report = valueOf(await server.report(signal));
      assert.ok(report.version?.startsWith(version), report.version);
      assert.equal(report.models[0]?.contextWindow, 32_768);
    });

    it('refuses tool calls until they are switched on', async () => {
      const failure = await checkToolCalls(server, vllm.model, signal);
      assert.equal(failure?.kind, 'toolCallsDisabled');
      assert.match(failure.advice, /--enable-auto-tool-choice --tool-call-parser/);
    });

    it('a prompt beyond the window is an overflow with its figures', async () => {
      const failure = failureOf(await server.complete(question(vllm.model, { messages: [{ role: 'user', content: 'word '.repeat(34_000) }] }), options));
      assert.equal(failure.kind, 'contextOverflow');
      assert.match(failure.detail, /32768|3\d{4}/);
    });

    it('max_tokens −1 is refused in words', async () => {
      const failure = failureOf(await server.complete(question(vllm.model, { maxOutputTokens: -1 }), options));
      assert.equal(failure.kind, 'invalidInput');
      assert.match(failure.detail, /at least 1/);
    });

    it('a model it does not have is missing', async () => {
      assert.equal(failureOf(await server.complete(question('nope'), options)).kind, 'modelMissing');
    });

    it('a small prompt with max_tokens as large as the window: refused until 0.20, lowered silently by 0.32', async () => {
      const abort = new AbortController();
      const result = await server.complete(question(vllm.model, { maxOutputTokens: 32_768 }), { ...options, signal: abort.signal, onTick: () => abort.abort() });
      assert.equal(failureOf(result).kind, version === '0.32.0' ? 'cancelled' : 'contextOverflow');
    });
  });
}
