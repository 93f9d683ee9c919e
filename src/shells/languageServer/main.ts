/** The language server process: the language server protocol over the client's pipe. Touches no network. */
import { ProposedFeatures, createConnection } from 'vscode-languageserver/node';
import { serveEditorHelp } from './serveEditorHelp.ts';

serveEditorHelp(createConnection(ProposedFeatures.all));
