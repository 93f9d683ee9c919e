/** Starts and stops the embedded llama.cpp server; it ends by itself when this process dies, because its standard input closes. */
import { spawn } from 'node:child_process';
import os from 'node:os';
import readline from 'node:readline';
import { fileURLToPath } from 'node:url';
import { fail, messageOf, ok, type Result } from '../../domain/failure.ts';

export interface EmbeddedServer {
  readonly url: string;
  readonly modelId: string;
  readonly pid: number;
  readonly stop: () => Promise<void>;
}

export interface EmbeddedOptions {
  readonly python: string;
  readonly modelPath: string;
  readonly modelId: string;
  readonly contextWindow: number;
  /** Requests at the same time; the window is shared between them. */
  readonly slots?: number;
  /** Tokens of a prompt that are read at a time; without it llama.cpp's 2,048. */
  readonly batchTokens?: number;
  readonly port?: number;
  readonly startTimeoutMs?: number;
}

// from source the script lies beside this file, in the build beside the bundle
const script = fileURLToPath(new URL(import.meta.url.endsWith('.ts') ? './serve.py' : './embedded/serve.py', import.meta.url));

/** One core stays free: with every core busy a llama.cpp server stalls for seconds (tried: 0.6 s became 12 s). */
const threads = Math.max(1, Math.min(8, os.availableParallelism() - 1));

function argumentsOf(options: EmbeddedOptions): string[] {
  return [
    script,
    ...['--model', options.modelPath, '--alias', options.modelId, '--context', String(options.contextWindow)],
    ...['--threads', String(threads), '--slots', String(options.slots ?? 1), '--batch', String(options.batchTokens ?? 0), '--port', String(options.port ?? 0)],
  ];
}

/** Resolves when the model is loaded and the server listens on loopback. */
export async function startLlamaCpp(options: EmbeddedOptions): Promise<Result<EmbeddedServer>> {
  const child = spawn(options.python, argumentsOf(options), { stdio: ['pipe', 'pipe', 'pipe'] });
  let errors = '';
  child.stderr.on('data', (chunk: Buffer) => (errors = (errors + chunk.toString()).slice(-2000)));
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const address = new Promise<string | undefined>((resolve) => {
    readline.createInterface({ input: child.stdout }).once('line', resolve);
    child.once('error', (error) => {
      errors += messageOf(error);
      resolve(undefined);
    });
    child.once('close', () => resolve(undefined));
    setTimeout(() => resolve(undefined), options.startTimeoutMs ?? 60_000).unref();
  });
  const line = await address;
  if (line === undefined) {
    child.kill('SIGKILL');
    return fail('serverGone', 'The embedded llama.cpp server did not start.', 'Delete the cache folder to install it anew.', { cause: errors.slice(-400) });
  }
  const stop = async (): Promise<void> => {
    child.stdin.end();
    const killer = setTimeout(() => child.kill('SIGKILL'), 3000);
    await ended;
    clearTimeout(killer);
  };
  const { address: url } = JSON.parse(line) as { address: string };
  return ok({ url, modelId: options.modelId, pid: child.pid ?? 0, stop });
}
