/** Every view of the panel, in the real workbench, with an engine that plays back a run with two models, two GPUs and five scenarios. */
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { PanelView } from '../../src/protocol/panel.ts';
import { foldRun } from '../../src/run/summary/foldRun.ts';
import { liveSummary } from '../../src/run/summary/liveSummary.ts';
import { twoModels } from '../fakes/runs/playedRuns.ts';
import { recordRun } from '../fakes/runs/recordRun.ts';
import { openWorkbench, patienceMs } from './harness/openWorkbench.ts';
import type { Workbench } from './harness/openWorkbench.ts';
import { longestFrameMs, openTab, seriousViolations } from './harness/panelPages.ts';
import { playbackExtension } from './harness/playbackExtension.ts';

const views: readonly PanelView[] = ['servers', 'run', 'results', 'compare', 'history', 'configure'];

describe('the panel', { timeout: 300_000 }, () => {
  let extensionFolder: string;
  let folder: string;
  let workbench: Workbench;

  before(async () => {
    extensionFolder = await playbackExtension();
    folder = await mkdtemp(path.join(tmpdir(), 'my-project-'));
    workbench = await openWorkbench({ folder, extensionFolder, settings: { 'workbench.colorTheme': 'Default Dark Modern' } });
  });

  after(async () => {
    await workbench.close();
    await rm(extensionFolder, { recursive: true, force: true });
    await rm(folder, { recursive: true, force: true });
  });

  it('says what the next step is before anything is known', async () => {
    await workbench.runCommand('Plimsoll: Open panel');
    const panel = workbench.panel();
    await panel.getByText('Nothing is sent before you ask for it').waitFor({ timeout: patienceMs });
    for (const view of ['run', 'results', 'compare', 'configure'] as const) {
      await openTab(workbench, view);
      assert.equal(await panel.locator(`[data-page=${view}] .empty vscode-button`).count(), 1, view);
    }
  });

  it('shows servers with how each model is served, and whether the agent fits', async () => {
    await openTab(workbench, 'servers');
    const panel = workbench.panel();
    await panel.locator('[data-page=servers] vscode-button', { hasText: 'Find servers' }).first().click();
    const vllm = panel.locator('[data-server="http://127.0.0.1:8000"]');
    await vllm.waitFor({ timeout: patienceMs });
    assert.equal(await panel.locator('[data-server]').count(), 2);
    assert.match(await vllm.innerText(), /Tool calls are switched off[\s\S]*32,768/);
    await vllm.getByText('Check budget').first().click();
    await vllm.getByText('Needs 54,692 tokens').waitFor({ timeout: patienceMs });
    await workbench.screenshot('servers-dark-en');
  });

  it('runs from the command palette, with figures ticking in panel and status bar', async () => {
    await workbench.runCommand('Plimsoll: Benchmark local model');
    await workbench.pick('vLLM');
    await workbench.page.locator('.quick-input-list .monaco-list-row', { hasText: 'GPTQ-Int4' }).first().click();
    await workbench.page.keyboard.press('Enter');
    await workbench.pick('Quick');
    const panel = workbench.panel();
    await panel.locator('[data-dial=tps]', { hasText: /^4\d\.\d$|^5\d/ }).waitFor({ timeout: patienceMs });
    await workbench.statusBarItem(/4\d\.\d tok\/s/).waitFor({ timeout: patienceMs });
    await panel.locator('.stream', { hasText: 'a, b = b, a + b' }).waitFor({ timeout: patienceMs });
    await workbench.screenshot('run-dark-en');
  });

  it('pauses, says that nothing is lost, and resumes to the end', async () => {
    const panel = workbench.panel();
    await panel.locator('vscode-button', { hasText: 'Pause' }).click();
    await panel.getByText('Nothing that was measured is lost').waitFor({ timeout: patienceMs });
    await panel.locator('vscode-button', { hasText: 'Resume' }).click();
    await panel.getByText('The run is finished.').waitFor({ timeout: patienceMs });
    await workbench.statusBarItem('49.9 tok/s').waitFor({ timeout: patienceMs });
  });

  it('draws charts with as many points as there are figures', async () => {
    await openTab(workbench, 'results');
    const panel = workbench.panel();
    const points = async (chart: string): Promise<number> => Number(await panel.locator(`plimsoll-chart[data-chart=${chart}]`).getAttribute('data-points'));
    assert.equal(await points('tokensPerSecond'), 2, 'one bar for each model');
    assert.equal(await points('responseTime'), 4, 'cold and warm for each model');
    assert.equal(await points('contextSweep'), 6, 'three sizes that fit, two models');
    assert.equal(await points('interTokenLatency'), 6);
    assert.equal(await points('gpuMemory'), 4, 'two cards, two models');
    assert.equal(await points('scenarioScores'), 10);
    assert.match(await panel.locator('[data-page=results] [data-proof=refused]').first().innerText(), /proven up to 32,768; longer prompts are refused/);
    assert.match(await panel.locator('[data-page=results]').innerText(), /41,200[\s\S]*needs 41456 tokens, has 32768/);
    await workbench.screenshot('results-dark-en');
  });

  it('shows an answer beside its test results, as text and never as HTML', async () => {
    const panel = workbench.panel();
    const card = panel.locator('[data-scenario=debugging]').first();
    await card.locator('summary').click();
    await card.getByText('expected ValueError, got 0').waitFor({ timeout: patienceMs });
    assert.match(await card.locator('pre').first().innerText(), /<img src=x onerror=alert\(1\)>/);
    assert.equal(await panel.locator('img').count(), 0);
  });

  it('compares two runs and marks only what is really different', async () => {
    await openTab(workbench, 'history');
    const panel = workbench.panel();
    await workbench.screenshot('history-dark-en');
    await panel.locator('[data-run$=awq] input[type=checkbox]').click();
    await panel.locator('[data-run$=gptq] input[type=checkbox]').click();
    await panel.getByText('Compare 2 runs').click();
    await panel.locator('td.best').first().waitFor({ timeout: patienceMs });
    assert.match(await panel.locator('tr', { hasText: 'Decode' }).locator('td.best').innerText(), /49\.9 tok\/s/);
    assert.equal(await panel.locator('tr', { hasText: 'code-completion' }).locator('td.best').count(), 0, 'scores of three replies prove nothing');
    await workbench.screenshot('compare-dark-en');
  });

  it('shows the diff of a configuration, writes only after the question, and takes it back', async () => {
    await openTab(workbench, 'configure');
    const panel = workbench.panel();
    await panel.locator('[data-target=cline]').first().click();
    await panel.locator('.diff .added', { hasText: '"actModeApiProvider": "openai"' }).waitFor({ timeout: patienceMs });
    await workbench.screenshot('configure-dark-en');
    await panel.locator('[data-apply]').click();
    await workbench.page.locator('.monaco-dialog-box').getByText('Write the settings').click({ timeout: patienceMs });
    await panel.locator('[data-configuration=applied]').waitFor({ timeout: patienceMs });
    await panel.locator('[data-undo]').click();
    await panel.locator('[data-configuration=undone]').waitFor({ timeout: patienceMs });
  });

  it('shows a study over several machines as it goes on, once the queue’s address is right', async () => {
    const panel = workbench.panel();
    assert.equal(await panel.locator('[role=tab][data-view=fleet]').count(), 0, 'a page for few');
    await workbench.runCommand('Plimsoll: Show study over several machines');
    const input = workbench.page.locator('.quick-input-box input[type=password]');
    await input.fill('postgres://plimsoll:wrong@queue.lab/plimsoll');
    await input.press('Enter');
    await workbench.page.locator('.notifications-toasts').getByText('Change the address').click({ timeout: patienceMs });
    await input.fill('postgres://plimsoll:secret@queue.lab/plimsoll');
    await input.press('Enter');
    await panel.locator('[data-page=fleet]', { hasText: 'which model carries my agent' }).waitFor({ timeout: patienceMs });
    assert.match(await panel.locator('[data-place=gpu3]').innerText(), /no worker/);
    assert.match(await panel.locator('[data-page=fleet]').innerText(), /context\/76800[^]*ran out of memory/);
    await panel.locator('[data-page=fleet] [role=status]', { hasText: '20 of 24 cells are done' }).waitFor({ timeout: patienceMs });
    assert.deepEqual(await seriousViolations(workbench), []);
    await workbench.screenshot('fleet-dark-en');
  });

  it('stays responsive while a run of 10,000 samples reports every half second', async () => {
    await openTab(workbench, 'results');
    const summary = foldRun(recordRun({ ...twoModels, plan: { ...twoModels.plan, repeats: 750 } }));
    assert.ok(summary);
    const longestMs = await longestFrameMs(workbench, { call: 'run', with: { state: 'running', runFolder: '/runs/large', summary: liveSummary(summary) } });
    process.stderr.write(`longest time between two frames: ${longestMs.toFixed(0)} ms\n`);
    const panel = workbench.panel();
    await panel.getByText('… and 740 more, all of them in the report').first().waitFor({ state: 'attached', timeout: patienceMs });
    await openTab(workbench, 'history');
    await openTab(workbench, 'results');
  });

  it('has no serious accessibility violation in any view', async () => {
    for (const view of views) {
      await openTab(workbench, view);
      assert.deepEqual(await seriousViolations(workbench), [], view);
    }
  });

  it('can be used with the keyboard alone', async () => {
    await openTab(workbench, 'servers');
    const panel = workbench.panel();
    await panel.locator('[role=tab][data-view=servers]').press('ArrowRight');
    await panel.locator('[role=tab][data-view=run]:focus').press('Enter');
    await panel.locator('[data-page=run] > *').first().waitFor({ timeout: patienceMs });
  });

  it('finds everything back when it was closed and opened again', async () => {
    await workbench.page.keyboard.press('Control+F4');
    await workbench.runCommand('Plimsoll: Open panel');
    await workbench.panel().locator('plimsoll-chart').first().waitFor({ timeout: patienceMs });
  });

  it('has asked nobody outside this machine', () => {
    assert.deepEqual(workbench.strangers, []);
  });
});
