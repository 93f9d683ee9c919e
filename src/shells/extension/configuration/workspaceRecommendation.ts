/** The recommendation in the workspace's own settings, written through VS Code so that comments and order in the file survive. */
import { ConfigurationTarget, l10n, workspace } from 'vscode';
import type { RecommendedSettings } from '../../../domain/recommendation.ts';
import type { ConfigurationReport } from '../../../protocol/engine.ts';
import type { ConfigurationOutcome } from './configurationDesk.ts';
import type { Shell } from '../shell.ts';

const key = 'plimsoll.recommendedProvider';
const previousKey = 'plimsoll.previousRecommendation';
let planned: RecommendedSettings | undefined;

export function planWorkspace(shell: Shell, settings: RecommendedSettings): ConfigurationOutcome {
  if (workspace.workspaceFolders === undefined) return { failure: { kind: 'unsupported', detail: l10n.t('No folder is open, so there are no workspace settings.'), advice: l10n.t('Open a folder first.') } };
  planned = settings;
  return shell.configuration.show(report('planned', lines(current(), '-') + lines(settings, '+'), false));
}

export async function applyWorkspace(shell: Shell): Promise<ConfigurationOutcome> {
  const before = current();
  await shell.context.workspaceState.update(previousKey, { value: before });
  await workspace.getConfiguration().update(key, planned, ConfigurationTarget.Workspace);
  return shell.configuration.show(report('applied', lines(before, '-') + lines(current(), '+'), true));
}

export async function undoWorkspace(shell: Shell): Promise<ConfigurationOutcome> {
  const previous = shell.context.workspaceState.get<{ readonly value?: unknown }>(previousKey);
  if (previous === undefined) return { failure: { kind: 'invalidInput', detail: l10n.t('Nothing was written into this workspace.'), advice: '' } };
  await workspace.getConfiguration().update(key, previous.value, ConfigurationTarget.Workspace);
  await shell.context.workspaceState.update(previousKey, undefined);
  return shell.configuration.show(report('undone', '', false));
}

function current(): unknown {
  return workspace.getConfiguration().inspect(key)?.workspaceValue;
}

function report(state: ConfigurationReport['state'], diff: string, canUndo: boolean): ConfigurationReport {
  return { target: 'workspace', state, files: [{ path: '.vscode/settings.json', diff }], notes: [], needsWindowReload: false, canUndo };
}

function lines(value: unknown, sign: '+' | '-'): string {
  if (value === undefined) return '';
  return JSON.stringify({ [key]: value }, undefined, 2).split('\n').map((line) => `${sign}${line}\n`).join('');
}
