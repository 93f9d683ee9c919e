/** An engine that measures nothing: it plays back one example run over the real protocol, so that every view can be shown anywhere. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { BudgetVerdict } from '../../../src/domain/budget.ts';
import type { RunSummary } from '../../../src/domain/runSummary.ts';
import type { ProbeReport } from '../../../src/domain/server.ts';
import type { EngineMessage, EngineRequest, RunHeadline } from '../../../src/protocol/engine.ts';
import { exampleFleet } from './exampleFleet.ts';
import { exampleSummary } from './exampleSummary.ts';

const url = 'http://127.0.0.1:8000';
const steps = 12;
const both = exampleSummary(url, 'both', '2026-11-20T09:30:00.000Z');

const runs = new Map<string, RunSummary>([
  ['/runs/both', both],
  ['/runs/awq', exampleSummary(url, 'awq', '2026-11-19T14:05:00.000Z')],
  ['/runs/gptq', exampleSummary(url, 'gptq', '2026-11-18T17:42:00.000Z')],
]);

const probed: ProbeReport = {
  servers: [
    {
      url,
      kind: 'vllm',
      version: '0.20.2',
      location: 'loopback',
      notices: [{ kind: 'toolCallsDisabled', detail: 'Tool calls are switched off on this server.', advice: 'Start it with --enable-auto-tool-choice --tool-call-parser hermes.' }],
      models: [
        { id: 'Qwen2.5-Coder-32B-Instruct-AWQ', quantization: 'AWQ', parameterCount: 32.8e9, contextWindow: 32_768, trainedContextWindow: 32_768, loaded: true },
        { id: 'Qwen2.5-Coder-32B-Instruct-GPTQ-Int4', quantization: 'GPTQ-Int4', parameterCount: 32.8e9, contextWindow: 32_768, trainedContextWindow: 32_768, loaded: false },
      ],
    },
    {
      url: 'http://127.0.0.1:11434',
      kind: 'ollama',
      version: '0.17.4',
      location: 'loopback',
      notices: [],
      models: [{ id: 'gemma3:12b', quantization: 'Q4_K_M', parameterCount: 12.2e9, sizeBytes: 8.1e9, contextWindow: 4_096, trainedContextWindow: 131_072, loaded: true, supportsTools: false }],
    },
  ],
  failures: [{ url: 'http://127.0.0.1:1234', failure: { kind: 'notAnApi', detail: 'http://127.0.0.1:1234 answers with a web page (HTML), not with a model server’s JSON.', advice: 'Check the port.' } }],
};

const verdict: BudgetVerdict = {
  fits: false,
  contextWindow: 32_768,
  promptTokens: 21_924,
  promptCount: { tokens: 21_924, method: 'server', errorShare: 0 },
  parts: [],
  requestedOutputTokens: 32_768,
  neededTokens: 54_692,
  largestMaxTokens: 10_844,
  explanation: 'Needs 54,692 tokens (21,924 prompt + 32,768 answer), has 32,768.',
  advice: [{ kind: 'lowerMaxTokens', text: 'Set the most output tokens to 10,844 or less.', value: 10_844 }],
};

const cancelled = new Set<number>();

function send(message: EngineMessage): void {
  process.send?.(message);
}

function headlines(): readonly RunHeadline[] {
  return [...runs].map(([runFolder, { runId, status, startedAt, plan, models }]) => ({
    runId,
    runFolder,
    status,
    startedAt,
    serverUrl: plan.serverUrl,
    serverName: 'vLLM',
    suite: plan.suite,
    models: models.map(({ id, continuous, meanScore }) => ({
      id,
      ...(continuous.decodeTokensPerSecond === undefined ? {} : { decodeTokensPerSecond: continuous.decodeTokensPerSecond.median }),
      ...(continuous.ttftMs === undefined ? {} : { ttftMs: continuous.ttftMs.median }),
      ...(meanScore === undefined ? {} : { meanScore }),
    })),
  }));
}

async function play(id: number, runFolder: string): Promise<void> {
  const first = runs.get(runFolder)?.progress.done ?? 0;
  const stateAt = (done: number, status: RunSummary['status']): RunSummary => ({ ...both, runId: 'live', status, models: done === 0 ? [] : both.models, progress: { done, total: steps } });
  for (let done = first; done < steps; done++) {
    const key = `continuous/${String(done)}`;
    send({ id, say: 'event', event: { type: 'stepStarted', key, label: `Warm request ${String(done + 1)}`, model: both.models[0]?.id ?? '', phase: 'continuous', index: done, total: steps, at: new Date().toISOString() } });
    send({ id, say: 'summary', summary: stateAt(done, 'running'), runFolder });
    for (let tick = 1; tick <= 5; tick++) {
      await sleep(100);
      send({ id, say: 'event', event: { type: 'token', key, chunks: tick * 5, elapsedMs: 640 + tick * 100, firstTokenMs: 640, tokensPerSecond: 48 + tick / 3, textDelta: tick === 1 ? 'def fibonacci(n):\n' : '    a, b = b, a + b\n' } });
    }
    if (cancelled.has(id)) {
      runs.set(runFolder, stateAt(done, 'paused'));
      send({ id, say: 'summary', summary: stateAt(done, 'paused'), runFolder });
      send({ id, say: 'done', summary: stateAt(done, 'paused'), runFolder });
      return;
    }
  }
  runs.set(runFolder, stateAt(steps, 'done'));
  send({ id, say: 'done', summary: stateAt(steps, 'done'), runFolder });
}

const configuration = {
  target: 'cline',
  files: [{ path: '~/.cline/data/globalState.json', diff: '@@ -1,4 +1,5 @@\n {\n-  "actModeApiProvider": "openrouter",\n+  "actModeApiProvider": "openai",\n+  "openAiBaseUrl": "http://127.0.0.1:8000/v1",\n   "welcomeViewCompleted": true\n }\n' }],
  notes: ['Reload the window after applying: Cline keeps its settings in memory.'],
  needsWindowReload: false,
} as const;

let fleetAsked = 0;

async function answer(request: EngineRequest): Promise<void> {
  const { id } = request;
  switch (request.call) {
    case 'probe':
      await sleep(300);
      { send({ id, say: 'probed', report: probed }); return; }
    case 'bench':
      return play(id, '/runs/live');
    case 'resume':
      return play(id, request.runFolder);
    case 'summarise': {
      const summary = runs.get(request.runFolder) ?? both;
      send({ id, say: 'done', summary, runFolder: request.runFolder }); return;
    }
    case 'budget':
      { send({ id, say: 'budget', verdict: { ...verdict, model: request.model } }); return; }
    case 'fleet':
      if (request.queue.includes('wrong')) send({ id, say: 'failed', failure: { kind: 'unauthorised', detail: 'The queue at postgres://plimsoll@queue.lab/plimsoll refuses this user or password.', advice: 'Correct it.' } });
      else send({ id, say: 'fleet', status: exampleFleet(fleetAsked++) });
      return;
    case 'part':
      send({ id, say: 'failed', failure: { kind: 'unsupported', detail: 'Parts are not played.', advice: '' } });
      return;
    case 'history':
      { send({ id, say: 'history', runs: headlines() }); return; }
    case 'planConfiguration':
      { send({ id, say: 'configuration', configuration: { ...configuration, state: 'planned', canUndo: false } }); return; }
    case 'applyConfiguration':
      { send({ id, say: 'configuration', configuration: { ...configuration, state: 'applied', canUndo: true } }); return; }
    case 'undoConfiguration':
      { send({ id, say: 'configuration', configuration: { ...configuration, state: 'undone', files: [], canUndo: false } }); return; }
    case 'verifyConfiguration':
      { send({ id, say: 'configuration', configuration: { ...configuration, state: 'verified', canUndo: true } }); return; }
    case 'cancel':
      cancelled.add(request.target);
  }
}

process.on('message', (request: EngineRequest) => void answer(request));
process.on('disconnect', () => process.exit(0));
