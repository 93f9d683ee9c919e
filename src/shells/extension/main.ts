/** Where VS Code comes in: registers the commands, the tree and the status bar, and starts nothing. */
import { type ExtensionContext, commands, window } from 'vscode';
import { allCommands } from './commands/allCommands.ts';
import { compose } from './compose.ts';
import { EditorHelpOwner } from './language/editorHelp.ts';
import { verifyAfterReload } from './configuration/planFor.ts';
import { showStatusBar } from './statusBar.ts';
import { LocalModelsTree } from './views/localModelsTree.ts';

export function activate(context: ExtensionContext): void {
  const shell = compose(context);
  const editorHelp = new EditorHelpOwner(shell);
  context.subscriptions.push(editorHelp);
  for (const { id, run } of allCommands) {
    const perform = (argument: unknown): unknown => {
      editorHelp.wake();
      return run(shell, argument);
    };
    context.subscriptions.push(commands.registerCommand(id, perform));
  }
  context.subscriptions.push(...showStatusBar(shell.session, shell.guard, context.globalState));
  context.subscriptions.push(window.registerTreeDataProvider('plimsoll.localModels', new LocalModelsTree(shell.servers, shell.runs)));
  void verifyAfterReload(shell);
}
