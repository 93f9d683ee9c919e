/** The "Local models" tree: servers, their models, and the last figures of each. Shows what is known and asks nobody by itself. */
import { EventEmitter, ThemeIcon, type TreeDataProvider, TreeItem, TreeItemCollapsibleState, l10n } from 'vscode';
import { serverNames } from '../../../domain/server.ts';
import type { ServerReport } from '../../../domain/server.ts';
import type { ModelInfo } from '../../../domain/model.ts';
import type { RunHeadline } from '../../../protocol/engine.ts';
import type { RunHistory } from '../runHistory.ts';
import type { ServerList } from '../serverList.ts';

export type TreeNode =
  | { readonly kind: 'server'; readonly server: ServerReport }
  | { readonly kind: 'model'; readonly server: ServerReport; readonly model: ModelInfo }
  | { readonly kind: 'figure'; readonly id: string; readonly label: string; readonly value: string };

export class LocalModelsTree implements TreeDataProvider<TreeNode> {
  readonly #servers: ServerList;
  readonly #runs: RunHistory;
  readonly #changed = new EventEmitter<undefined>();
  readonly onDidChangeTreeData = this.#changed.event;

  constructor(servers: ServerList, runs: RunHistory) {
    this.#servers = servers;
    this.#runs = runs;
    servers.onDidChange(() => this.#changed.fire(undefined));
    runs.onDidChange(() => this.#changed.fire(undefined));
  }

  getChildren(node?: TreeNode): TreeNode[] {
    if (node === undefined) return this.#servers.servers.map((server) => ({ kind: 'server', server }));
    if (node.kind === 'server') return node.server.models.map((model) => ({ kind: 'model', server: node.server, model }));
    if (node.kind === 'model') return figuresOf(node.server, node.model, this.#runs.runs);
    return [];
  }

  getTreeItem(node: TreeNode): TreeItem {
    if (node.kind === 'server') return serverItem(node.server);
    if (node.kind === 'model') return modelItem(node.server, node.model);
    const item = new TreeItem(node.label, TreeItemCollapsibleState.None);
    item.id = node.id;
    item.description = node.value;
    return item;
  }
}

/** The model a context menu was opened on. */
export function modelOf(argument: unknown): Extract<TreeNode, { kind: 'model' }> | undefined {
  return isTreeNode(argument) && argument.kind === 'model' ? argument : undefined;
}

function isTreeNode(argument: unknown): argument is TreeNode {
  return typeof argument === 'object' && argument !== null && 'kind' in argument && (argument.kind === 'server' || argument.kind === 'model' || argument.kind === 'figure');
}

function serverItem(server: ServerReport): TreeItem {
  const item = new TreeItem(serverNames[server.kind], TreeItemCollapsibleState.Expanded);
  item.id = server.url;
  item.description = server.url;
  item.iconPath = new ThemeIcon(server.notices.length > 0 ? 'warning' : 'server');
  item.tooltip = [server.version, ...server.notices.map((notice) => notice.detail)].filter((part) => part !== undefined).join('\n');
  item.contextValue = 'server';
  return item;
}

function modelItem(server: ServerReport, model: ModelInfo): TreeItem {
  const item = new TreeItem(model.id, TreeItemCollapsibleState.Collapsed);
  item.id = `${server.url} ${model.id}`;
  item.description = [model.quantization, model.contextWindow === undefined ? undefined : model.contextWindow.toLocaleString('en')].filter((part) => part !== undefined).join(' · ');
  item.iconPath = new ThemeIcon(model.loaded === true ? 'circle-filled' : 'circle-outline');
  item.contextValue = 'model';
  return item;
}

function figuresOf(server: ServerReport, model: ModelInfo, runs: readonly RunHeadline[]): TreeNode[] {
  const run = runs.find((one) => one.serverUrl === server.url && one.models.some(({ id }) => id === model.id));
  const last = run?.models.find(({ id }) => id === model.id);
  const id = `${server.url} ${model.id}`;
  const rows = [
    [l10n.t('Context window'), model.contextWindow?.toLocaleString('en')],
    [l10n.t('Decode'), last?.decodeTokensPerSecond === undefined ? undefined : `${last.decodeTokensPerSecond.toFixed(1)} tok/s`],
    [l10n.t('Time to first token'), last?.ttftMs === undefined ? undefined : `${last.ttftMs.toFixed(0)} ms`],
    [l10n.t('Score'), last?.meanScore === undefined ? undefined : `${last.meanScore.toFixed(1)} / 10`],
    [l10n.t('Measured'), run?.startedAt.slice(0, 10) ?? l10n.t('not yet')],
  ] as const;
  return rows.flatMap(([label, value]) => (value === undefined ? [] : [{ kind: 'figure', id: `${id} ${label}`, label, value } as const]));
}
