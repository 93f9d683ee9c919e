/** The queue's address: encrypted unless it is this machine or the user says otherwise, and never said with its password. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseQueueAddress } from '../../../src/adapters/queue/connection/queueAddress.ts';

const sslmodeOf = (address: string): string | null => {
  const parsed = parseQueueAddress(address);
  assert.ok(parsed.ok);
  return new URL(parsed.value.connection.connectionString).searchParams.get('sslmode');
};

describe('the queue’s address', () => {
  it('asks for a checked certificate everywhere but here', () => {
    for (const host of ['queue.lab', '10.0.0.5', '192.168.1.2:6432', '[2001:db8::1]', '127.0.0.1.example.com']) assert.equal(sslmodeOf(`postgres://u:p@${host}/d`), 'verify-full', host);
    for (const host of ['localhost', '127.0.0.1:5433', '[::1]']) assert.equal(sslmodeOf(`postgres://u:p@${host}/d`), null, host);
  });

  it('leaves the choice to who makes one', () => {
    assert.equal(sslmodeOf('postgres://u:p@queue.lab/d?sslmode=disable'), 'disable');
    assert.equal(sslmodeOf('postgresql://u:p@queue.lab/d?sslmode=require'), 'require');
  });

  it('is shown without its password', () => {
    const parsed = parseQueueAddress('postgres://user:hush%40hush@queue.lab:6432/d?sslrootcert=/ca.crt');
    assert.ok(parsed.ok);
    assert.equal(parsed.value.shown, 'postgres://user@queue.lab:6432/d');
  });

  it('is refused without being repeated when it is none', () => {
    for (const address of ['', 'queue.lab', 'mysql://u:hush@queue.lab/d', 'postgres://u:hu sh@[queue/d']) {
      const parsed = parseQueueAddress(address);
      assert.ok(!parsed.ok && parsed.failure.kind === 'invalidInput', address);
      assert.ok(!JSON.stringify(parsed).includes('hush') && !JSON.stringify(parsed).includes('hu sh'));
    }
  });
});
