/** The one panel of a window: shows what the session and the server list know, and passes gestures on. */
import { type Disposable, type ExtensionContext, Uri, ViewColumn, type WebviewPanel, env, l10n, window } from 'vscode';
import type { HostCalls, PanelArguments, PanelView } from '../../../protocol/panel.ts';
import { dispatchHostCall } from './hostCallSchemas.ts';
import { panelHtml } from './panelHtml.ts';

export class PanelHost implements Disposable {
  readonly #context: ExtensionContext;
  readonly #log: (line: string) => void;
  #panel: WebviewPanel | undefined;
  #handlers: HostCalls | undefined;
  #view: PanelView = 'servers';

  constructor(context: ExtensionContext, log: (line: string) => void) {
    this.#context = context;
    this.#log = log;
  }

  /** The handlers need the panel and the panel the handlers; they are tied here once, before the first `open`. */
  connect(handlers: HostCalls): void {
    this.#handlers = handlers;
  }

  get view(): PanelView {
    return this.#view;
  }

  /** Brings the panel to the front on this page, creating it when there is none. */
  open(view: PanelView = this.#view): void {
    this.#view = view;
    if (this.#panel === undefined) this.#panel = this.#create();
    else this.#panel.reveal();
    this.tell('show', { view });
  }

  /** Says something to the page; without a page nobody has to be told, `ready` brings a new page up to date. */
  tell<Call extends keyof PanelArguments>(call: Call, argument: PanelArguments[Call]): void {
    void this.#panel?.webview.postMessage({ call, with: argument });
  }

  /** First words to a page that has just loaded. */
  greet(): void {
    this.tell('boot', { language: env.language, sentences: l10n.bundle ?? {}, view: this.#view });
  }

  dispose(): void {
    this.#panel?.dispose();
  }

  #create(): WebviewPanel {
    const dist = Uri.joinPath(this.#context.extensionUri, 'dist', 'webview');
    const panel = window.createWebviewPanel('plimsoll.panel', 'Plimsoll', ViewColumn.Active, { enableScripts: true, localResourceRoots: [dist] });
    panel.iconPath = Uri.joinPath(this.#context.extensionUri, 'media', 'plimsoll.svg');
    panel.webview.onDidReceiveMessage((message: unknown) => {
      if (this.#handlers === undefined || !dispatchHostCall(message, this.#handlers)) this.#log('The panel said something that is no message of ours; ignored.');
    });
    panel.onDidDispose(() => {
      this.#panel = undefined;
    });
    panel.webview.html = panelHtml(panel.webview, this.#context.extensionUri, env.language);
    return panel;
  }
}
