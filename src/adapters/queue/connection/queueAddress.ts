/** The queue's address: how to connect to its PostgreSQL, encrypted unless it is this machine or the user says otherwise, and how to say it without the password. */
import { isIP } from 'node:net';
import { fail, ok, type Result } from '../../../domain/failure.ts';

export interface QueueAddress {
  /** For pg and for pg-boss. */
  readonly connection: {
    readonly connectionString: string;
    readonly application_name: string;
    readonly connectionTimeoutMillis: number;
    readonly keepAlive: boolean;
    readonly options: string;
  };
  /** For people and logs: no password. */
  readonly shown: string;
}

const isThisMachine = (host: string): boolean => host === '' || host === 'localhost' || host.startsWith('/') || (isIP(host) === 4 && host.startsWith('127.')) || host === '[::1]';

/**
 * `synchronous_commit` is switched on again by every transaction that must outlive a crash of PostgreSQL: submitting, storing, cancelling. A claim
 * or a heartbeat that is lost is only taken again. libpq's `require` encrypts without looking at the certificate; pg takes it for
 * `verify-full` unless told.
 */
export function parseQueueAddress(text: string): Result<QueueAddress> {
  const wrong = (why: string): Result<QueueAddress> => fail('invalidInput', `The queue's address is no PostgreSQL address: ${why}.`, 'Give it as postgres://user:password@host:5432/database in PLIMSOLL_QUEUE or with --queue.');
  if (!URL.canParse(text)) return wrong('it cannot be read');
  const url = new URL(text);
  if (url.protocol !== 'postgres:' && url.protocol !== 'postgresql:') return wrong(`it begins with ${url.protocol}//`);
  const shown = `postgres://${url.username === '' ? '' : `${url.username}@`}${url.host}${url.pathname}`;
  // a file in the user's home or a variable may hold the password: pg knows both
  if (!url.searchParams.has('sslmode') && !isThisMachine(url.hostname)) url.searchParams.set('sslmode', 'verify-full');
  url.searchParams.set('uselibpqcompat', 'true');
  return ok({ connection: { connectionString: url.href, application_name: 'plimsoll', connectionTimeoutMillis: 10_000, keepAlive: true, options: '-c synchronous_commit=off -c tcp_keepalives_idle=15 -c tcp_keepalives_interval=5 -c tcp_keepalives_count=3' }, shown });
}
