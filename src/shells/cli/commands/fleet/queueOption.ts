/** Where the queue is: from the environment, so that its password is in no list of processes, or named. */
import { fail, ok, type Result } from '../../../../domain/failure.ts';
import type { CliContext } from '../../command.ts';

export const queueOption = ['--queue <address>', 'the queue, like postgres://user@host/database; better in PLIMSOLL_QUEUE, because the password in an argument can be seen'] as const;

export function queueAddress(named: string | undefined, context: CliContext): Result<string> {
  const address = named ?? context.env['PLIMSOLL_QUEUE'];
  if (address === undefined || address === '') return fail('invalidInput', 'No queue was given.', 'Put its address into PLIMSOLL_QUEUE, like postgres://user:password@host/database, or give --queue. docs/fleet.md shows how to have one.');
  if (named !== undefined && URL.canParse(named) && new URL(named).password !== '') context.note('The password in --queue can be seen by everybody on this machine; PLIMSOLL_QUEUE hides it.');
  return ok(address);
}
