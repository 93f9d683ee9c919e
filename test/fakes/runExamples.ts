/** Example events and plans for tests: small, valid, and clearly not real. */
import type { RunEvent } from '../../src/domain/runEvent.ts';
import type { RunPlan } from '../../src/domain/runPlan.ts';
import type { Sample } from '../../src/domain/sample.ts';
import type { ServerReport } from '../../src/domain/server.ts';

export const plan: RunPlan = {
  schema: 'plimsoll.plan/v1',
  serverUrl: 'http://127.0.0.1:1',
  serverKind: 'llamacpp',
  models: ['small'],
  suite: 'quick',
  repeats: 2,
  contexts: [1024, 9000],
  scenarios: [],
  language: 'default',
  agent: 'cline-next',
  mcpTools: 0,
  maxOutputTokens: 32,
  temperature: 0.2,
  seed: 1,
  promptTokens: 128,
  idleTimeoutMs: 1000,
};

export const server: ServerReport = {
  url: 'http://127.0.0.1:1',
  kind: 'llamacpp',
  version: 'b1',
  location: 'loopback',
  models: [{ id: 'small', contextWindow: 8192, trainedContextWindow: 8192, loaded: true }],
  notices: [],
  parallelSlots: 1,
};

export function runStarted(chosen: RunPlan = plan): RunEvent {
  return {
    type: 'runStarted',
    schema: 'plimsoll.journal/v1',
    runId: 'example',
    at: '2026-11-22T00:00:00.000Z',
    plan: chosen,
    planHash: 'hash',
    machine: { os: 'TestOS', cpu: 'TestCPU', cpuCores: 2, memoryBytes: 1, gpus: [], gpuNote: 'No GPU seen.' },
    clientVersion: '0.0.0',
    nodeVersion: 'v24',
  };
}

export function sample(key: string, phase: Sample['phase'], more: Partial<Sample> = {}): Sample {
  return {
    key,
    model: 'small',
    phase,
    startedAt: '2026-11-22T00:00:01.000Z',
    promptTokens: 128,
    completionTokens: 32,
    tokenSource: 'serverTimings',
    totalMs: 1000,
    connectMs: 1,
    firstByteMs: 2,
    firstChunkMs: 500,
    ttftMs: 500,
    firstAnswerMs: 500,
    prefillMs: 499,
    prefillTokensPerSecond: 256,
    prefillSource: 'server',
    decodeTokensPerSecond: 62,
    stalls: 0,
    chunks: 32,
    mergedChunkShare: 0,
    outputHash: '0123456789abcdef',
    finishReason: 'length',
    connectionRetries: 0,
    ...more,
  };
}
