/** Runs Plimsoll's own command line as a child: for the work that is a command there and has no page in the panel. */
import { type ChildProcess, spawn } from 'node:child_process';
import path from 'node:path';
import type { ServerAccess } from '../../domain/server.ts';

export interface CommandLineOutcome {
  readonly exitCode: number;
  readonly output: string;
  /** Last lines of what it said to people. */
  readonly notes: string;
}

/** Keys travel as environment variables, never as words of the command line, which every process on the machine can read. */
export function spawnCommandLine(distFolder: string, words: readonly string[], keys: Readonly<Record<string, string | undefined>>): ChildProcess {
  const kept = Object.entries(process.env).filter(([name]) => name !== 'NODE_OPTIONS' && !name.startsWith('VSCODE_'));
  const given = Object.entries(keys).filter((entry): entry is [string, string] => entry[1] !== undefined);
  const env = { ...Object.fromEntries(kept), ...Object.fromEntries(given), ELECTRON_RUN_AS_NODE: '1' };
  return spawn(process.execPath, [path.join(distFolder, 'cli.mjs'), ...words], { env, stdio: ['pipe', 'pipe', 'pipe'] });
}

/** What may go along by the name of its origin. Keys are not among it: which variable a key belongs into depends on the command. */
export function accessEnvironment(accesses: readonly ServerAccess[]): Readonly<Record<string, string | undefined>> {
  const headers = accesses.flatMap(({ url, headers: own }) => (own === undefined ? [] : [[new URL(url).origin, own] as const]));
  const selfSigned = accesses.flatMap(({ url, acceptsSelfSigned }) => (acceptsSelfSigned === true ? [new URL(url).origin] : []));
  return {
    PLIMSOLL_HEADERS: headers.length === 0 ? undefined : JSON.stringify(Object.fromEntries(headers)),
    PLIMSOLL_SELF_SIGNED: selfSigned.length === 0 ? undefined : selfSigned.join(' '),
  };
}

/** Waits for the end; `note` gets every line the command says on the way. Aborting asks it to stop, in order. */
export function outcomeOf(child: ChildProcess, note: (line: string) => void, signal: AbortSignal): Promise<CommandLineOutcome> {
  let output = '';
  let notes = '';
  child.stdout?.on('data', (piece: Buffer) => {
    output += piece.toString();
  });
  child.stderr?.on('data', (piece: Buffer) => {
    notes = (notes + piece.toString()).slice(-4_000);
    const line = notes.trimEnd().split('\n').at(-1);
    if (line !== undefined) note(line);
  });
  const stop = (): void => void child.kill('SIGINT');
  signal.addEventListener('abort', stop, { once: true });
  return new Promise((resolve) => {
    const end = (exitCode: number, extra = ''): void => {
      signal.removeEventListener('abort', stop);
      resolve({ exitCode, output, notes: notes + extra });
    };
    child.on('error', (error) => end(1, error.message));
    child.on('close', (code) => end(code ?? 1));
  });
}
