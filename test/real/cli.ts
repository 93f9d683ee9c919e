/** Runs the command line as it ships (dist/cli.mjs), in a process of its own. */
import { type ChildProcess, spawn } from 'node:child_process';
import path from 'node:path';

export interface CliResult {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CliRun {
  readonly child: ChildProcess;
  readonly done: Promise<CliResult>;
  /** Resolves when stderr holds the text; rejects when the command ends before. */
  readonly said: (text: string) => Promise<void>;
}

const program = path.join(import.meta.dirname, '../../dist/cli.mjs');

export function startCli(args: readonly string[], options: { readonly env?: Readonly<Record<string, string>>; readonly cwd?: string } = {}): CliRun {
  const child = spawn(process.execPath, [program, ...args], { cwd: options.cwd, env: { ...process.env, ...options.env }, stdio: ['ignore', 'pipe', 'pipe'] });
  let [stdout, stderr] = ['', ''];
  let wake = (): void => undefined;
  child.stdout.on('data', (bytes: Buffer) => (stdout += bytes.toString()));
  child.stderr.on('data', (bytes: Buffer) => {
    stderr += bytes.toString();
    wake();
  });
  const done = new Promise<CliResult>((resolve) => child.once('close', (code) => resolve({ code, stdout, stderr })));
  const said = (text: string): Promise<void> =>
    new Promise((resolve, reject) => {
      const look = (): void => {
        if (stderr.includes(text)) resolve();
      };
      wake = look;
      look();
      void done.then(() => reject(new Error(`ended without saying "${text}":\n${stderr}`)));
    });
  return { child, done, said };
}

export const runCli = (args: readonly string[], options: Parameters<typeof startCli>[1] = {}): Promise<CliResult> => startCli(args, options).done;
