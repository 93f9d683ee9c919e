/** The panel's page: one script, one style sheet, and a policy that lets nothing else in or out. */

export interface PanelPage {
  /** Chosen anew for every page. */
  readonly nonce: string;
  /** Where VS Code serves this webview's own files from. */
  readonly cspSource: string;
  readonly script: string;
  readonly styleSheet: string;
  readonly language: string;
}

export function panelPage({ nonce, cspSource, script, styleSheet, language }: PanelPage): string {
  const policy = [
    `default-src 'none'`,
    `script-src 'nonce-${nonce}'`,
    `style-src ${cspSource}`,
    `font-src data:`,
    `img-src ${cspSource}`,
    `form-action 'none'`,
    `base-uri 'none'`,
  ].join('; ');
  return `<!DOCTYPE html>
<html lang="${language.replace(/[^A-Za-z-]/g, '')}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<link rel="stylesheet" href="${styleSheet}" id="vscode-codicon-stylesheet">
<title>Plimsoll</title>
</head>
<body>
<div id="panel"></div>
<script nonce="${nonce}" src="${script}"></script>
</body>
</html>`;
}
