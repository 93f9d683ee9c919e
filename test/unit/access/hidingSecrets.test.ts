/** What a server repeats of the key it was sent is hidden before anybody reads it. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { connectServer } from '../../../src/adapters/servers/connectServer.ts';
import { hideSecretsOf, hidingSecrets } from '../../../src/adapters/servers/hidingSecrets.ts';
import { fail, ok, type Result } from '../../../src/domain/failure.ts';
import type { InferenceServer } from '../../../src/ports/inferenceServer.ts';
import { json } from '../../fakes/httpReplies.ts';
import { startScriptedServer } from '../../fakes/scriptedServer.ts';
import { fakeServer } from '../../fakes/fakeServer.ts';

const access = { url: 'http://h:1', apiKey: 'abcd', headers: { 'x-team': 'abcdefgh', 'x-on': '1' } };
const { signal } = new AbortController();

describe('hiding secrets', () => {
  const hide = hideSecretsOf(access);
  it('takes them out of every sentence, the longest first', () => {
    const refused = fail('serverError', 'key abcd, team abcdefgh', 'Not abcd.', { cause: 'abcd abcd', httpStatus: 500 });
    assert.deepEqual(hide(refused), fail('serverError', 'key •••, team •••', 'Not •••.', { cause: '••• •••', httpStatus: 500 }));
  });
  it('leaves words alone that are too short to be secrets, and answers as they are', () => {
    assert.equal((hide(fail('busy', '1 of 1', '')) as { readonly failure: { readonly detail: string } }).failure.detail, '1 of 1');
    const answer = ok('abcd');
    assert.equal(hide(answer), answer);
    const plain = fail('busy', 'abcd', '');
    assert.equal(hideSecretsOf({ url: 'http://h:1', apiKey: '' })(plain), plain);
  });

  it('is done for every call of a server', async () => {
    const refused = (): Promise<Result<never>> => Promise.resolve(fail('serverError', 'You sent abcd.', ''));
    const server: InferenceServer = hidingSecrets({ ...fakeServer(), report: refused, complete: refused, countPrompt: refused, countText: refused, load: refused, unload: refused, activity: refused, roundTripMs: refused }, access);
    const request = { model: 'm', messages: [], maxOutputTokens: 1, temperature: 0 };
    const results: readonly Result<unknown>[] = await Promise.all([
      ...[server.report(signal), server.complete(request, { signal, idleTimeoutMs: 1 }), server.countPrompt('m', request, signal), server.countText('m', '', signal)],
      ...[server.load('m', signal), server.unload('m', signal), server.activity(signal), server.roundTripMs(signal)],
    ]);
    assert.equal(results.length, Object.keys(server).length - 1);
    for (const result of results) assert.ok(!result.ok && result.failure.detail === 'You sent •••.');
  });

  it('begins with the first question: a server that refuses everything tells nothing', async () => {
    const scripted = await startScriptedServer(({ headers }) => json({ error: `What is ${headers['x-api-key'] ?? ''}?` }, 400));
    const connected = await connectServer({ url: scripted.url, apiKey: 'marked-key-1' }, signal);
    await scripted.close();
    assert.ok(!connected.ok);
    assert.doesNotMatch(JSON.stringify(connected), /marked/);
    assert.match(JSON.stringify(connected), /What is •••\?/);
  });
});
