/** The whole way a user goes, on a real model: palette, run, reload in the middle, resume, results, Cline configured and taken back. */
import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { RunSummary } from '../../src/domain/runSummary.ts';
import { startLlamaCppServer } from '../real/llamaCppServer.ts';
import { openWorkbench, patienceMs } from './harness/openWorkbench.ts';
import type { Workbench } from './harness/openWorkbench.ts';
import { openTab } from './harness/panelPages.ts';

/** A real model on two cores shared with a browser takes its time. */
const runPatienceMs = 600_000;

describe('a benchmark of a real model', { timeout: 1_500_000 }, () => {
  let llama: Awaited<ReturnType<typeof startLlamaCppServer>>;
  let scratch: string;
  let clineFolder: string;
  let workbench: Workbench;
  const untouched = '{\r\n  "actModeApiProvider": "openrouter",\r\n  "userOwnKey": [1, 2]\r\n}\r\n';
  const clineState = (): Promise<string> => readFile(path.join(clineFolder, 'globalState.json'), 'utf8');

  before(async () => {
    llama = await startLlamaCppServer({ contextWindow: 8192 });
    scratch = await mkdtemp(path.join(tmpdir(), 'plimsoll-real-'));
    clineFolder = path.join(scratch, 'cline');
    const folder = path.join(scratch, 'my-project');
    await mkdir(clineFolder);
    await mkdir(folder);
    await writeFile(path.join(clineFolder, 'globalState.json'), untouched);
    const settings = { 'plimsoll.servers': [{ url: llama.url }], 'plimsoll.discoverServers': false, 'plimsoll.contexts': [512, 64_000], 'plimsoll.scenarios': ['code-completion'], 'plimsoll.maxOutputTokens': 64, 'workbench.colorTheme': 'Default Dark Modern' };
    workbench = await openWorkbench({ folder, settings, env: { CLINE_DATA_DIR: clineFolder } });
  });

  after(async () => {
    await workbench.close();
    await llama.stop();
    await rm(scratch, { recursive: true, force: true });
  });

  async function runFolders(): Promise<readonly string[]> {
    const runs = path.join(workbench.server.userDataFolder, 'User', 'globalStorage', 'plimsoll.plimsoll', 'runs');
    return (await readdir(runs)).map((name) => path.join(runs, name));
  }

  it('starts from the command palette and ticks in panel and status bar', async () => {
    await workbench.runCommand('Plimsoll: Benchmark local model');
    await workbench.pick('Quick');
    const panel = workbench.panel();
    await panel.locator('[data-dial=tps]', { hasText: /\d/ }).waitFor({ timeout: patienceMs });
    await workbench.statusBarItem(/\d tok\/s/).waitFor({ timeout: patienceMs });
    await panel.locator('tr[data-model]').first().waitFor({ timeout: runPatienceMs });
    await workbench.screenshot('real-run');
  });

  it('is found back after the window was reloaded in the middle, and resumed', async () => {
    await workbench.reload();
    await workbench.runCommand('Plimsoll: Open panel');
    const panel = workbench.panel();
    await panel.getByText('Nothing that was measured is lost').waitFor({ timeout: patienceMs });
    await workbench.screenshot('real-after-reload');
    await panel.locator('vscode-button', { hasText: 'Resume' }).click();
    // the next test pauses a run that is really under way again, not one that is still starting
    await panel.locator('[data-dial=tps]', { hasText: /\d/ }).waitFor({ timeout: patienceMs });
  });

  it('is paused and resumed to the end', async () => {
    const panel = workbench.panel();
    await panel.locator('vscode-button', { hasText: 'Pause' }).click();
    await panel.locator('vscode-button', { hasText: 'Resume' }).click({ timeout: patienceMs });
    await panel.getByText('The run is finished.').waitFor({ timeout: runPatienceMs });
    assert.equal((await runFolders()).length, 1, 'one run, resumed, not three');
  });

  it('shows charts with as many points as the run has figures', async () => {
    const [runFolder = ''] = await runFolders();
    const summary = JSON.parse(await readFile(path.join(runFolder, 'summary.json'), 'utf8')) as RunSummary;
    const [model] = summary.models;
    assert.ok(model);
    assert.equal(summary.status, 'done');
    assert.equal(summary.resumes, 2);
    await openTab(workbench, 'results');
    const panel = workbench.panel();
    const points = async (chart: string): Promise<number> => Number(await panel.locator(`plimsoll-chart[data-chart=${chart}]`).getAttribute('data-points'));
    assert.equal(await points('tokensPerSecond'), 1);
    assert.equal(await points('contextSweep'), model.sweep.filter(({ status }) => status === 'measured').length);
    assert.equal(await points('scenarioScores'), model.scenarios.length);
    assert.equal(model.scenarios.length, 1);
    assert.match(await panel.locator('[data-page=results]').innerText(), /64,000/, 'the size that cannot fit is named');
    const rate = model.continuous.decodeTokensPerSecond?.median;
    assert.ok(rate !== undefined && rate > 0);
    await workbench.statusBarItem(`${rate.toFixed(1)} tok/s`).waitFor({ timeout: patienceMs });
    await workbench.screenshot('real-results');
  });

  it('opens the report', async () => {
    await workbench.runCommand('Plimsoll: Open last report');
    await workbench.page.locator('.tab', { hasText: 'report.md' }).waitFor({ timeout: patienceMs });
    await workbench.page.keyboard.press('Control+F4');
  });

  it('configures Cline: diff, question, reload, proof', async () => {
    await workbench.runCommand('Plimsoll: Configure Cline with the recommended settings');
    const panel = workbench.panel();
    await panel.locator('.diff .added', { hasText: '"actModeApiProvider": "openai"' }).first().waitFor({ timeout: patienceMs });
    assert.equal(await clineState(), untouched, 'nothing is written before the question');
    await workbench.screenshot('real-configure');
    await panel.locator('[data-apply]').click();
    await workbench.page.locator('.monaco-dialog-box').getByText('Write the settings').click({ timeout: patienceMs });
    await workbench.page.locator('.notification-toast').getByText('Reload window').click({ timeout: patienceMs });
    const written = JSON.parse(await clineState()) as Record<string, unknown>;
    assert.equal(written['openAiBaseUrl'], `${llama.url}/v1`);
    assert.equal(written['actModeApiProvider'], 'openai');
    assert.deepEqual(written['userOwnKey'], [1, 2]);
    await workbench.ready();
    await workbench.runCommand('Plimsoll: Open panel');
    await workbench.page.locator('.notification-toast', { hasText: 'The agent kept the recommended settings.' }).waitFor({ timeout: patienceMs });
  });

  it('takes the configuration back, byte for byte', async () => {
    await workbench.runCommand('Plimsoll: Undo last configuration');
    await workbench.page.locator('.notification-toast', { hasText: 'The files are as they were before.' }).waitFor({ timeout: patienceMs });
    assert.equal(await clineState(), untouched);
    assert.deepEqual(await readdir(clineFolder), ['globalState.json']);
  });

  it('has asked nobody outside this machine', () => {
    assert.deepEqual(workbench.strangers, []);
  });
});
