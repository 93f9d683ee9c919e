/** Which document gets which help: rules files their token cost, scenario files their schema. */
import { config } from '@vscode/l10n';
import { CodeLensRefreshRequest, type Connection, type InitializeParams, type InitializeResult, TextDocumentSyncKind, TextDocuments } from 'vscode-languageserver/node';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { type EditorHelp, editorHelpChanged } from '../../protocol/languageServer.ts';
import { documentKind } from './documentKind.ts';
import { rulesHelp } from './rulesHelp.ts';
import { scenarioHelp } from './scenarioHelp.ts';

const noHelp: EditorHelp = { agent: 'cline-next', sentences: {} };

export function serveEditorHelp(connection: Connection): void {
  const documents = new TextDocuments(TextDocument);
  let help = noHelp;
  const rules = rulesHelp(() => help);
  const helperOf = (uri: string): typeof scenarioHelp | ReturnType<typeof rulesHelp> | undefined => {
    const kind = documentKind(uri);
    return kind === 'rules' ? rules : kind === 'scenario' ? scenarioHelp : undefined;
  };

  const use = (given: unknown): void => {
    help = isEditorHelp(given) ? given : noHelp;
    config({ contents: { ...help.sentences } });
  };
  const diagnose = async (document: TextDocument): Promise<void> => {
    const { version, uri } = document;
    const diagnostics = (await helperOf(uri)?.diagnose(document)) ?? [];
    // while tokens were counted the user may have typed on
    if (documents.get(uri)?.version === version) await connection.sendDiagnostics({ uri, version, diagnostics });
  };

  connection.onInitialize((parameters: InitializeParams): InitializeResult => {
    use(parameters.initializationOptions);
    return {
      capabilities: {
        textDocumentSync: TextDocumentSyncKind.Incremental,
        codeLensProvider: {},
        hoverProvider: true,
        codeActionProvider: { codeActionKinds: ['quickfix'] },
        completionProvider: { triggerCharacters: [':', ' ', '\n'] },
      },
    };
  });
  connection.onNotification(editorHelpChanged, (given: unknown) => {
    use(given);
    for (const document of documents.all()) void diagnose(document);
    void connection.sendRequest(CodeLensRefreshRequest.type);
  });
  documents.onDidChangeContent(({ document }) => void diagnose(document));
  documents.onDidClose(({ document }) => {
    rules.forget(document.uri);
    void connection.sendDiagnostics({ uri: document.uri, diagnostics: [] });
  });

  const withDocument = <T>(uri: string, act: (document: TextDocument) => T): T | undefined => {
    const document = documents.get(uri);
    return document === undefined ? undefined : act(document);
  };
  connection.onCodeLens(({ textDocument: { uri } }) => withDocument(uri, (document) => helperOf(uri)?.lenses(document)));
  connection.onHover(({ textDocument: { uri }, position }) => withDocument(uri, (document) => helperOf(uri)?.hover(document, position)));
  connection.onCodeAction(({ textDocument: { uri }, context }) => (documentKind(uri) === 'rules' ? rules.actions(context.diagnostics) : []));
  connection.onCompletion(({ textDocument: { uri }, position }) => withDocument(uri, (document) => (documentKind(uri) === 'scenario' ? scenarioHelp.complete(document, position) : [])));

  documents.listen(connection);
  connection.listen();
}

function isEditorHelp(given: unknown): given is EditorHelp {
  return typeof given === 'object' && given !== null && 'agent' in given && 'sentences' in given;
}
