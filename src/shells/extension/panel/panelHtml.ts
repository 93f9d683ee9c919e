/** The panel's page with the addresses that VS Code gives its files. */
import { randomBytes } from 'node:crypto';
import { type Webview, Uri } from 'vscode';
import { panelPage } from './panelPage.ts';

export function panelHtml(webview: Webview, extensionUri: Uri, language: string): string {
  const file = (name: string): string => webview.asWebviewUri(Uri.joinPath(extensionUri, 'dist', 'webview', name)).toString();
  return panelPage({ nonce: randomBytes(18).toString('base64url'), cspSource: webview.cspSource, script: file('panel.js'), styleSheet: file('panel.css'), language });
}
