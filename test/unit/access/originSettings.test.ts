/** What the environment says of origins goes to these origins: never to another port, scheme or host. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { accessFor, accessWithoutKey } from '../../../src/shells/cli/access.ts';
import { readOriginSettings } from '../../../src/shells/cli/originSettings.ts';
import { accessEnvironment } from '../../../src/shells/extension/commandLine.ts';

const env = {
  PLIMSOLL_API_KEY: 'marked-key',
  PLIMSOLL_HEADERS: '{"https://models.example.com/v1": {"X-Team": "a"}, "localhost:8000": {"X-Slot": "1"}}',
  PLIMSOLL_SELF_SIGNED: 'https://192.168.1.5:8443/v1, https://models.example.com',
};

describe('ways in by origin', () => {
  it('headers and certificates belong to the origin they name', () => {
    assert.deepEqual(accessWithoutKey('https://models.example.com/other', env), { url: 'https://models.example.com/other', headers: { 'X-Team': 'a' }, acceptsSelfSigned: true });
    assert.deepEqual(accessWithoutKey('http://localhost:8000/v1', env), { url: 'http://localhost:8000/v1', headers: { 'X-Slot': '1' } });
    assert.deepEqual(accessWithoutKey('https://192.168.1.5:8443', env), { url: 'https://192.168.1.5:8443', acceptsSelfSigned: true });
    for (const url of ['http://models.example.com', 'https://models.example.com:8443', 'https://models.example.com.evil.example', 'http://localhost:8001', 'https://192.168.1.5']) {
      assert.deepEqual(accessWithoutKey(url, env), { url });
    }
  });

  it('the key goes with the one address that was named', () => {
    assert.deepEqual(accessFor('http://localhost:8000', env), { url: 'http://localhost:8000', headers: { 'X-Slot': '1' }, apiKey: 'marked-key' });
    assert.deepEqual(accessFor('http://localhost:1', { PLIMSOLL_API_KEY: '' }), { url: 'http://localhost:1' });
  });

  it('a self-signed certificate is accepted only when the command or the environment says so', () => {
    assert.deepEqual(accessFor('https://h:1', {}, { selfSigned: true }), { url: 'https://h:1', acceptsSelfSigned: true });
    assert.deepEqual(accessFor('https://h:1', {}, { selfSigned: false }), { url: 'https://h:1' });
  });

  for (const [name, value] of [['PLIMSOLL_HEADERS', 'X-Team: marked'], ['PLIMSOLL_HEADERS', '{"X-Team": "marked"}'], ['PLIMSOLL_HEADERS', '{"http://h": {"X": 1}}'], ['PLIMSOLL_HEADERS', '{"ftp://h": {}}'], ['PLIMSOLL_SELF_SIGNED', 'ftp://h']] as const) {
    it(`${name}=${value} is refused in words without its value`, () => {
      const read = readOriginSettings({ [name]: value });
      assert.ok(!read.ok && read.failure.kind === 'invalidInput');
      assert.ok(read.failure.detail.includes(name));
      assert.doesNotMatch(JSON.stringify(read), /marked/);
    });
  }

  it('what the editor hands to the command line is read back as it was', () => {
    const accesses = [{ url: 'https://a.example:1/v1', headers: { 'x-team': 'a' }, acceptsSelfSigned: true, apiKey: 'marked-key' }, { url: 'http://b.example' }];
    const given = accessEnvironment(accesses);
    assert.doesNotMatch(JSON.stringify(given), /marked-key/);
    assert.deepEqual(accessWithoutKey('https://a.example:1', given), { url: 'https://a.example:1', headers: { 'x-team': 'a' }, acceptsSelfSigned: true });
    assert.deepEqual(accessWithoutKey('http://b.example', given), { url: 'http://b.example' });
    assert.deepEqual(accessEnvironment([{ url: 'http://b.example' }]), { PLIMSOLL_HEADERS: undefined, PLIMSOLL_SELF_SIGNED: undefined });
  });
});
