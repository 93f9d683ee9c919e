/** Headers of the user's own: checked, in lower case, and never shown. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ownHeaders } from '../../../src/adapters/servers/shared/http/ownHeaders.ts';

describe('ownHeaders', () => {
  it('are none when there are none', () => assert.deepEqual(ownHeaders(), { ok: true, value: {} }));
  it('come back in lower case', () => assert.deepEqual(ownHeaders({ 'X-Team': 'a', 'cf-access-client-id': 'B' }), { ok: true, value: { 'x-team': 'a', 'cf-access-client-id': 'B' } }));
  for (const name of ['Host', 'Connection', 'Keep-Alive', 'Content-Length', 'content-type', 'Transfer-Encoding', 'Accept-Encoding', 'TE', 'Trailer', 'Upgrade', 'Expect']) {
    it(`${name} is not the user’s to set`, () => {
      const refused = ownHeaders({ good: 'a', [name]: 'marked' });
      assert.ok(!refused.ok);
      assert.deepEqual(refused.failure, { kind: 'invalidInput', detail: `The header "${name}" is set by Plimsoll itself.`, advice: 'Leave it out of the headers of this server.' });
    });
  }
  for (const [name, value] of [['x y', 'marked'], ['', 'marked'], ['x:', 'marked'], ['x', 'marked\r\nY: 1'], ['x', 'marked\u0000']] as const) {
    it(`${JSON.stringify(name)} with ${JSON.stringify(value)} is nothing HTTP knows`, () => {
      const refused = ownHeaders({ [name]: value });
      assert.ok(!refused.ok);
      assert.deepEqual(refused.failure, { kind: 'invalidInput', detail: `The header "${name}" has characters that HTTP does not allow, in its name or its value.`, advice: 'Check the headers of this server for stray characters.' });
    });
  }
});
