/** A real PostgreSQL of its own in a temporary folder, on a free port; can be killed and started again. A missing one is a failure, never a skip. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { chownSync, existsSync, globSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { Client } from 'pg';

export interface PostgresServer {
  readonly port: number;
  readonly pid: () => number;
  /** With user and password; a database of its own for each name. */
  readonly database: (name: string) => Promise<string>;
  readonly url: (name: string, password?: string) => string;
  /** SIGKILL of the postmaster; its children notice and end. */
  readonly kill: () => Promise<void>;
  readonly start: () => Promise<void>;
  readonly stop: () => Promise<void>;
}

const password = 'plimsoll-test-secret';

function binaries(): string {
  const found = [process.env['PLIMSOLL_POSTGRES'] ?? '', ...globSync('/usr/lib/postgresql/*/bin').toSorted().toReversed(), ...(process.env['PATH'] ?? '').split(path.delimiter)].find((folder) => folder !== '' && existsSync(path.join(folder, 'initdb')));
  if (found === undefined) throw new Error('PostgreSQL is missing: apt-get install postgresql, or name the folder of its programs in PLIMSOLL_POSTGRES.');
  return found;
}

/** PostgreSQL refuses to run as root. */
function otherUser(): { readonly uid: number; readonly gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const id = (flag: string): number | undefined => {
    for (const user of ['postgres', 'nobody']) {
      try {
        return Number(execFileSync('id', [flag, user], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }));
      } catch {
        // no such user
      }
    }
    return undefined;
  };
  const [uid, gid] = [id('-u'), id('-g')];
  if (uid === undefined || gid === undefined) throw new Error('PostgreSQL refuses to run as root, and there is neither a user postgres nor nobody.');
  return { uid, gid };
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => {
        if (typeof address === 'object' && address !== null) resolve(address.port);
        else reject(new Error('no port'));
      });
    });
  });
}

/** `options` are settings of postgresql.conf, `owned` files that must be PostgreSQL's own. */
export async function startPostgres(options: Readonly<Record<string, string>> = {}, owned: readonly string[] = []): Promise<PostgresServer> {
  const bin = binaries();
  const user = otherUser();
  const folder = mkdtempSync(path.join(os.tmpdir(), 'plimsoll-pg-'));
  const data = path.join(folder, 'data');
  mkdirSync(data);
  const secret = path.join(folder, 'secret');
  writeFileSync(secret, password, { mode: 0o644 });
  if (user !== undefined) for (const each of [folder, data, secret, ...owned]) chownSync(each, user.uid, user.gid);
  const as = { ...user, cwd: folder, env: { PATH: process.env['PATH'], LANG: 'C.UTF-8' } };
  execFileSync(path.join(bin, 'initdb'), ['-D', data, '-U', 'plimsoll', '-A', 'scram-sha-256', '--pwfile', secret, '-E', 'UTF8', '--no-locale'], { ...as, stdio: 'ignore' });
  const port = await freePort();
  const url = (name: string, secretOfUser = password): string => `postgres://plimsoll:${secretOfUser}@127.0.0.1:${port}/${name}`;
  const settings = Object.entries({ max_connections: '200', ...options }).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  let child: ChildProcess | undefined;
  let ended: Promise<void> = Promise.resolve();
  let log = '';
  const launch = (): void => {
    const started = spawn(path.join(bin, 'postgres'), ['-D', data, '-p', String(port), '-k', folder, '-c', 'listen_addresses=127.0.0.1', ...settings], { ...as, stdio: ['ignore', 'ignore', 'pipe'] });
    started.stderr.on('data', (bytes: Buffer) => (log = (log + bytes.toString()).slice(-4000)));
    ended = new Promise((resolve) => started.once('exit', () => { resolve(); }));
    child = started;
  };
  const answers = async (): Promise<boolean> => {
    const client = new Client({ connectionString: url('postgres') });
    client.on('error', () => undefined);
    try {
      await client.connect();
      return true;
    } catch {
      return false;
    } finally {
      await client.end().catch(() => undefined);
    }
  };
  const start = async (): Promise<void> => {
    launch();
    const until = performance.now() + 60_000;
    while (performance.now() < until) {
      if (await answers()) return;
      await wait(50);
      // children of a killed postmaster may still be ending
      if (child?.exitCode !== null) launch();
    }
    throw new Error(`PostgreSQL did not start:\n${log}`);
  };
  const end = async (signal: NodeJS.Signals): Promise<void> => {
    child?.kill(signal);
    await ended;
  };
  const database = async (name: string): Promise<string> => {
    const client = new Client({ connectionString: url('postgres') });
    await client.connect();
    await client.query(`CREATE DATABASE ${name}`);
    await client.end();
    return url(name);
  };
  const stop = async (): Promise<void> => {
    await end('SIGINT');
    rmSync(folder, { recursive: true, force: true });
  };
  await start();
  return { port, pid: () => child?.pid ?? 0, database, url, kill: () => end('SIGKILL'), start, stop };
}
