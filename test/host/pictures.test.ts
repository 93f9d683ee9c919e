/** Takes the pictures of every view, light and dark, English and Korean; with PLIMSOLL_PICTURES=docs they go into the documentation. */
import assert from 'node:assert/strict';
import { copyFile, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, it } from 'node:test';
import type { PanelView } from '../../src/protocol/panel.ts';
import { openWorkbench, patienceMs, repositoryFolder } from './harness/openWorkbench.ts';
import type { Workbench } from './harness/openWorkbench.ts';
import { openTab, seriousViolations } from './harness/panelPages.ts';
import { playbackExtension } from './harness/playbackExtension.ts';

const looks = [
  { name: 'light-en', theme: 'Default Light Modern', locale: 'en', command: 'Plimsoll: Show servers', findTree: 'Local models' },
  { name: 'dark-ko', theme: 'Default Dark Modern', locale: 'ko', command: 'Plimsoll: 서버 보기', findTree: '로컬 모델' },
] as const;

const views: readonly PanelView[] = ['servers', 'run', 'results', 'compare', 'history', 'configure'];
/** Pictures of the walkthrough are shipped with the extension. */
const shipped: readonly string[] = ['servers', 'run', 'compare', 'configure'];

for (const { name, theme, locale, command, findTree } of looks) {
  describe(`every view, ${name}`, { timeout: 300_000 }, () => {
    it('is drawn, readable and in the language of the user', async () => {
      const extensionFolder = await playbackExtension();
      const folder = await mkdtemp(path.join(tmpdir(), 'my-project-'));
      const workbench = await openWorkbench({ folder, extensionFolder, locale, width: 1340, height: 900, settings: { 'workbench.colorTheme': theme, 'workbench.sideBar.location': 'left' } });
      try {
        await fillViews(workbench, command, findTree);
        for (const view of views) {
          await openTab(workbench, view);
          if (view === 'servers') await workbench.panel().locator('[data-server]').first().waitFor({ timeout: patienceMs });
          if (view === 'run') await workbench.panel().locator('.stream', { hasText: 'a, b = b, a + b' }).waitFor({ timeout: patienceMs });
          await workbench.page.waitForTimeout(view === 'run' ? 50 : 400); // canvases are painted a frame after their figures are there
          await keep(workbench, `${view}-${name}`);
          assert.deepEqual(await seriousViolations(workbench), [], view);
          const text = await workbench.panel().locator(`[data-page=${view}]`).innerText();
          assert.equal(/[가-힣]/.test(text), locale === 'ko', view);
        }
      } finally {
        await workbench.close();
        await rm(extensionFolder, { recursive: true, force: true });
        await rm(folder, { recursive: true, force: true });
      }
    });
  });
}

describe('a narrow panel', { timeout: 300_000 }, () => {
  it('shows every view at 400 pixels without cutting anything off', async () => {
    const extensionFolder = await playbackExtension();
    const folder = await mkdtemp(path.join(tmpdir(), 'my-project-'));
    const workbench = await openWorkbench({ folder, extensionFolder, width: 400, height: 900, settings: { 'workbench.colorTheme': 'Default Dark Modern', 'workbench.activityBar.location': 'hidden' } });
    try {
      await workbench.page.keyboard.press('Control+b');
      await fillViews(workbench, 'Plimsoll: Show servers', undefined);
      for (const view of views) {
        await openTab(workbench, view);
        // tables scroll inside their own box; the page itself must not
        const overflow = await workbench.panel().locator(`[data-page=${view}]`).evaluate((page: { ownerDocument: { documentElement: { scrollWidth: number; clientWidth: number } } }) => page.ownerDocument.documentElement.scrollWidth - page.ownerDocument.documentElement.clientWidth);
        assert.ok(overflow <= 0, `${view} is ${String(overflow)} px too wide`);
      }
      await openTab(workbench, 'results');
      await workbench.screenshot('results-narrow');
    } finally {
      await workbench.close();
      await rm(extensionFolder, { recursive: true, force: true });
      await rm(folder, { recursive: true, force: true });
    }
  });
});

/** Brings the panel to where every view has something to show: servers found, a run under way, two runs compared, a plan made. */
async function fillViews(workbench: Workbench, command: string, findTree: string | undefined): Promise<void> {
  await workbench.runCommand(command);
  const panel = workbench.panel();
  const vllm = panel.locator('[data-server="http://127.0.0.1:8000"]');
  await vllm.waitFor({ timeout: patienceMs });
  await vllm.locator('td vscode-button').first().click();
  await vllm.locator('.bad').waitFor({ timeout: patienceMs });
  if (findTree !== undefined) {
    await workbench.page.locator('.activitybar [aria-label*=Plimsoll]').first().click();
    await workbench.page.locator('.sidebar', { hasText: findTree }).first().waitFor({ timeout: patienceMs });
    await workbench.page.locator('.monaco-list-row', { hasText: 'gemma3:12b' }).first().waitFor({ timeout: patienceMs });
  }
  await openTab(workbench, 'history');
  await panel.locator('[data-run$=both] td.actions vscode-button').first().click();
  await openTab(workbench, 'results');
  await openTab(workbench, 'history');
  await panel.locator('[data-run$=awq] input[type=checkbox]').click();
  await panel.locator('[data-run$=gptq] input[type=checkbox]').click();
  await panel.locator('[data-page=history] .toolbar vscode-button').click();
  await panel.locator('td.best').first().waitFor({ timeout: patienceMs });
  await openTab(workbench, 'configure');
  await panel.locator('[data-target=cline]').first().click();
  await panel.locator('.diff').waitFor({ timeout: patienceMs });
  await openTab(workbench, 'servers');
  await panel.locator('[data-server="http://127.0.0.1:11434"] footer vscode-button').first().click();
  await panel.locator('[data-dial=tps]', { hasText: /\d/ }).waitFor({ timeout: patienceMs });
}

async function keep(workbench: Workbench, name: string): Promise<void> {
  const picture = await workbench.screenshot(name);
  if (process.env['PLIMSOLL_PICTURES'] !== 'docs') return;
  const targets = [path.join('docs', 'images', `${name}.png`)];
  const view = name.replace('-light-en', '');
  if (shipped.includes(view)) targets.push(path.join('media', 'walkthrough', `${view}.png`));
  for (const target of targets) {
    await mkdir(path.dirname(path.join(repositoryFolder, target)), { recursive: true });
    await copyFile(picture, path.join(repositoryFolder, target));
  }
}
