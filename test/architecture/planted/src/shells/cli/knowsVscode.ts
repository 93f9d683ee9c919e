export { window } from 'vscode';
