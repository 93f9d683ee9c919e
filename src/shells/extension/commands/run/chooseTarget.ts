/** Asks which server and which of its models, skipping questions with only one answer. */
import { ProgressLocation, l10n, window } from 'vscode';
import { serverNames } from '../../../../domain/server.ts';
import type { ServerReport } from '../../../../domain/server.ts';
import type { ModelInfo } from '../../../../domain/model.ts';
import { sayFailure } from '../../sayFailure.ts';
import type { Shell } from '../../shell.ts';

export interface ChosenTarget {
  readonly server: ServerReport;
  readonly models: readonly string[];
}

export async function chooseTarget(shell: Shell, many: boolean): Promise<ChosenTarget | undefined> {
  const server = await chooseServer(shell);
  if (server === undefined) return undefined;
  const models = await chooseModels(server, many);
  return models === undefined ? undefined : { server, models };
}

export async function chooseServer(shell: Shell): Promise<ServerReport | undefined> {
  const failure = await window.withProgress({ location: ProgressLocation.Notification, title: l10n.t('Looking for model servers …') }, () => shell.servers.find());
  if (failure !== undefined) {
    void sayFailure(failure);
    return undefined;
  }
  const { servers } = shell.servers;
  if (servers.length === 0) {
    shell.panel.open('servers');
    return undefined;
  }
  if (servers.length === 1) return servers[0];
  const items = servers.map((server) => ({
    label: `$(server) ${serverNames[server.kind]}`,
    description: server.url,
    detail: l10n.t('{0} models', server.models.length),
    server,
  }));
  const chosen = await window.showQuickPick(items, { title: l10n.t('Which server?'), placeHolder: l10n.t('Servers that answered') });
  return chosen?.server;
}

async function chooseModels(server: ServerReport, many: boolean): Promise<readonly string[] | undefined> {
  const only = server.models.length === 1 ? server.models[0] : undefined;
  if (only !== undefined) return [only.id];
  const items = server.models.map((model) => ({ label: model.id, description: describe(model), picked: model.loaded === true }));
  const options = { title: l10n.t('Which model?'), placeHolder: serverNames[server.kind] };
  if (!many) {
    const one = await window.showQuickPick(items, options);
    return one === undefined ? undefined : [one.label];
  }
  const several = await window.showQuickPick(items, { ...options, canPickMany: true });
  return several === undefined || several.length === 0 ? undefined : several.map((item) => item.label);
}

function describe(model: ModelInfo): string {
  const parts = [
    model.quantization,
    model.contextWindow === undefined ? undefined : l10n.t('window {0}', model.contextWindow.toLocaleString('en')),
    model.loaded === true ? l10n.t('loaded') : undefined,
  ];
  return parts.filter((part) => part !== undefined).join(' · ');
}
