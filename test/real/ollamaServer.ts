/** A real Ollama for tests, with a small real model imported. A missing part is a failure, never a skip. */
import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { cacheFolder } from '../../src/adapters/embedded/cacheFolder.ts';
import { provisionLlamaCpp } from '../../src/adapters/embedded/provisionLlamaCpp.ts';
import { provisionOllama } from '../../scripts/provisionOllama.ts';

export interface RealOllama {
  readonly url: string;
  readonly model: string;
  readonly stop: () => Promise<void>;
}

/** A GGUF file to be had under a name beside the small default. */
export interface ImportedModel {
  readonly name: string;
  readonly modelPath: string;
}

const startTimeoutMs = 60_000;
/** Ollama's log names the port it was given: "Listening on 127.0.0.1:41231 (version 0.0.0)". */
const listening = /Listening on (127\.0\.0\.1:\d+)/;

/** `contextWindow`: what it serves to requests that do not ask for another. One core is left free, or a loaded machine stalls. */
export async function startOllama(contextWindow: number, more: readonly ImportedModel[] = []): Promise<RealOllama> {
  const log = (line: string): unknown => process.stderr.write(`${line}\n`);
  const program = await provisionOllama(log);
  const parts = await provisionLlamaCpp(cacheFolder(), log);
  if (!parts.ok) throw new Error(`${parts.failure.detail} ${parts.failure.cause ?? ''}`);
  const home = await mkdtemp(path.join(os.tmpdir(), 'plimsoll-ollama-home-'));
  const env = { ...process.env, HOME: home, OLLAMA_MODELS: path.join(home, 'models'), OLLAMA_HOST: '127.0.0.1:0', OLLAMA_CONTEXT_LENGTH: String(contextWindow), OLLAMA_NOPRUNE: '1' };
  const server = spawn(program, ['serve'], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  const ended = new Promise<void>((resolve) => server.once('close', () => resolve()));
  const stop = async (): Promise<void> => {
    server.kill('SIGTERM');
    const killer = setTimeout(() => server.kill('SIGKILL'), 5_000);
    await ended;
    clearTimeout(killer);
    await rm(home, { recursive: true, force: true });
  };
  try {
    const address = await addressFrom(server.stderr);
    server.stdout.resume();
    const modelfile = path.join(home, 'Modelfile');
    for (const { name, modelPath } of [{ name: 'smol', modelPath: parts.value.modelPath }, ...more]) {
      await writeFile(modelfile, `FROM ${modelPath}\nPARAMETER num_thread ${Math.max(1, os.availableParallelism() - 1)}\n`);
      await finished(program, ['create', name, '-f', modelfile], { ...env, OLLAMA_HOST: address });
    }
    return { url: `http://${address}`, model: 'smol:latest', stop };
  } catch (thrown) {
    await stop();
    throw thrown;
  }
}

function addressFrom(log: NodeJS.ReadableStream): Promise<string> {
  return new Promise((resolve, reject) => {
    let seen = '';
    const timer = setTimeout(() => reject(new Error(`Ollama did not start: ${seen.slice(-600)}`)), startTimeoutMs);
    const take = (): void => clearTimeout(timer);
    log.on('data', (chunk: Buffer) => {
      seen = (seen + chunk.toString()).slice(-20_000);
      const found = listening.exec(seen)?.[1];
      if (found === undefined) return;
      take();
      resolve(found);
    });
    log.on('end', () => {
      take();
      reject(new Error(`Ollama ended: ${seen.slice(-600)}`));
    });
  });
}

function finished(program: string, args: readonly string[], env: NodeJS.ProcessEnv): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { env, stdio: ['ignore', 'ignore', 'pipe'] });
    let errors = '';
    child.stderr.on('data', (chunk: Buffer) => (errors = (errors + chunk.toString()).slice(-1000)));
    child.once('error', reject);
    child.once('close', (code) => (code === 0 ? resolve() : reject(new Error(`ollama ${args[0] ?? ''} ended with ${code ?? 'a signal'}: ${errors}`))));
  });
}
