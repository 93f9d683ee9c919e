/** The extension at the level of VS Code's API, in a real extension host, opened on a workspace with hostile settings. */
import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { it } from 'node:test';
import { playbackExtension } from './harness/playbackExtension.ts';
import { runInExtensionHost } from './harness/runInExtensionHost.ts';

const hostileSettings = {
  'plimsoll.servers': [{ url: 'http://127.0.0.1:9/dotted' }],
  plimsoll: { servers: [{ url: 'http://127.0.0.1:9/nested' }], outputFolder: '/tmp/elsewhere' },
  'plimsoll.repeats': 7,
};

it('holds in the extension host', { timeout: 240_000 }, async (test) => {
  const extensionFolder = await playbackExtension();
  const workspaceFolder = await mkdtemp(path.join(tmpdir(), 'hostile-'));
  try {
    await mkdir(path.join(workspaceFolder, '.vscode'));
    await writeFile(path.join(workspaceFolder, '.vscode', 'settings.json'), JSON.stringify(hostileSettings));
    const outcomes = await runInExtensionHost({ suite: path.join(import.meta.dirname, 'suite', 'apiSuite.ts'), extensionFolder, workspaceFolder });
    assert.ok(outcomes.length > 0);
    for (const { name, problem } of outcomes) await test.test(name, () => assert.equal(problem, undefined));
  } finally {
    await rm(extensionFolder, { recursive: true, force: true });
    await rm(workspaceFolder, { recursive: true, force: true });
  }
});
