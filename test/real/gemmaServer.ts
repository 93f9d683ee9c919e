/** The real llama.cpp server with Gemma 3 270M. A missing part is a failure, never a skip. */
import { cacheFolder } from '../../src/adapters/embedded/cacheFolder.ts';
import { type GemmaParts, provisionGemma } from '../../src/adapters/embedded/provisionGemma.ts';
import { provisionLlamaCpp } from '../../src/adapters/embedded/provisionLlamaCpp.ts';
import { type EmbeddedServer, startLlamaCpp } from '../../src/adapters/embedded/startLlamaCpp.ts';

const log = (line: string): unknown => process.stderr.write(`${line}\n`);

export async function gemmaParts(): Promise<GemmaParts & { readonly python: string }> {
  const llamaCpp = await provisionLlamaCpp(cacheFolder(), log);
  if (!llamaCpp.ok) throw new Error(`${llamaCpp.failure.detail} ${llamaCpp.failure.cause ?? ''}`);
  const gemma = await provisionGemma(cacheFolder(), llamaCpp.value.python, log);
  if (!gemma.ok) throw new Error(`${gemma.failure.detail} ${gemma.failure.cause ?? ''}`);
  return { ...gemma.value, python: llamaCpp.value.python };
}

/** The caller stops it. */
export async function startGemmaServer(contextWindow: number): Promise<EmbeddedServer> {
  const started = await startLlamaCpp({ ...(await gemmaParts()), contextWindow });
  if (!started.ok) throw new Error(`${started.failure.detail} ${started.failure.cause ?? ''}`);
  return started.value;
}
