/** The extension host as the panel sees it: typed calls out, checked calls in. */
import type { HostArguments, PanelArguments, PanelCalls } from '../../src/protocol/panel.ts';
import { panelCallSchemas } from './panelCallSchemas.ts';

interface VsCodeApi {
  readonly postMessage: (message: unknown) => void;
}

declare function acquireVsCodeApi(): VsCodeApi;

const vscode = acquireVsCodeApi();

export function tellHost<Call extends keyof HostArguments>(call: Call, argument: HostArguments[Call]): void {
  vscode.postMessage({ call, with: argument });
}

export function listenToHost(handlers: PanelCalls): void {
  window.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
    if (isEnvelope(data) && isPanelCall(data.call)) deliver(data.call, data.with, handlers);
  });
}

// eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- the parameter ties schema and handler of one call together
function deliver<Call extends keyof PanelArguments>(call: Call, argument: unknown, handlers: PanelCalls): void {
  const parsed = panelCallSchemas[call].safeParse(argument);
  if (parsed.success) handlers[call](parsed.data);
  else console.warn(`The extension said "${call}" in a shape this page does not know.`, parsed.error.issues);
}

function isEnvelope(data: unknown): data is { readonly call: string; readonly with: unknown } {
  return typeof data === 'object' && data !== null && 'call' in data && typeof data.call === 'string' && 'with' in data;
}

function isPanelCall(call: string): call is keyof PanelArguments {
  return Object.hasOwn(panelCallSchemas, call);
}
