/** The client of the language server; a bundle of its own, loaded when the first rules or scenario file is open. */
import { type DocumentSelector, LanguageClient, TransportKind } from 'vscode-languageclient/node';
import { type EditorHelp, editorHelpChanged } from '../../../protocol/languageServer.ts';

export interface RunningHelp {
  readonly tell: (help: EditorHelp) => void;
  readonly stop: () => Promise<void>;
}

export async function startLanguageClient(serverModule: string, documentSelector: DocumentSelector, help: EditorHelp): Promise<RunningHelp> {
  const server = { module: serverModule, transport: TransportKind.ipc };
  const client = new LanguageClient('plimsoll', 'Plimsoll', { run: server, debug: server }, { documentSelector, initializationOptions: help });
  await client.start();
  return {
    tell: (changed) => void client.sendNotification(editorHelpChanged, changed),
    stop: () => client.stop(),
  };
}
