/** A self-signed certificate is refused until the user accepts it, for that origin alone. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import https from 'node:https';
import { after, before, describe, it } from 'node:test';
import { connectServer } from '../../../src/adapters/servers/connectServer.ts';

const fixture = (name: string): Buffer => readFileSync(new URL(`../../fixtures/servers/tls/${name}`, import.meta.url));
const signal = new AbortController().signal;

describe('TLS', () => {
  let requests = 0;
  const server = https.createServer({ key: fixture('selfSigned.key.pem'), cert: fixture('selfSigned.cert.pem') }, (request, response) => {
    requests += 1;
    response.writeHead(request.url === '/v1/models' ? 200 : 404, { 'content-type': 'application/json' });
    response.end(request.url === '/v1/models' ? '{"data":[{"id":"m"}]}' : '{"detail":"Not Found"}');
  });
  let url = '';
  before(async () => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    assert.ok(address !== null && typeof address === 'object');
    url = `https://127.0.0.1:${address.port}`;
  });
  after(() => {
    server.closeAllConnections();
    server.close();
  });

  it('refuses the certificate, says how to accept it, and sends nothing', async () => {
    const refused = await connectServer({ url, apiKey: 'marked-key' }, signal);
    assert.ok(!refused.ok && refused.failure.kind === 'insecureAddress', refused.ok ? '' : refused.failure.detail);
    assert.match(refused.failure.detail, /SELF_SIGNED/);
    assert.match(refused.failure.advice, /self-signed/);
    assert.equal(requests, 0);
  });

  it('connects when the user accepts it', async () => {
    const connected = await connectServer({ url, acceptsSelfSigned: true }, signal);
    assert.ok(connected.ok && connected.value.identity.kind === 'openai');
    const roundTrip = await connected.value.roundTripMs(signal);
    assert.ok(roundTrip.ok && roundTrip.value > 0);
  });

  it('says when http is spoken to a TLS port, and TLS to an http port', async () => {
    const plain = await connectServer({ url: url.replace('https:', 'http:') }, signal);
    assert.ok(!plain.ok);
    const http = await import('node:http');
    const plainServer = http.createServer((_, response) => response.end('{}'));
    await new Promise<void>((resolve) => plainServer.listen(0, '127.0.0.1', resolve));
    const address = plainServer.address();
    assert.ok(address !== null && typeof address === 'object');
    const encrypted = await connectServer({ url: `https://127.0.0.1:${address.port}` }, signal);
    plainServer.close();
    assert.ok(!encrypted.ok && encrypted.failure.kind === 'notAnApi', encrypted.ok ? '' : encrypted.failure.detail);
    assert.match(encrypted.failure.advice, /http:\/\//);
  });
});
