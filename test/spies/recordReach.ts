/** Loaded before a test file: notes every place a socket of the process is sent to, and every program the process starts. */
import { ChildProcess } from 'node:child_process';
import dgram from 'node:dgram';
import { appendFileSync } from 'node:fs';
import net from 'node:net';
import path from 'node:path';

const file = process.env['PLIMSOLL_REACH'];
const note = (what: string, where: string): void => {
  if (file !== undefined) appendFileSync(file, `${what} ${where}\n`);
};

/** `connect` takes a path, a port with a host, options, or (from net.connect) an array that holds one of these. */
function destinationOf(given: readonly unknown[]): string {
  const [first, second]: readonly unknown[] = Array.isArray(given[0]) ? (given[0] as readonly unknown[]) : given;
  if (typeof first === 'string' && !/^\d+$/.test(first)) return 'pipe';
  if (typeof first !== 'object' || first === null) return typeof second === 'string' ? second : 'localhost';
  if ('path' in first && typeof first.path === 'string') return 'pipe';
  return 'host' in first && typeof first.host === 'string' ? first.host : 'localhost';
}

interface Patched {
  [method: string]: (...given: unknown[]) => unknown;
}

function before(owner: object, method: string, look: (given: readonly unknown[]) => void): void {
  const patched = owner as Patched;
  const original = patched[method];
  patched[method] = function (this: unknown, ...given: unknown[]): unknown {
    look(given);
    return original?.apply(this, given);
  };
}

before(net.Socket.prototype, 'connect', (given) => note('socket', destinationOf(given)));
before(dgram.Socket.prototype, 'send', (given) => note('socket', given.findLast((value) => typeof value === 'string') ?? 'localhost'));
interface Spawned {
  readonly file: string;
  readonly args?: readonly string[];
}

/** A shell is named with what it is told to do. */
before(ChildProcess.prototype, 'spawn', ([options]) => {
  const { file: program, args = [] } = options as Spawned;
  const name = path.basename(program);
  note('program', args[1] === '-c' || args[1] === '/d' ? `${name}: ${args.slice(2).join(' ').replaceAll('\n', ' ')}` : name);
});
