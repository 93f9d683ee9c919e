/** What the files of an installed Cline tell about the prompt it will send. */
import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { readClineInstallation } from '../../../src/adapters/agents/cline/readClineInstallation.ts';
import { readLearnedPrompt, saveLearnedPrompt } from '../../../src/adapters/agents/shared/learnedPrompt.ts';
import { readRules } from '../../../src/adapters/agents/workspace/readRules.ts';
import { type ClineInstallation, detectProfile } from '../../../src/budget/detectProfile.ts';

const nothing: ClineInstallation = { hasExtensionState: false, hasCliState: false, usesCompactPrompt: false, mcpServers: [] };

async function inFolder(work: (folder: string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'plimsoll-detect-'));
  await work(folder).finally(() => rm(folder, { recursive: true }));
}

describe('detectProfile', () => {
  it('follows the bundle setting, else assumes the larger prompt and says so', () => {
    const agent = (more: Partial<ClineInstallation>) => detectProfile({ ...nothing, ...more }).agent;
    assert.equal(agent({ bundleOverride: 'next', hasExtensionState: true, usesCompactPrompt: true }), 'cline-next');
    assert.equal(agent({ bundleOverride: 'legacy' }), 'cline-legacy');
    assert.equal(agent({ bundleOverride: 'legacy', usesCompactPrompt: true }), 'cline-compact');
    assert.equal(agent({ bundleOverride: 'auto', hasExtensionState: true }), 'cline-legacy');
    assert.equal(agent({ hasCliState: true }), 'cline-cli');
    assert.equal(agent({}), 'cline-next');
    assert.match(detectProfile({ ...nothing, hasExtensionState: true }).reason, /larger prompt is assumed/u);
  });

  it('counts the tools of MCP servers that are switched on', () => {
    const found = detectProfile({ ...nothing, mcpServers: ['filesystem', 'git'] });
    assert.equal(found.mcpTools, 20);
    assert.match(found.reason, /2 MCP servers \(filesystem, git\)/u);
  });
});

describe('readClineInstallation', () => {
  it('reads state, MCP servers and VS Code’s settings with comments', async () => {
    await inFolder(async (folder) => {
      const data = join(folder, '.cline', 'data');
      await mkdir(join(data, 'settings'), { recursive: true });
      await mkdir(join(folder, '.config', 'Code', 'User'), { recursive: true });
      await writeFile(join(data, 'globalState.json'), '{"customPrompt":"compact","actModeApiProvider":"ollama"}');
      await writeFile(join(data, 'settings', 'cline_mcp_settings.json'), '{"mcpServers":{"a":{"command":"x"},"b":{"disabled":true}}}');
      await writeFile(join(folder, '.config', 'Code', 'User', 'settings.json'), '{ // mine\n "cline.rollout.bundleOverride": "legacy", }');
      assert.deepEqual(await readClineInstallation({ HOME: folder }, 'linux'), { hasExtensionState: true, hasCliState: false, usesCompactPrompt: true, mcpServers: ['a'], bundleOverride: 'legacy' });
    });
  });

  it('knows nothing where nothing is, or nothing readable', async () => {
    await inFolder(async (folder) => {
      assert.deepEqual(await readClineInstallation({ HOME: folder }, 'linux'), { ...nothing });
      await mkdir(join(folder, '.cline', 'data'), { recursive: true });
      await writeFile(join(folder, '.cline', 'data', 'globalState.json'), '[torn');
      assert.equal((await readClineInstallation({ HOME: folder }, 'linux')).hasExtensionState, false);
    });
  });
});

describe('learned prompt', () => {
  it('is kept in Plimsoll’s own folder and read back', async () => {
    await inFolder(async (folder) => {
      const env = { PLIMSOLL_STATE_DIR: join(folder, 'state') };
      assert.equal(await readLearnedPrompt(env), undefined);
      await saveLearnedPrompt(env, { at: '2026-11-22T04:00:00.000Z', conversations: 2, smallestPromptTokens: 4_390, medianPromptTokens: 4_404 });
      assert.equal((await readLearnedPrompt(env))?.medianPromptTokens, 4_404);
    });
  });
});

describe('readRules', () => {
  it('reads rules files and folders, and follows no link', async () => {
    await inFolder(async (folder) => {
      await mkdir(join(folder, '.clinerules', 'deep'), { recursive: true });
      await writeFile(join(folder, '.clinerules', 'a.md'), 'A');
      await writeFile(join(folder, '.clinerules', 'deep', 'b.txt'), 'B');
      await writeFile(join(folder, '.clinerules', 'not-rules.png'), 'C');
      await writeFile(join(folder, 'AGENTS.md'), 'D');
      const rules = await readRules(folder);
      assert.ok(rules.ok);
      assert.deepEqual(rules.value, [{ path: '.clinerules/a.md', text: 'A' }, { path: '.clinerules/deep/b.txt', text: 'B' }, { path: 'AGENTS.md', text: 'D' }]);
      assert.equal((await readRules(join(folder, 'nowhere'))).ok, false);
    });
  });
});
