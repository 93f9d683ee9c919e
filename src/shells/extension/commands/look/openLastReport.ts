/** "Plimsoll: Open last report": the Markdown report of the run looked at last, in VS Code's own preview. */
import { Uri, commands, l10n, window, workspace } from 'vscode';
import type { Command, Shell } from '../../shell.ts';

export const openLastReport: Command = {
  id: 'plimsoll.openLastReport',
  run: async (shell) => {
    const runFolder = shell.session.run.runFolder ?? shell.runs.lastRunFolder;
    if (runFolder === undefined) void window.showInformationMessage(l10n.t('There is no report yet. Benchmark a local model first.'));
    else await openReport(shell, runFolder);
  },
};

export async function openReport(shell: Shell, runFolder: string): Promise<void> {
  const report = Uri.joinPath(Uri.file(runFolder), 'report.md');
  const exists = await workspace.fs.stat(report).then(() => true, () => false);
  if (exists) {
    await commands.executeCommand('markdown.showPreview', report);
    return;
  }
  shell.log.warn(`No report in ${runFolder}`);
  void window.showWarningMessage(l10n.t('This run has no report yet; one is written when a run ends.'));
}
