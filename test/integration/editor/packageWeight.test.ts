/** What a user downloads: the .vsix has every part, is small enough, and holds nothing of the workshop. */
import assert from 'node:assert/strict';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { createVSIX, listFiles, PackageManager } from '@vscode/vsce';
import { root } from '../../../scripts/build.ts';

const largestBytes = 25e6;

describe('the .vsix', () => {
  let folder = '';
  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'plimsoll-vsix-'));
  });
  after(() => rm(folder, { recursive: true, force: true }));

  it(`weighs at most ${largestBytes / 1e6} MB, also unminified`, async () => {
    const packagePath = path.join(folder, 'plimsoll.vsix');
    await createVSIX({ cwd: root, packagePath, dependencies: false, skipLicense: false });
    const { size } = await stat(packagePath);
    assert.ok(size <= largestBytes, `${(size / 1e6).toFixed(1)} MB`);
  });

  it('holds the bundles, the scenarios and the schemas, and no sources, tests or modules', async () => {
    const files = await listFiles({ cwd: root, packageManager: PackageManager.None });
    for (const needed of ['dist/extension.cjs', 'dist/engine.mjs', 'dist/cli.mjs', 'README.md', 'LICENSE', 'CHANGELOG.md']) assert.ok(files.includes(needed), needed);
    assert.ok(files.some((file) => file.startsWith('scenarios/') || file.startsWith('dist/scenarios/')), 'scenarios');
    assert.deepEqual(files.filter((file) => /^(src|test|scripts|webview-ui|node_modules|docs\/example-study|\.github)\//u.test(file)), []);
  });
});
