/** "Plimsoll: Compare local and remote": the same prompts to both in turn, and whether the difference is real. */
import { type CancellationToken, ProgressLocation, Uri, l10n, window, workspace } from 'vscode';
import { accessEnvironment, type CommandLineOutcome, outcomeOf, spawnCommandLine } from '../../commandLine.ts';
import { sayFailure } from '../../sayFailure.ts';
import type { Command, Shell } from '../../shell.ts';
import { mustBeAddress } from '../configure/setApiKey.ts';
import { chooseTarget } from './chooseTarget.ts';

export const compareLocalAndRemote: Command = {
  id: 'plimsoll.compareLocalAndRemote',
  run: async (shell) => {
    const local = await chooseTarget(shell, false);
    const model = local?.models[0];
    if (local === undefined || model === undefined) return;
    const remote = await window.showInputBox({ title: l10n.t('Address of the remote server'), placeHolder: 'https://models.example.com', validateInput: mustBeAddress, ignoreFocusOut: true });
    if (remote === undefined) return;
    const remoteModel = await window.showInputBox({ title: l10n.t('The model’s name there'), value: model, ignoreFocusOut: true });
    if (remoteModel === undefined) return;
    const outcome = await compare(shell, ['--local', local.server.url, '--model', model, '--remote', remote, '--remote-model', remoteModel], local.server.url, remote);
    await show(outcome);
  },
};

async function compare(shell: Shell, words: readonly string[], local: string, remote: string): Promise<CommandLineOutcome> {
  const [here, there] = await Promise.all([shell.keys.accessTo(local), shell.keys.accessTo(remote)]);
  const keys = { PLIMSOLL_LOCAL_API_KEY: here.apiKey, PLIMSOLL_REMOTE_API_KEY: there.apiKey, ...accessEnvironment([here, there]) };
  const dist = Uri.joinPath(shell.context.extensionUri, 'dist').fsPath;
  const options = { location: ProgressLocation.Notification, title: l10n.t('Comparing local and remote'), cancellable: true };
  return window.withProgress(options, (progress, token) => outcomeOf(spawnCommandLine(dist, ['compare', ...words], keys), (message) => progress.report({ message }), signalOf(token)));
}

function signalOf(token: CancellationToken): AbortSignal {
  const abort = new AbortController();
  token.onCancellationRequested(() => abort.abort());
  return abort.signal;
}

async function show({ exitCode, output, notes }: CommandLineOutcome): Promise<void> {
  if (exitCode === 130) return;
  if (output.trim() === '') {
    await sayFailure({ kind: 'serverError', detail: l10n.t('The comparison gave no figures.'), advice: notes.trim().split('\n').at(-1) ?? '' });
    return;
  }
  const document = await workspace.openTextDocument({ content: output, language: 'plaintext' });
  await window.showTextDocument(document, { preview: true });
}
