/** From a measured recommendation to an agent's settings: plan, show the diff, confirm, apply, reload, verify, undo. */
import { type Memento, commands, l10n, window } from 'vscode';
import type { AgentTarget } from '../../../domain/configPlan.ts';
import type { RecommendedSettings } from '../../../domain/recommendation.ts';
import type { RunSummary } from '../../../domain/runSummary.ts';
import type { ConfigurationOutcome } from './configurationDesk.ts';
import { sayFailure } from '../sayFailure.ts';
import type { Shell } from '../shell.ts';
import { applyWorkspace, planWorkspace, undoWorkspace } from './workspaceRecommendation.ts';

/** Written, but the window was not reloaded since: kept over the reload. */
interface Unverified {
  readonly target: AgentTarget;
  readonly settings: RecommendedSettings;
}

const unverifiedKey = 'plimsoll.unverifiedConfiguration';

/** Plans for the last run's recommended model, or for the one that is named. */
export async function planFor(shell: Shell, target: AgentTarget, model?: string): Promise<void> {
  const { session, runs } = shell;
  if (session.run.summary === undefined && runs.lastRunFolder !== undefined) await session.open(runs.lastRunFolder);
  const settings = recommended(session.run.summary, model);
  if (settings === undefined) {
    void window.showInformationMessage(l10n.t('There is no measured recommendation yet. Benchmark a local model first.'));
    return;
  }
  const outcome = target === 'workspace' ? planWorkspace(shell, settings) : await shell.configuration.plan(target, settings);
  if (await said(outcome)) shell.panel.open('configure');
}

/** The last gate before files are written: a modal question naming them. */
export async function applyFor(shell: Shell, target: AgentTarget): Promise<void> {
  const { report } = shell.configuration;
  if (report?.target !== target || report.state !== 'planned') return;
  const apply = l10n.t('Write the settings');
  const detail = [...report.files.map(({ path }) => path), '', ...report.notes].join('\n');
  const chosen = await window.showWarningMessage(l10n.t('Write the recommended settings into {0} files?', report.files.length), { modal: true, detail }, apply);
  if (chosen !== apply) return;
  const outcome = target === 'workspace' ? await applyWorkspace(shell) : await shell.configuration.apply(target);
  if (!(await said(outcome))) return;
  const settings = shell.configuration.plannedSettings;
  if (settings !== undefined && shell.configuration.report?.needsWindowReload === true) await offerReload(shell.context.globalState, { target, settings });
}

export async function undoFor(shell: Shell, target: AgentTarget): Promise<void> {
  const outcome = target === 'workspace' ? await undoWorkspace(shell) : await shell.configuration.undo(target);
  if (!(await said(outcome))) return;
  await shell.context.globalState.update(unverifiedKey, undefined);
  shell.panel.open('configure');
  void window.showInformationMessage(l10n.t('The files are as they were before.'));
}

/** After the reload that an apply asked for: did the agent keep what was written? */
export async function verifyAfterReload(shell: Shell): Promise<void> {
  const unverified = shell.context.globalState.get<Unverified>(unverifiedKey);
  if (unverified === undefined) return;
  await shell.context.globalState.update(unverifiedKey, undefined);
  const outcome = await shell.configuration.verify(unverified.target, unverified.settings);
  if ('failure' in outcome) await sayFailure(outcome.failure);
  else if (outcome.report.state === 'overwritten') void window.showWarningMessage(l10n.t('The agent has overwritten the settings. Close its other windows and apply again.'));
  else void window.showInformationMessage(l10n.t('The agent kept the recommended settings.'));
}

/** The agent holds its settings in memory and writes them back whole: without a reload at once it would erase ours. */
async function offerReload(memory: Memento, unverified: Unverified): Promise<void> {
  await memory.update(unverifiedKey, unverified);
  const reload = l10n.t('Reload window');
  const chosen = await window.showInformationMessage(l10n.t('The settings are written. Reload the window now, or the agent may overwrite them.'), reload);
  if (chosen === reload) await commands.executeCommand('workbench.action.reloadWindow');
}

function recommended(summary: RunSummary | undefined, model: string | undefined): RecommendedSettings | undefined {
  const candidates = summary?.models.filter((one) => one.recommendation?.settings !== undefined) ?? [];
  const best = candidates.toSorted((a, b) => (b.meanScore ?? 0) - (a.meanScore ?? 0))[0];
  return (candidates.find((one) => one.id === model) ?? (model === undefined ? best : undefined))?.recommendation?.settings;
}

async function said(outcome: ConfigurationOutcome): Promise<boolean> {
  if ('report' in outcome) return true;
  await sayFailure(outcome.failure);
  return false;
}
