/** A real vLLM on the CPU for tests. A missing part is a failure, never a skip. */
import { spawn } from 'node:child_process';
import net from 'node:net';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { provisionVllm, vllmWindow, type RealVllmVersion } from '../../scripts/provisionVllm.ts';

export interface RealVllm {
  readonly url: string;
  readonly model: string;
  readonly stop: () => Promise<void>;
}

const startTimeoutMs = 420_000;

export async function startVllm(version: RealVllmVersion): Promise<RealVllm> {
  const { program, modelFolder, binFolder } = await provisionVllm(version, (line) => process.stderr.write(`${line}\n`));
  const port = await freePort();
  const env = {
    ...process.env,
    PATH: [binFolder, process.env['PATH'] ?? ''].join(path.delimiter),
    ...{ VLLM_CPU_KVCACHE_SPACE: '2', VLLM_NO_USAGE_STATS: '1', DO_NOT_TRACK: '1', HF_HUB_OFFLINE: '1', TRANSFORMERS_OFFLINE: '1', VLLM_CPU_OMP_THREADS_BIND: 'auto' },
  };
  const args = ['serve', modelFolder, '--served-model-name', 'smol', '--host', '127.0.0.1', '--port', String(port), '--dtype', 'bfloat16', '--enforce-eager', '--max-model-len', String(vllmWindow)];
  // a group of its own: vLLM starts an engine process that must end with it
  const server = spawn(program, args, { env, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
  let log = '';
  for (const stream of [server.stdout, server.stderr]) stream.on('data', (chunk: Buffer) => (log = (log + chunk.toString()).slice(-4000)));
  const ended = new Promise<void>((resolve) => server.once('close', () => resolve()));
  const stop = async (): Promise<void> => {
    if (server.pid !== undefined && server.exitCode === null) process.kill(-server.pid, 'SIGTERM');
    const killer = setTimeout(() => server.pid !== undefined && process.kill(-server.pid, 'SIGKILL'), 20_000);
    await ended;
    clearTimeout(killer);
  };
  const url = `http://127.0.0.1:${port}`;
  // ending it before /health answers leaves its engine process behind
  for (const startedAt = performance.now(); performance.now() - startedAt < startTimeoutMs; ) {
    if (server.exitCode !== null) throw new Error(`vLLM ended: ${log}`);
    const health = await fetch(`${url}/health`).catch(() => undefined);
    if (health?.ok === true) return { url, model: 'smol', stop };
    await wait(1_000);
  }
  await stop();
  throw new Error(`vLLM did not start within ${startTimeoutMs / 1000} s: ${log}`);
}

/** vLLM cannot choose a port by itself. */
function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = net.createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => (address === null || typeof address === 'string' ? reject(new Error('no free port')) : resolve(address.port)));
    });
  });
}
