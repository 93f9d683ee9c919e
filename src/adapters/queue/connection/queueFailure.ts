/** What PostgreSQL or the way to it says, in words a user can act on; the password is in none of them. */
import { codeOf, fail, messageOf } from '../../../domain/failure.ts';
import type { Failure } from '../../../domain/failure.ts';
import type { QueueAddress } from './queueAddress.ts';

/** The socket's code may lie in one of several attempts (IPv6, IPv4). */
function codesOf(thrown: unknown): readonly string[] {
  const nested: readonly unknown[] = thrown instanceof AggregateError ? thrown.errors : [];
  return [thrown, ...nested].map(codeOf).filter((code) => code !== undefined);
}

/** The server is away or is starting or stopping: trying again may help. */
export function isOutage(thrown: unknown): boolean {
  const away = /^(ECONN|EPIPE|ETIMEDOUT|ENOTFOUND|EAI_AGAIN|EHOST|ENET|08|57P0|53300)/;
  return codesOf(thrown).some((code) => away.test(code)) || /connection (terminated|timeout|ended)|timeout exceeded when trying to connect|not queryable|already settled/i.test(messageOf(thrown));
}

export function queueFailure(thrown: unknown, { shown }: QueueAddress): Failure {
  const [code = ''] = codesOf(thrown).toReversed();
  const cause = messageOf(thrown).slice(0, 200);
  const say = (kind: Failure['kind'], detail: string, advice: string): Failure => fail(kind, detail, advice, cause === '' ? {} : { cause }).failure;
  if (code === '28P01' || code === '28000' || /password must be a string|no password/i.test(cause)) return say('unauthorised', `The queue at ${shown} refuses this user or password.`, 'Correct PLIMSOLL_QUEUE, or keep the password in PGPASSWORD or ~/.pgpass.');
  if (code === '3D000') return say('invalidInput', `The queue's server has no such database: ${shown}.`, 'Create it (createdb), or correct the address.');
  if (code === '42501') return say('unauthorised', `This user may not do that in the queue's database (${shown}).`, 'Let its owner run the command once, or GRANT CREATE ON DATABASE to this user.');
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return say('serverGone', `The queue's host is not known: ${shown}.`, 'Correct the address.');
  if (/does not support SSL/i.test(cause)) return say('insecureAddress', `The queue at ${shown} does not encrypt connections.`, 'Switch TLS on there, or add ?sslmode=disable if the network between is private.');
  if (code.startsWith('ERR_TLS') || /certificate|SELF_SIGNED/i.test(`${code} ${cause}`)) return say('insecureAddress', `The certificate of the queue at ${shown} is not trusted (${code}).`, 'Name its authority: ?sslmode=verify-full&sslrootcert=/path/to/ca.crt');
  if (isOutage(thrown)) return say('serverGone', `The queue at ${shown} does not answer.`, 'Check that PostgreSQL runs there and lets this machine in.');
  return say('serverError', `The queue at ${shown} could not do it.`, 'See the cause; docs/fleet.md says what the tables are.');
}
