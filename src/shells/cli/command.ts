/** What every command of the CLI is: an id, its words for the parser, and a run that ends with an exit code. */
import type { Command } from 'commander';
import type { Failure } from '../../domain/failure.ts';

/** 0 done, 1 failed, 2 wrong usage, 3 does not fit, 130 cancelled. */
export type ExitCode = 0 | 1 | 2 | 3 | 130;

/** One JSON document for `--json` and the same in words for people. */
export interface CommandOutcome {
  readonly exitCode: ExitCode;
  readonly json: unknown;
  readonly text: string;
}

export interface CliContext {
  readonly env: NodeJS.ProcessEnv;
  /** Progress and notices; goes to stderr. */
  readonly note: (line: string) => void;
  /** True when stderr is a terminal: live progress may redraw its line. */
  readonly isTerminal: boolean;
  /** Aborted by the first Ctrl-C. */
  readonly signal: AbortSignal;
  /** Runs the command, prints its outcome to stdout (one JSON document with `json`) and sets the exit code. */
  readonly finish: (options: { readonly json?: boolean | undefined }, outcome: () => Promise<CommandOutcome>) => Promise<void>;
}

export interface CliCommand {
  readonly id: string;
  readonly register: (program: Command, context: CliContext) => void;
}

export function exitCodeOf(failure: Failure): ExitCode {
  switch (failure.kind) {
    case 'cancelled':
      return 130;
    case 'invalidInput':
      return 2;
    case 'doesNotFit':
    case 'contextOverflow':
      return 3;
    default:
      return 1;
  }
}

/** A failure as an outcome: detail, advice and cause in words; `{schema, failure}` as JSON. */
export function failureOutcome(failure: Failure): CommandOutcome {
  const cause = failure.cause === undefined ? '' : `\n  (${failure.cause})`;
  const advice = failure.advice === '' ? '' : `\n  ${failure.advice}`;
  return { exitCode: exitCodeOf(failure), json: { schema: 'plimsoll.failure/v1', failure }, text: `${failure.detail}${advice}${cause}` };
}
