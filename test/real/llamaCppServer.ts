/** The real llama.cpp server for tests. A missing part is a failure, never a skip. */
import { cacheFolder } from '../../src/adapters/embedded/cacheFolder.ts';
import { provisionLlamaCpp } from '../../src/adapters/embedded/provisionLlamaCpp.ts';
import { type EmbeddedServer, startLlamaCpp } from '../../src/adapters/embedded/startLlamaCpp.ts';

/** Starts a server of its own on an ephemeral port; the caller stops it. Throws with the reason when it cannot. */
export async function startLlamaCppServer(options: { readonly contextWindow?: number; readonly slots?: number; readonly batchTokens?: number; readonly port?: number } = {}): Promise<EmbeddedServer> {
  const parts = await provisionLlamaCpp(cacheFolder(), (line) => process.stderr.write(`${line}\n`));
  if (!parts.ok) throw new Error(`${parts.failure.detail} ${parts.failure.advice} ${parts.failure.cause ?? ''}`);
  const started = await startLlamaCpp({ ...parts.value, contextWindow: 8192, ...options });
  if (!started.ok) throw new Error(`${started.failure.detail} ${started.failure.cause ?? ''}`);
  return started.value;
}
