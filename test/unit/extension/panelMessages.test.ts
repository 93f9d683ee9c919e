/** What the panel says is checked before anything is done. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { HostCalls } from '../../../src/protocol/panel.ts';
import { dispatchHostCall, hostCallSchemas } from '../../../src/shells/extension/panel/hostCallSchemas.ts';

/** Handlers that only note what they were given. */
function recorder(): { readonly handlers: HostCalls; readonly heard: unknown[] } {
  const heard: unknown[] = [];
  const handlers = Object.fromEntries(Object.keys(hostCallSchemas).map((call) => [call, (argument: unknown) => heard.push([call, argument])]));
  return { handlers: handlers as unknown as HostCalls, heard };
}

describe('messages from the panel', () => {
  it('reach their handler with their argument', () => {
    const { handlers, heard } = recorder();
    assert.ok(dispatchHostCall({ call: 'startBenchmark', with: { url: 'http://localhost:1', models: ['m'], suite: 'quick' } }, handlers));
    assert.deepEqual(heard, [['startBenchmark', { url: 'http://localhost:1', models: ['m'], suite: 'quick' }]]);
  });

  const refused: readonly (readonly [name: string, message: unknown])[] = [
    ['no object', 'ready'],
    ['null', null],
    ['an unknown call', { call: 'runShell', with: {} }],
    ['a name from Object.prototype', { call: 'constructor', with: {} }],
    ['a missing argument', { call: 'openRun', with: {} }],
    ['an argument of another type', { call: 'startBenchmark', with: { url: 1, models: [], suite: 'quick' } }],
    ['an extra field', { call: 'cancel', with: { then: 'rm' } }],
    ['an unknown suite', { call: 'startBenchmark', with: { url: 'http://localhost:1', models: [], suite: 'endless' } }],
    ['an unknown target', { call: 'applyConfiguration', with: { target: '../../etc' } }],
    ['a text of a megabyte', { call: 'openRun', with: { runFolder: 'x'.repeat(1_000_000) } }],
  ];
  for (const [name, message] of refused) {
    it(`are refused: ${name}`, () => {
      const { handlers, heard } = recorder();
      assert.equal(dispatchHostCall(message, handlers), false);
      assert.deepEqual(heard, []);
    });
  }
});
