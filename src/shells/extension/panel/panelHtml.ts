/** The panel's page: one script, one style sheet, and a policy that lets nothing else in or out. */
import { randomBytes } from 'node:crypto';
import { type Webview, Uri } from 'vscode';

export function panelHtml(webview: Webview, extensionUri: Uri, language: string): string {
  const nonce = randomBytes(18).toString('base64url');
  const file = (name: string): string => webview.asWebviewUri(Uri.joinPath(extensionUri, 'dist', 'webview', name)).toString();
  const policy = [
    `default-src 'none'`,
    `script-src 'nonce-${nonce}'`,
    `style-src ${webview.cspSource}`,
    `font-src data:`,
    `img-src ${webview.cspSource}`,
    `form-action 'none'`,
    `base-uri 'none'`,
  ].join('; ');
  return `<!DOCTYPE html>
<html lang="${language.replace(/[^A-Za-z-]/g, '')}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<link rel="stylesheet" href="${file('panel.css')}" id="vscode-codicon-stylesheet">
<title>Plimsoll</title>
</head>
<body>
<div id="panel"></div>
<script nonce="${nonce}" src="${file('panel.js')}"></script>
</body>
</html>`;
}
