/** Failures are values: everything that can be expected to go wrong, in words a user can act on. */

/**
 * What went wrong. The tag decides exit codes, retry policy and translation; `detail` and `advice` are English sentences.
 */
export type FailureKind =
  | 'serverGone' // connection refused or reset before an answer
  | 'noFirstByte' // connected, but silent until the time limit
  | 'stalled' // stream went silent in the middle
  | 'incompleteStream' // ended without finish_reason or [DONE]
  | 'modelMissing'
  | 'outOfMemory'
  | 'contextOverflow'
  | 'doesNotFit' // refused by Plimsoll before sending
  | 'truncated' // the server silently dropped part of the prompt
  | 'throttled' // a card slowed itself down while the request ran
  | 'busy'
  | 'unauthorised'
  | 'toolCallsDisabled'
  | 'wrongPath'
  | 'notAnApi' // HTML or another protocol where JSON was expected
  | 'badReply'
  | 'serverError'
  | 'insecureAddress'
  | 'redirected'
  | 'cancelled'
  | 'diskFull'
  | 'fileUnreadable'
  | 'fileUnwritable'
  | 'invalidInput'
  | 'planMismatch'
  | 'locked'
  | 'sandboxBroken'
  | 'sandboxLimit'
  | 'unsupported'
  | 'internal';

export interface Failure {
  readonly kind: FailureKind;
  /** What happened, one sentence, with the figures. */
  readonly detail: string;
  /** What the user can do now; a command or flag where there is one. Empty when there is nothing to do. */
  readonly advice: string;
  /** The underlying message (server body, errno), shortened; never a stack trace, never a key. */
  readonly cause?: string;
  /** HTTP status when the failure came from a server's answer. */
  readonly httpStatus?: number;
}

export type Result<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly failure: Failure };

export const ok = <T>(value: T): Result<T> => ({ ok: true, value });

export const failed = (failure: Failure): { readonly ok: false; readonly failure: Failure } => ({ ok: false, failure });

/** Shorthand for `failed({...})`; `extra` carries cause and httpStatus. */
export function fail(
  kind: FailureKind,
  detail: string,
  advice: string,
  extra: { readonly cause?: string; readonly httpStatus?: number } = {},
): { readonly ok: false; readonly failure: Failure } {
  return failed({ kind, detail, advice, ...extra });
}

/** The message of anything thrown. */
export function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}

/** The errno-style code (`ENOENT`, `ECONNREFUSED`) of anything thrown, or undefined. */
export function codeOf(thrown: unknown): string | undefined {
  if (thrown instanceof Error && 'code' in thrown && typeof thrown.code === 'string') return thrown.code;
  return undefined;
}
