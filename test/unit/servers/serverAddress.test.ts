/** What people type as an address, and where it leads. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { locationOf } from '../../../src/adapters/servers/shared/http/locationOf.ts';
import { parseServerAddress } from '../../../src/adapters/servers/shared/http/serverAddress.ts';

const urls: readonly (readonly [typed: string, url: string])[] = [
  ['http://127.0.0.1:8080', 'http://127.0.0.1:8080'],
  [' http://127.0.0.1:8080/ ', 'http://127.0.0.1:8080'],
  ['localhost:8080', 'http://localhost:8080'],
  ['127.0.0.1:11434', 'http://127.0.0.1:11434'],
  ['gpubox', 'http://gpubox'],
  ['http://h:1/v1', 'http://h:1'],
  ['http://h:1/v1/', 'http://h:1'],
  ['http://h:1/v1//', 'http://h:1'],
  ['http://h:1/x//', 'http://h:1/x'],
  ['h:1/v1?next=http://other', 'http://h:1'],
  ['http://h:1/v1/models', 'http://h:1'],
  ['http://h:1/v1/chat/completions', 'http://h:1'],
  ['http://h:1/v1/completions', 'http://h:1'],
  ['http://h:1/api', 'http://h:1'],
  ['http://h:1/api/chat', 'http://h:1'],
  ['http://h:1/api/tags', 'http://h:1'],
  ['https://h/llm/v1', 'https://h/llm'],
  ['https://h/llm/', 'https://h/llm'],
  ['https://h/v1beta', 'https://h/v1beta'],
  ['HTTP://Host:80/v1?x=1#y', 'http://host'],
  ['http://0.0.0.0:8000', 'http://127.0.0.1:8000'],
  ['http://[::]:8000/v1', 'http://[::1]:8000'],
  ['http://[::1]:8000/v1', 'http://[::1]:8000'],
];

const refused: readonly (readonly [typed: string, says: RegExp])[] = [
  ['', /not an address/],
  ['http://', /not an address/],
  ['http://h:99999', /not an address/],
  ['ftp://h/', /ftp/],
  ['file:///etc/passwd', /./],
  ['ws://h:1', /ws:/],
  ['http://user:secret@h:1', /h:1 carries a user name or password/],
  ['http://secret@h:1', /user name or password/],
  ['http://:secret@h:1', /user name or password/],
];

const locations: readonly (readonly [host: string, location: string])[] = [
  ['localhost', 'loopback'],
  ['localhost.', 'loopback'],
  ['app.localhost', 'loopback'],
  ['127.0.0.1', 'loopback'],
  ['127.8.9.1', 'loopback'],
  ['::1', 'loopback'],
  ['[::1]', 'loopback'],
  ['[::ffff:127.0.0.1]', 'loopback'],
  ['10.1.2.3', 'private'],
  ['172.16.0.1', 'private'],
  ['172.31.255.1', 'private'],
  ['172.32.0.1', 'public'],
  ['192.168.1.2', 'private'],
  ['192.169.1.2', 'public'],
  ['169.254.1.1', 'private'],
  ['100.64.0.1', 'private'],
  ['100.128.0.1', 'public'],
  ['[fd00::1]', 'private'],
  ['[fe80::1]', 'private'],
  ['[2001:db8::1]', 'public'],
  ['8.8.8.8', 'public'],
  ['gpubox', 'private'],
  ['gpubox.local', 'private'],
  ['gpubox.lan', 'private'],
  ['host.docker.internal', 'private'],
  ['nas.home.arpa', 'private'],
  ['api.example.com', 'public'],
  ['localhost.example.com', 'public'],
  ['evil-localhost', 'private'],
];

describe('server addresses', () => {
  for (const [typed, url] of urls) {
    it(`"${typed}" is ${url}`, () => {
      const address = parseServerAddress(typed);
      assert.ok(address.ok, address.ok ? '' : address.failure.detail);
      assert.equal(address.value.url, url);
      assert.equal(address.value.origin, new URL(url).origin);
      assert.equal(address.value.isEncrypted, url.startsWith('https'));
    });
  }
  for (const [typed, says] of refused) {
    it(`"${typed}" is refused`, () => {
      const address = parseServerAddress(typed);
      assert.ok(!address.ok && address.failure.kind === 'invalidInput');
      assert.match(address.failure.detail, says);
      assert.notEqual(address.failure.advice, '');
      assert.doesNotMatch(JSON.stringify(address.failure), /secret/);
    });
  }
  for (const [host, location] of locations) it(`${host} is ${location}`, () => assert.equal(locationOf(host), location));
});
