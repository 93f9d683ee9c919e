/** Opening a folder does nothing, also when the folder would like it to; and what it would like is refused by name. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { type Server, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { promisify } from 'node:util';
import { openWorkbench, patienceMs } from './harness/openWorkbench.ts';
import type { Workbench } from './harness/openWorkbench.ts';

/** Counts whoever knocks. */
interface Canary {
  readonly url: string;
  readonly knocks: () => number;
  readonly close: () => void;
}

async function startCanary(): Promise<Canary> {
  let knocks = 0;
  const server: Server = createServer((socket) => {
    knocks += 1;
    socket.destroy();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  assert.ok(address !== null && typeof address === 'object');
  return { url: `http://127.0.0.1:${String(address.port)}`, knocks: () => knocks, close: () => server.close() };
}

/** Processes of Plimsoll's own that the workbench's server has started. */
async function plimsollProcesses(): Promise<readonly string[]> {
  const { stdout } = await promisify(execFile)('ps', ['-A', '-o', 'pgid=,args=']);
  return stdout.split('\n').filter((line) => /dist\/(engine\.mjs|languageServer\.mjs|cli\.mjs)/.test(line));
}

const rules = 'Write tests first.\n'.repeat(50);

describe('a hostile folder', { timeout: 300_000 }, () => {
  let dotted: Canary;
  let nested: Canary;
  let folder: string;
  let workbench: Workbench;

  const ownProcesses = async (): Promise<readonly string[]> => (await plimsollProcesses()).filter((line) => line.trimStart().startsWith(`${String(workbench.server.pid)} `));

  before(async () => {
    dotted = await startCanary();
    nested = await startCanary();
    folder = await mkdtemp(path.join(tmpdir(), 'hostile-'));
    await mkdir(path.join(folder, '.vscode'));
    const settings = { 'plimsoll.servers': [{ url: dotted.url }], plimsoll: { servers: [{ url: nested.url }], discoverServers: true } };
    await writeFile(path.join(folder, '.vscode', 'settings.json'), JSON.stringify(settings));
    await writeFile(path.join(folder, 'AGENTS.md'), rules);
    workbench = await openWorkbench({ folder, settings: { 'plimsoll.discoverServers': false } });
  });

  after(async () => {
    await workbench.close();
    dotted.close();
    nested.close();
    await rm(folder, { recursive: true, force: true });
  });

  it('is opened, looked at and waited for: nobody is asked and no process starts', async () => {
    await workbench.page.locator('.explorer-folders-view .monaco-list-row', { hasText: 'AGENTS.md' }).dblclick({ timeout: patienceMs });
    await workbench.page.locator('.view-line', { hasText: 'Write tests first.' }).first().waitFor({ timeout: patienceMs });
    await workbench.page.waitForTimeout(5_000);
    assert.deepEqual(await ownProcesses(), []);
    assert.equal(dotted.knocks() + nested.knocks(), 0);
    assert.equal(await workbench.statusBarItem('Plimsoll').count(), 0, 'not even the indicator is there');
  });

  it('does not decide where requests go, and its wish is refused by name', async () => {
    await workbench.runCommand('Plimsoll: Find local model servers');
    await workbench.page.locator('.notification-toast', { hasText: 'This workspace tries to set plimsoll.servers, plimsoll.discoverServers' }).waitFor({ timeout: patienceMs });
    await workbench.statusBarItem('Plimsoll').waitFor({ timeout: patienceMs });
    await workbench.page.waitForTimeout(3_000);
    assert.equal(dotted.knocks() + nested.knocks(), 0);
  });

  it('gets help on its rules file once Plimsoll is in use', async () => {
    await workbench.page.locator('.codelens-decoration', { hasText: '200 tokens' }).waitFor({ timeout: patienceMs });
    assert.ok((await ownProcesses()).some((line) => line.includes('languageServer')));
    await workbench.screenshot('rules-lens');
  });
});

describe('a folder that is not trusted', { timeout: 300_000 }, () => {
  let folder: string;
  let workbench: Workbench;

  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'untrusted-'));
    const settings = { 'plimsoll.discoverServers': false, 'security.workspace.trust.startupPrompt': 'never' };
    workbench = await openWorkbench({ folder, workspaceTrust: true, settings });
  });

  after(async () => {
    await workbench.close();
    await rm(folder, { recursive: true, force: true });
  });

  it('may look for servers, but not write an agent’s settings', async () => {
    await workbench.page.getByText('Restricted Mode').first().waitFor({ timeout: patienceMs });
    await workbench.runCommand('Plimsoll: Show servers');
    await workbench.panel().locator('[data-page=servers]').waitFor({ timeout: patienceMs });
    await workbench.page.keyboard.press('F1');
    await workbench.page.locator('.quick-input-widget input[type=text]').first().fill('>Plimsoll: Configure');
    await workbench.page.locator('.quick-input-list .monaco-list-row').first().waitFor({ timeout: patienceMs });
    assert.equal(await workbench.page.locator('.quick-input-list .monaco-list-row', { hasText: 'Configure Cline' }).count(), 0);
  });
});
