/** `node scripts/exampleStudy.ts FOLDER [plan.yaml]`: the example study on real servers: two small models, each on llama.cpp and on Ollama. */
import { spawn } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { cacheFolder } from '../src/adapters/embedded/cacheFolder.ts';
import { provisionLlamaCpp } from '../src/adapters/embedded/provisionLlamaCpp.ts';
import { gemmaParts, startGemmaServer } from '../test/real/gemmaServer.ts';
import { startLlamaCppServer } from '../test/real/llamaCppServer.ts';
import { startOllama } from '../test/real/ollamaServer.ts';

const root = path.dirname(import.meta.dirname);
const [, , folder = 'plimsoll-runs', planFile = path.join(root, 'docs/example-study/plan.yaml')] = process.argv;
const contextWindow = 8192;

function run(args: readonly string[]): Promise<number> {
  const child = spawn(process.execPath, [path.join(root, 'src/shells/cli/main.ts'), ...args], { stdio: 'inherit' });
  // Ctrl-C reaches the child by itself; the servers are stopped when it has ended
  process.on('SIGINT', () => undefined);
  return new Promise((resolve) => child.once('close', (code) => resolve(code ?? 130)));
}

const smol = await startLlamaCppServer({ contextWindow });
const gemma = await startGemmaServer(contextWindow);
const { modelPath } = await gemmaParts();
const smolParts = await provisionLlamaCpp(cacheFolder(), () => undefined);
if (!smolParts.ok) throw new Error(smolParts.failure.detail);
// under names that say that they are the same models: the report compares servers on them
const ollama = await startOllama(contextWindow, [
  { name: 'smollm2-135m-instruct', modelPath: smolParts.value.modelPath },
  { name: 'gemma-3-270m', modelPath },
]);
try {
  await mkdir(folder, { recursive: true });
  const plan = path.join(folder, 'plan.yaml');
  const addresses = { SMOL_URL: smol.url, GEMMA_URL: gemma.url, OLLAMA_URL: ollama.url };
  const text = Object.entries(addresses).reduce((all, [name, url]) => all.replaceAll(name, url), await readFile(planFile, 'utf8'));
  await writeFile(plan, text);
  process.exitCode = await run(['bench', '--plan', plan, '--out', folder]);
} finally {
  await Promise.all([smol.stop(), gemma.stop(), ollama.stop()]);
}
