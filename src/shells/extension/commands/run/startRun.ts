/** Starts a run with the settings of this window, after the checks that belong before it. */
import { l10n, window, workspace } from 'vscode';
import { sayFailure } from '../../sayFailure.ts';
import type { Shell } from '../../shell.ts';
import { type OwnScenario, scenarioChoice } from './scenarioChoice.ts';

export async function startRun(shell: Shell, url: string, models: readonly string[], suite: 'quick' | 'full', own?: OwnScenario): Promise<void> {
  if (shell.session.isBusy) {
    shell.panel.open('run');
    void window.showInformationMessage(l10n.t('A run is under way. Cancel it first, or wait until it ends.'));
    return;
  }
  const { repeats, contexts, scenarios, agent, maxOutputTokens, temperature } = shell.settings();
  if (!workspace.isTrusted) void window.showInformationMessage(l10n.t('This workspace is not trusted: speed is measured, but no model-written code is run.'));
  shell.panel.open('run');
  await shell.session.start({
    access: await shell.keys.accessTo(url),
    models,
    suite,
    agent,
    temperature,
    outputFolder: shell.runs.folder,
    ...(repeats === 0 ? {} : { repeats }),
    ...(contexts.length === 0 ? {} : { contexts }),
    ...scenarioChoice(workspace.isTrusted, scenarios, own),
    ...(maxOutputTokens === 0 ? {} : { maxOutputTokens }),
  });
}

/** Goes on with a run where it stopped. */
export async function resumeRun(shell: Shell, runFolder: string): Promise<void> {
  const url = shell.session.run.runFolder === runFolder ? shell.session.run.summary?.plan.serverUrl : shell.runs.runs.find((run) => run.runFolder === runFolder)?.serverUrl;
  if (!workspace.isTrusted) {
    await sayFailure({ kind: 'unsupported', detail: l10n.t('A run cannot be resumed in a workspace that is not trusted, because it may execute model-written code.'), advice: l10n.t('Trust the workspace, or open another one.') });
    return;
  }
  shell.panel.open('run');
  await shell.session.resume(runFolder, url === undefined ? undefined : await shell.keys.accessTo(url));
}
