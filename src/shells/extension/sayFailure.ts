/** A failure in a notification: what happened and what to do, in the user's language. */
import { commands, env, l10n, window } from 'vscode';
import type { Failure, FailureKind } from '../../domain/failure.ts';

export function failureTitle(kind: FailureKind): string {
  const titles: Readonly<Partial<Record<FailureKind, string>>> = {
    serverGone: l10n.t('The server does not answer'),
    noFirstByte: l10n.t('The server accepts connections but stays silent'),
    stalled: l10n.t('The answer stopped in the middle'),
    modelMissing: l10n.t('The server does not have this model'),
    outOfMemory: l10n.t('The model does not fit into memory'),
    contextOverflow: l10n.t('The prompt does not fit into the context window'),
    doesNotFit: l10n.t('Does not fit into the context window'),
    unauthorised: l10n.t('The server refuses the API key'),
    notAnApi: l10n.t('This address is no model server'),
    wrongPath: l10n.t('The path of this address is wrong'),
    insecureAddress: l10n.t('Plain http to a public address'),
    diskFull: l10n.t('The disk is full'),
    fileUnreadable: l10n.t('A file could not be read'),
    fileUnwritable: l10n.t('A file could not be written'),
    planMismatch: l10n.t('The run cannot be resumed'),
    locked: l10n.t('Another window is at work on this'),
  };
  return titles[kind] ?? l10n.t('That did not work');
}

/** Details are recorded as English sentences with figures; their translations are loaded when they are wanted. */
async function inUsersLanguage(sentence: string): Promise<string> {
  if (!env.language.startsWith('ko')) return sentence;
  const { sayKorean } = await import('../../report/words/sentences/sayKorean.ts');
  return sayKorean(sentence);
}

export async function sayFailure(failure: Failure): Promise<void> {
  const showLog = l10n.t('Show log');
  const sentence = [failure.detail, failure.advice].filter((part) => part !== '').join(' ');
  const chosen = await window.showErrorMessage(`${failureTitle(failure.kind)}: ${await inUsersLanguage(sentence)}`, showLog);
  if (chosen === showLog) await commands.executeCommand('plimsoll.showLog');
}
