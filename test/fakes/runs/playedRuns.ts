/** The runs that reports are tested on: one model on two cards, two models, a half-finished run, and one where nothing could be measured. */
import type { Machine } from '../../../src/domain/machine.ts';
import type { RunPlan } from '../../../src/domain/runPlan.ts';
import { plan as examplePlan } from '../runExamples.ts';
import type { PlayedModel, PlayedRun } from './recordRun.ts';

const twoCards: Machine = {
  os: 'Windows 11 Pro 10.0.26200 (WSL2)',
  cpu: '13th Gen Intel Core i9-13900K',
  cpuCores: 24,
  memoryBytes: 128 * 2 ** 30,
  gpus: [0, 1].map((index) => ({ index, name: 'NVIDIA GeForce RTX 3090', vramTotalBytes: 24 * 2 ** 30, driver: '591.44' })),
};

const noCard: Machine = { os: 'Debian GNU/Linux 12', cpu: 'Example CPU', cpuCores: 2, memoryBytes: 16 * 2 ** 30, gpus: [], gpuNote: 'No GPU seen: nvidia-smi was not found' };

/** Figures of the user's own report of this model (AWQ on vLLM, two RTX 3090, contexts 12,800–76,800). */
const qwenAwq: PlayedModel = {
  info: { id: 'Qwen2.5-Coder-32B-AWQ', family: 'qwen2', parameterCount: 32_763_876_352, quantization: 'AWQ', sizeBytes: 19_300_000_000, trainedContextWindow: 131_072, contextWindow: 65_536, loaded: true },
  coldTotalMs: 13_990,
  warmTotalMs: 25_530,
  tokensPerSecond: 21.52,
  prefillTokensPerSecond: 1450,
  jitter: 0.2,
  gpuMemoryPercent: 96.8,
  gpuUtilisationPercent: 90.1,
  scores: { 'code-completion': 8.2, debugging: 5.1, 'sql-query': 7.4 },
};

const qwenOllama: PlayedModel = {
  info: { id: 'qwen2.5-coder:32b', family: 'qwen2', parameterCount: 32_763_876_352, quantization: 'Q4_K_M', sizeBytes: 19_851_349_856, trainedContextWindow: 32_768, contextWindow: 32_768, loaded: true },
  loadMs: 9400,
  coldTotalMs: 16_310,
  warmTotalMs: 23_730,
  tokensPerSecond: 26.29,
  prefillTokensPerSecond: 980,
  jitter: 0.04,
  gpuMemoryPercent: 90.4,
  gpuUtilisationPercent: 81.5,
  scores: { 'code-completion': 8.0, debugging: 5.3, 'sql-query': 7.4 },
};

const gemmaOllama: PlayedModel = {
  info: { id: 'gemma3:12b', family: 'gemma3', parameterCount: 12_187_325_040, quantization: 'Q4_K_M', sizeBytes: 8_149_190_253, trainedContextWindow: 131_072, contextWindow: 131_072, loaded: true },
  loadMs: 6100,
  coldTotalMs: 26_580,
  warmTotalMs: 46_350,
  tokensPerSecond: 31.15,
  prefillTokensPerSecond: 1720,
  jitter: 0.04,
  gpuMemoryPercent: 48.4,
  gpuUtilisationPercent: 75.3,
  scores: { 'code-completion': 6.1, debugging: 2.4, 'sql-query': 6.9 },
  reply: '<script>alert("from the model")</script>\n| a | table |\n```python\ndef fibonacci(n): ...\n```',
};

const plan: RunPlan = { ...examplePlan, suite: 'full', repeats: 5, contexts: [12_800, 41_200, 51_200, 76_800], scenarios: ['code-completion', 'debugging', 'sql-query'], maxOutputTokens: 512, promptTokens: 1024, readinessRepeats: 1, models: [] };

const onePlan: RunPlan = { ...plan, serverUrl: 'http://localhost:8000', serverKind: 'vllm', models: [qwenAwq.info.id] };
const twoPlan: RunPlan = { ...plan, serverUrl: 'http://localhost:11434', serverKind: 'ollama', models: [qwenOllama.info.id, gemmaOllama.info.id] };

const vllm = { url: 'http://localhost:8000', kind: 'vllm', version: '0.15.1', location: 'loopback' } as const;
const ollama = { url: 'http://localhost:11434', kind: 'ollama', version: '0.17.4', location: 'loopback' } as const;

export const oneModel: PlayedRun = { runId: 'one-model', plan: onePlan, server: vllm, machine: twoCards, models: [qwenAwq] };

export const twoModels: PlayedRun = { runId: 'two-models', plan: twoPlan, server: ollama, machine: twoCards, models: [qwenOllama, gemmaOllama] };

export const halfFinished: PlayedRun = {
  ...twoModels,
  runId: 'half-finished',
  stopsAfter: { steps: 9, failure: { kind: 'serverGone', detail: 'The server at http://localhost:11434 closed the connection.', advice: 'Start it again (ollama serve) and resume the run.' } },
};

export const allVoid: PlayedRun = {
  runId: 'all-void',
  plan: { ...onePlan, serverUrl: 'http://127.0.0.1:8080', serverKind: 'llamacpp', repeats: 3, contexts: [2048], models: ['SmolLM2-135M-Instruct'] },
  server: { url: 'http://127.0.0.1:8080', kind: 'llamacpp', version: 'b6992', location: 'loopback' },
  machine: noCard,
  models: [{ ...qwenAwq, info: { id: 'SmolLM2-135M-Instruct', contextWindow: 8192, trainedContextWindow: 8192 } }],
  everythingFails: { kind: 'incompleteStream', detail: 'The stream ended without a finish_reason after 12 chunks.', advice: 'Look at the server’s log; nothing of this request was counted.' },
};

export const playedRuns: readonly PlayedRun[] = [oneModel, twoModels, halfFinished, allVoid];
