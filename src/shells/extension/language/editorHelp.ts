/** When the language server runs: not before a Plimsoll command was used in this window, and not without a file it could help with. */
import { createRequire } from 'node:module';
import { type Disposable, type TextDocument, Uri, l10n, languages, workspace } from 'vscode';
import { type EditorHelp, type EditorModel, rulesFilePatterns, scenarioFilePatterns } from '../../../protocol/languageServer.ts';
import type { Shell } from '../shell.ts';
import { lastFigure } from '../statusBar.ts';
import type { RunningHelp, startLanguageClient } from './languageClient.ts';

const selector = [...rulesFilePatterns, ...scenarioFilePatterns].map((pattern) => ({ scheme: 'file', pattern }));

export class EditorHelpOwner implements Disposable {
  readonly #shell: Shell;
  readonly #subscriptions: Disposable[] = [];
  #isAwake = false;
  #running: Promise<RunningHelp> | undefined;

  constructor(shell: Shell) {
    this.#shell = shell;
  }

  /** A gesture was made: from now on an open rules file is worth a process. */
  wake(): void {
    if (this.#isAwake) return;
    this.#isAwake = true;
    for (const document of workspace.textDocuments) this.#consider(document);
    const tell = (): void => void this.#running?.then((running) => running.tell(this.#help()));
    this.#subscriptions.push(
      workspace.onDidOpenTextDocument((document) => this.#consider(document)),
      this.#shell.servers.onDidChange(tell),
      this.#shell.session.onDidChange(({ state }) => {
        if (state === 'idle') tell();
      }),
      workspace.onDidChangeConfiguration((change) => {
        if (change.affectsConfiguration('plimsoll.agent')) tell();
      }),
    );
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
    void this.#running?.then((running) => running.stop());
  }

  #consider(document: TextDocument): void {
    if (this.#running !== undefined || languages.match(selector, document) === 0 || !this.#shell.settings().editorHelp) return;
    const { extensionUri } = this.#shell.context;
    const inDist = (name: string): string => Uri.joinPath(extensionUri, 'dist', name).fsPath;
    // the client library is heavier than the rest of the extension together, so it is no part of its bundle
    const load = createRequire(inDist('extension.cjs'));
    const client = load('./languageClient.cjs') as { readonly startLanguageClient: typeof startLanguageClient };
    this.#running = client.startLanguageClient(inDist('languageServer.mjs'), selector, this.#help());
    this.#running.catch((thrown: unknown) => this.#shell.log.error(`The language server did not start: ${String(thrown)}`));
  }

  #help(): EditorHelp {
    const model = this.#model();
    return { agent: this.#shell.settings().agent, sentences: l10n.bundle ?? {}, ...(model === undefined ? {} : { model }) };
  }

  /** The model measured last, else the first one that is loaded. */
  #model(): EditorModel | undefined {
    const measured = lastFigure(this.#shell.context.globalState);
    if (measured !== undefined) return { id: measured.model, ...(measured.contextWindow === undefined ? {} : { contextWindow: measured.contextWindow }) };
    const models = this.#shell.servers.servers.flatMap((server) => server.models);
    const model = models.find(({ loaded }) => loaded === true) ?? models[0];
    return model === undefined ? undefined : { id: model.id, ...(model.contextWindow === undefined ? {} : { contextWindow: model.contextWindow }) };
  }
}
