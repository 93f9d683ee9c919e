/** The guard from the palette: the agent's own traffic ticks in the status bar, and the process is gone when it is stopped. */
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { startLlamaCppServer } from '../real/llamaCppServer.ts';
import { openWorkbench, patienceMs } from './harness/openWorkbench.ts';
import type { Workbench } from './harness/openWorkbench.ts';

describe('the guard', { timeout: 300_000 }, () => {
  let llama: Awaited<ReturnType<typeof startLlamaCppServer>>;
  let folder: string;
  let workbench: Workbench;
  let address = '';

  before(async () => {
    llama = await startLlamaCppServer({ contextWindow: 8192 });
    folder = await mkdtemp(path.join(tmpdir(), 'my-project-'));
    workbench = await openWorkbench({ folder, settings: { 'plimsoll.servers': [{ url: llama.url }], 'plimsoll.discoverServers': false } });
    await workbench.page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  });

  after(async () => {
    await workbench.close();
    await llama.stop();
    await rm(folder, { recursive: true, force: true });
  });

  it('starts from the palette and hands out its address', async () => {
    await workbench.runCommand('Plimsoll: Start guard');
    await workbench.page.locator('.notification-toast').getByText('Copy the address').click({ timeout: patienceMs });
    await workbench.page.waitForTimeout(500);
    address = String(await workbench.page.evaluate('navigator.clipboard.readText()'));
    assert.match(address, /^http:\/\/127\.0\.0\.1:\d+\//);
    assert.ok(!address.includes(new URL(llama.url).port));
  });

  it('shows the speed of the agent’s own requests while they stream', async () => {
    const body = { model: llama.modelId, stream: true, max_tokens: 600, temperature: 0, messages: [{ role: 'user', content: 'Write a long and detailed story about a ship that crosses the sea, with many chapters.' }] };
    const reply = fetch(`${address}/chat/completions`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
    await workbench.statusBarItem(/[1-9]\d*\.\d tok\/s/).waitFor({ timeout: patienceMs });
    await workbench.screenshot('guard-live');
    const text = await (await reply).text();
    assert.match(text, /\[DONE\]/);
  });

  it('is gone when it is stopped', async () => {
    await workbench.runCommand('Plimsoll: Stop guard');
    const giveUpAt = Date.now() + patienceMs;
    while (await fetch(address).then(() => true, () => false)) {
      assert.ok(Date.now() < giveUpAt, 'the guard still listens');
      await workbench.page.waitForTimeout(200);
    }
  });
});
